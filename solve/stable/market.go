package stable

import (
	"math"

	"mihe/solve/stable/stableproblem"
)

// market is the state of the algorithm. Nodes are the places, then the caps; the seats filled at a place are filled at every node above it.
type market struct {
	p        *stableproblem.Problem
	wish     []wish
	above    []int32    // the node above a node, or None
	room     []int32    // seats of a node not filled
	bar      []uint64   // the key to be beaten at a place that is full, simple (no reserve, no cap) places only; else 0
	open     []heap     // by node: applications seated in the open pass beneath it; stale ones among them where a cap is
	reserved []heap     // by reserve: its members
	simple   []bool     // by place: neither reserves nor caps
	order    comparison // across places
}

// wish is how far an applicant has come on the list: the entry now held or asked for, and the end.
type wish struct{ at, end int32 }

func newMarket(p *stableproblem.Problem) *market {
	places, nodes := p.Places(), p.Places()+len(p.Caps)
	m := &market{
		p: p, wish: make([]wish, p.Applicants()), above: make([]int32, nodes), room: make([]int32, nodes),
		bar: make([]uint64, places), open: make([]heap, nodes), reserved: make([]heap, len(p.Reserves)), simple: make([]bool, places),
	}
	if p.Across == stableproblem.ByPrecedence {
		m.order.precedence = p.Precedence
	}
	for a := range m.wish {
		m.wish[a] = wish{p.Begin[a], p.Begin[a+1]}
	}
	copy(m.room, p.Quota)
	for i := range places {
		m.above[i] = stableproblem.None
		if c := p.CapOf(i); c != stableproblem.None {
			m.above[i] = int32(places) + c
		}
		_, reserves := p.ReservesOf(i)
		m.simple[i] = m.above[i] == stableproblem.None && len(reserves) == 0
		if m.simple[i] && m.room[i] == 0 {
			m.bar[i] = math.MaxUint64
		}
	}
	for i, c := range p.Caps {
		m.room[places+i], m.above[places+i] = c.Seats, stableproblem.None
		if c.Parent != stableproblem.None {
			m.above[places+i] = int32(places) + c.Parent
		}
	}
	return m
}

// key puts applications at one place in the order of priority: the higher score, then the lower position in the lottery. It is
// below 2^64 − 1 unless score and position are both extreme, and above 0 for every eligible applicant.
func key(score int32, draw uint32) uint64 { return uint64(uint32(score)^1<<31)<<32 | uint64(draw) }

// draw is the lower half of an applicant's keys.
func (m *market) draw(a int32) uint32 { return math.MaxUint32 - uint32(m.p.Draw(int(a))) }

// settle finds applicant a a place, and then everybody who is put out by that, one after another.
func (m *market) settle(a int32) {
	draw := m.draw(a)
	for a != stableproblem.None {
		w := &m.wish[a]
		out := entry{applicant: stableproblem.None}
		refused := true
		for ; w.at < w.end; w.at++ {
			c := m.p.Choices[w.at]
			e := entry{key(c.Score, draw), a, c.Place}
			if e.key <= m.bar[c.Place] || c.Score == stableproblem.Ineligible {
				continue
			}
			if m.simple[c.Place] {
				out = m.askSimple(e)
			} else {
				out = m.ask(e)
			}
			if out.applicant != a {
				refused = false
				break
			}
		}
		if refused {
			return
		}
		if a = out.applicant; a != stableproblem.None {
			m.wish[a].at++
			draw = uint32(out.key)
		}
	}
}

// askSimple seats an application that stands above the bar of a simple place, and returns whom it puts out.
func (m *market) askSimple(e entry) entry {
	h := &m.open[e.place]
	if m.room[e.place] > 0 {
		m.room[e.place]--
		h.push(e, simpleOrder)
		if m.room[e.place] == 0 {
			m.bar[e.place] = (*h)[0].key
		}
		return entry{applicant: stableproblem.None}
	}
	out := h.swap(e, simpleOrder)
	m.bar[e.place] = (*h)[0].key
	return out
}

// ask offers an application to a place with reserves or caps and returns the application that is refused in turn: e itself,
// another, or none.
func (m *market) ask(e entry) entry {
	first, reserves := m.p.ReservesOf(int(e.place))
	for i, r := range reserves {
		if !m.p.Member(int(e.applicant), r.Group) {
			continue
		}
		h := &m.reserved[first+i]
		if len(*h) < int(r.Seats) {
			h.push(e, simpleOrder)
			return m.squeeze(e.place)
		}
		if r.Seats > 0 && simpleOrder.below((*h)[0], e) {
			e = h.swap(e, simpleOrder)
		}
	}
	return m.askOpen(e)
}

// squeeze books a reserved seat newly filled at a place. Where a node is now one over its seats, the weakest of those seated openly beneath the
// lowest such node goes; reserves beneath a node never exceed its seats, so there is one.
func (m *market) squeeze(place int32) entry {
	over := int32(stableproblem.None)
	for n := place; n != stableproblem.None; n = m.above[n] {
		if m.room[n]--; m.room[n] < 0 && over == stableproblem.None {
			over = n
		}
	}
	if over == stableproblem.None {
		return entry{applicant: stableproblem.None}
	}
	out, _ := m.weakest(over)
	m.book(out.place, 1)
	return out
}

// askOpen offers an application to the seats open to all: it is seated where no node over its place is full, else where it beats the weakest
// application beneath the lowest full node, which then goes.
func (m *market) askOpen(e entry) entry {
	full := e.place
	for full != stableproblem.None && m.room[full] > 0 {
		full = m.above[full]
	}
	out := entry{applicant: stableproblem.None}
	if full != stableproblem.None {
		weakest, any := m.weakest(full)
		if !any || !m.order.below(weakest, e) {
			return e
		}
		out = weakest
		m.book(out.place, 1)
	}
	m.book(e.place, -1)
	for n := e.place; n != stableproblem.None; n = m.above[n] {
		m.open[n].push(e, m.order)
	}
	return out
}

// book adds to the room of a place and of every cap over it.
func (m *market) book(place, seats int32) {
	for n := place; n != stableproblem.None; n = m.above[n] {
		m.room[n] += seats
	}
}

// weakest returns the weakest application seated openly beneath a node, after it has cleared away those that are so no longer:
// their applicants have gone on along their lists. The one returned stays in the heap, and is stale once its applicant goes on.
func (m *market) weakest(node int32) (entry, bool) {
	h := &m.open[node]
	for len(*h) > 0 {
		if e := (*h)[0]; m.holds(e) {
			return e, true
		}
		h.pop(m.order)
	}
	return entry{}, false
}

// holds says whether an application is the one its applicant has come to.
func (m *market) holds(e entry) bool {
	w := m.wish[e.applicant]
	return w.at < w.end && m.p.Choices[w.at].Place == e.place
}
