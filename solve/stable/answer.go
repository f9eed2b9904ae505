package stable

import "mihe/solve/stable/stableproblem"

// solution reads the answer off the market.
func (m *market) solution() *stableproblem.Solution {
	p := m.p
	s := &stableproblem.Solution{
		Match:    make([]int32, p.Applicants()),
		Open:     make([]stableproblem.Cutoff, p.Places()),
		Reserved: make([]stableproblem.Cutoff, len(p.Reserves)),
	}
	for a, at := range m.at {
		s.Match[a] = stableproblem.None
		if at < p.Begin[a+1] {
			s.Match[a] = p.Choices[at].Place
		}
	}
	for i := range s.Open {
		s.Open[i] = m.openCutoff(int32(i))
		first, reserves := p.ReservesOf(i)
		for j, r := range reserves {
			if h := m.reserved[first+j]; len(h) == int(r.Seats) {
				s.Reserved[first+j] = m.weakestOf(h, int32(i))
			}
		}
	}
	return s
}

// openCutoff is that of the lowest full node over a place: a larger node has a weaker weakest.
func (m *market) openCutoff(place int32) stableproblem.Cutoff {
	if m.above[place] == stableproblem.None {
		seats := m.room[place]
		if m.simple[place] {
			seats -= int32(len(m.open[place]))
		}
		if seats > 0 {
			return stableproblem.Cutoff{}
		}
		if m.simple[place] && m.room[place] > 0 {
			return m.cutoff(entry{m.bar[place], place})
		}
		return m.weakestOf(m.open[place], place)
	}
	for n := place; n != stableproblem.None; n = m.above[n] {
		if m.room[n] > 0 {
			continue
		}
		if e, found := m.weakest(n); found {
			return m.cutoff(e)
		}
		return stableproblem.Cutoff{State: stableproblem.Closed}
	}
	return stableproblem.Cutoff{}
}

// weakestOf is the cutoff of seats at a place that are all filled.
func (m *market) weakestOf(h keys, place int32) stableproblem.Cutoff {
	if len(h) == 0 {
		return stableproblem.Cutoff{State: stableproblem.Closed}
	}
	return m.cutoff(entry{h[0], place})
}

func (m *market) cutoff(e entry) stableproblem.Cutoff {
	return stableproblem.Cutoff{
		State: stableproblem.At, Place: e.place,
		Score: int32(uint32(e.key>>32) ^ 1<<31), Lottery: m.p.Draw(int(m.applicant(e.key))),
	}
}
