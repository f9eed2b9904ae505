package stable

import (
	"math"

	"mihe/solve/stable/stableproblem"
)

// solution reads the answer off the market.
func (m *market) solution() *stableproblem.Solution {
	p := m.p
	s := &stableproblem.Solution{
		Match:    make([]int32, p.Applicants()),
		Open:     make([]stableproblem.Cutoff, p.Places()),
		Reserved: make([]stableproblem.Cutoff, len(p.Reserves)),
	}
	for a, w := range m.wish {
		s.Match[a] = stableproblem.None
		if w.at < w.end {
			s.Match[a] = p.Choices[w.at].Place
		}
	}
	for i := range s.Open {
		s.Open[i] = m.openCutoff(int32(i))
	}
	for i, r := range p.Reserves {
		switch h := m.reserved[i]; {
		case len(h) < int(r.Seats):
		case len(h) == 0:
			s.Reserved[i].State = stableproblem.Closed
		default:
			s.Reserved[i] = cutoff(h[0])
		}
	}
	return s
}

// openCutoff is that of the lowest full node over a place: a larger node has a weaker weakest.
func (m *market) openCutoff(place int32) stableproblem.Cutoff {
	for n := place; n != stableproblem.None; n = m.above[n] {
		if m.room[n] > 0 {
			continue
		}
		if e, any := m.weakest(n); any {
			return cutoff(e)
		}
		return stableproblem.Cutoff{State: stableproblem.Closed}
	}
	return stableproblem.Cutoff{}
}

// cutoff names an application; a problem without lottery has 0 for everybody's position.
func cutoff(e entry) stableproblem.Cutoff {
	return stableproblem.Cutoff{
		State: stableproblem.At, Place: e.place,
		Score: int32(uint32(e.key>>32) ^ 1<<31), Lottery: int32(math.MaxUint32 - uint32(e.key)),
	}
}
