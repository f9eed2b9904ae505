package stable

import (
	"math"
	"math/bits"
	"slices"

	"mihe/solve/stable/stableproblem"
)

// market is the state of the algorithm. Nodes are the places, then the caps; the seats filled at a place are filled at every node above it.
type market struct {
	p        *stableproblem.Problem
	at       []int32  // by applicant: the entry of the list held, or refused last; before the list at first
	moving   []uint64 // set of the applicants who hold nothing and have something left to ask
	draw     []int32  // by applicant: position in the lottery, one's own number where there is none
	drawn    []int32  // the applicant at every position
	held     []int32  // by applicant: the place held, or None; nil without caps
	freed    []int32  // who was put out, in this round or still to be followed
	ordered  []bool   // by place: the applications at a simple place are a heap, at most as many as seats; nil while there are rounds
	above    []int32  // the node above a node, or None
	room     []int32  // seats of a node not filled; of a simple place all its seats
	bar      []uint64 // by place: a key that is refused for sure, as are all below it; exact for simple places, 0 with reserves
	simple   []bool   // by place: neither reserves nor caps
	open     []keys   // by place under no cap: the seats open to all; a heap unless the place is simple
	reserved []keys   // by reserve
	capped   []heap   // by node of a tree with caps: the seats open to all beneath it, stale applications among them
	order    comparison
}

func newMarket(p *stableproblem.Problem) *market {
	n, places, nodes := p.Applicants(), p.Places(), p.Places()+len(p.Caps)
	m := &market{
		p: p, at: make([]int32, n), moving: make([]uint64, (n+63)/64), draw: p.Lottery, drawn: make([]int32, n),
		above: make([]int32, nodes), room: make([]int32, nodes), bar: make([]uint64, places), simple: make([]bool, places),
		open: make([]keys, places), reserved: make([]keys, len(p.Reserves)), capped: make([]heap, nodes),
	}
	if p.Across == stableproblem.ByPrecedence {
		m.order.precedence = p.Precedence
	}
	if len(p.Caps) > 0 {
		m.held = slices.Repeat([]int32{stableproblem.None}, n)
	}
	m.layPeople()
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
	m.layTables()
	for i, c := range p.Caps {
		m.room[places+i], m.above[places+i] = c.Seats, stableproblem.None
		if c.Parent != stableproblem.None {
			m.above[places+i] = int32(places) + c.Parent
		}
	}
	return m
}

// layTables gives every simple place room for all it holds before it chooses, in one piece, unless quotas are so large that most would stay empty.
func (m *market) layTables() {
	total := 0
	for i, simple := range m.simple {
		if simple {
			total += table(m.room[i])
		}
	}
	if total > len(m.p.Choices) {
		return
	}
	all := make(keys, total)
	for i, simple := range m.simple {
		if simple {
			size := table(m.room[i])
			m.open[i], all = all[:0:size], all[size:]
		}
	}
}

// table is how many applications a simple place holds before it chooses.
func table(seats int32) int { return 2*int(seats) + 8 }

func (m *market) layPeople() {
	if m.draw == nil {
		m.draw = make([]int32, len(m.at))
		for a := range m.draw {
			m.draw[a] = int32(a)
		}
	}
	for a := range m.at {
		m.at[a] = m.p.Begin[a] - 1
		m.moving[a/64] |= 1 << (a % 64)
		m.drawn[m.draw[a]] = int32(a)
	}
}

// key puts applications at one place in the order of priority: the higher score, then the lower position in the lottery. No two
// applicants have equal keys, and no eligible one has 0.
func key(score, draw int32) uint64 {
	return uint64(uint32(score)^1<<31)<<32 | uint64(math.MaxUint32-uint32(draw))
}

// applicant is whose key it is.
func (m *market) applicant(key uint64) int32 { return m.drawn[math.MaxUint32-uint32(key)] }

// release puts an applicant out.
func (m *market) release(key uint64) {
	a := m.applicant(key)
	m.moving[a/64] |= 1 << (a % 64)
	m.freed = append(m.freed, a)
	if m.held != nil {
		m.held[a] = stableproblem.None
	}
}

// round lets everybody who is moving ask until somebody accepts, in rising order, which is the order of memory; whoever is put out
// meanwhile moves in this round or the next. Simple places take in up to twice their seats before they choose, and choose
// at the end of the round. It returns how many were put out.
func (m *market) round() int {
	m.freed = m.freed[:0]
	var who [64]int32
	for i := range m.moving {
		for m.moving[i] != 0 {
			count := 0
			for rest := m.moving[i]; rest != 0; rest &= rest - 1 {
				who[count] = int32(64*i + bits.TrailingZeros64(rest))
				count++
			}
			m.moving[i] = 0
			m.settleAll(who[:count])
		}
	}
	for i, simple := range m.simple {
		if simple && len(m.open[i]) >= int(m.room[i]) && (m.bar[i] == 0 || len(m.open[i]) > int(m.room[i])) {
			m.choose(int32(i))
		}
	}
	return len(m.freed)
}

// settleAll settles at most 64 applicants. It reads where their lists go on beforehand, one after the other, so that the
// processor waits for memory once and not for each.
func (m *market) settleAll(who []int32) {
	var next [64]stableproblem.Choice
	for i, a := range who {
		if first := m.at[a] + 1; first < m.p.Begin[a+1] {
			next[i] = m.p.Choices[first]
		} else {
			next[i].Score = stableproblem.Ineligible
		}
	}
	for i, a := range who {
		c := next[i]
		if c.Score != stableproblem.Ineligible && m.simple[c.Place] {
			if k := key(c.Score, m.draw[a]); k > m.bar[c.Place] {
				m.at[a]++
				m.askSimple(c.Place, k)
				continue
			}
		}
		m.settle(a)
	}
}

// chains does the same for few: whoever is put out moves next, and simple places choose at every application.
func (m *market) chains() {
	m.ordered = make([]bool, len(m.open))
	m.freed = m.freed[:0]
	for i := range m.moving {
		for rest := m.moving[i]; rest != 0; rest &= rest - 1 {
			m.freed = append(m.freed, int32(64*i+bits.TrailingZeros64(rest)))
		}
	}
}

// follow moves the one put out last, and reports whether there was one.
func (m *market) follow() bool {
	last := len(m.freed) - 1
	if last < 0 {
		return false
	}
	a := m.freed[last]
	m.freed = m.freed[:last]
	m.moving[a/64] &^= 1 << (a % 64)
	m.settle(a)
	return true
}

// settle lets an applicant go on along the list until a place accepts, and releases whom that puts out.
func (m *market) settle(a int32) {
	draw, first := m.draw[a], m.at[a]+1
	for i, c := range m.p.Choices[first:m.p.Begin[a+1]] {
		k := key(c.Score, draw)
		if k <= m.bar[c.Place] || c.Score == stableproblem.Ineligible {
			continue
		}
		m.at[a] = first + int32(i)
		if m.simple[c.Place] {
			m.askSimple(c.Place, k)
			return
		}
		out := m.ask(entry{k, c.Place})
		if out == k {
			continue
		}
		if m.held != nil {
			m.held[a] = c.Place
		}
		if out != 0 {
			m.release(out)
		}
		return
	}
	m.at[a] = m.p.Begin[a+1]
}

// askSimple offers a key above the bar to a simple place.
func (m *market) askSimple(place int32, k uint64) {
	h := &m.open[place]
	seats := int(m.room[place])
	if m.ordered == nil {
		*h = append(*h, k)
		if len(*h) >= table(m.room[place]) {
			m.choose(place)
		}
		return
	}
	if !m.ordered[place] {
		m.ordered[place] = true
		h.order()
	}
	if len(*h) < seats {
		h.push(k)
	} else {
		m.release(h.swap(k))
	}
	if len(*h) == seats {
		m.bar[place] = (*h)[0]
	}
}

// choose lets a simple place with at least as many applications as seats keep the best.
func (m *market) choose(place int32) {
	h, seats := m.open[place], int(m.room[place])
	m.bar[place] = h.best(seats)
	for _, k := range h[seats:] {
		m.release(k)
	}
	m.open[place] = h[:seats]
}

// ask offers an application to a place with reserves or caps and returns the key of the one refused in turn: its own,
// another's, or 0 for none.
func (m *market) ask(e entry) uint64 {
	first, reserves := m.p.ReservesOf(int(e.place))
	for i, r := range reserves {
		if !m.p.Member(int(m.applicant(e.key)), r.Group) {
			continue
		}
		h := &m.reserved[first+i]
		if len(*h) < int(r.Seats) {
			h.push(e.key)
			return m.squeeze(e.place)
		}
		if r.Seats > 0 && (*h)[0] < e.key {
			e.key = h.swap(e.key)
		}
	}
	if m.above[e.place] == stableproblem.None {
		return m.askOpen(e)
	}
	return m.askCapped(e)
}

// askOpen offers an application to the open seats of a place under no cap.
func (m *market) askOpen(e entry) uint64 {
	h := &m.open[e.place]
	switch {
	case m.room[e.place] > 0:
		m.room[e.place]--
		h.push(e.key)
		return 0
	case len(*h) > 0 && (*h)[0] < e.key:
		return h.swap(e.key)
	}
	return e.key
}

// squeeze books a reserved seat newly filled at a place. Where a node is now one over its seats, the weakest of those seated openly beneath the
// lowest such node goes; reserves beneath a node never exceed its seats, so there is one.
func (m *market) squeeze(place int32) uint64 {
	over := int32(stableproblem.None)
	for n := place; n != stableproblem.None; n = m.above[n] {
		if m.room[n]--; m.room[n] < 0 && over == stableproblem.None {
			over = n
		}
	}
	switch {
	case over == stableproblem.None:
		return 0
	case m.above[place] == stableproblem.None:
		m.room[place]++
		return m.open[place].pop()
	}
	out, _ := m.weakest(over)
	m.book(out.place, 1)
	return out.key
}

// askCapped offers an application to the open seats of a place under a cap: it is seated where no node over it is full, else where it
// beats the weakest application beneath the lowest full node, which then goes.
func (m *market) askCapped(e entry) uint64 {
	full := e.place
	for full != stableproblem.None && m.room[full] > 0 {
		full = m.above[full]
	}
	var out uint64
	if full != stableproblem.None {
		weakest, found := m.weakest(full)
		if !found {
			return e.key
		}
		if !m.order.below(weakest, e) {
			m.raise(e, weakest)
			return e.key
		}
		out = weakest.key
		m.book(weakest.place, 1)
	}
	m.book(e.place, -1)
	for n := e.place; n != stableproblem.None; n = m.above[n] {
		m.capped[n].push(e, m.order)
	}
	return out
}

// raise keeps what a refusal has shown for a place without reserves: the weakest beneath a full node only grows stronger, so whoever is no
// better than the one refused, or weaker than that weakest where keys decide, will be refused too.
func (m *market) raise(refused, weakest entry) {
	if _, reserves := m.p.ReservesOf(int(refused.place)); len(reserves) > 0 {
		return
	}
	bar := refused.key
	if m.order.precedence == nil || refused.place == weakest.place {
		bar = max(bar, weakest.key-1)
	}
	m.bar[refused.place] = max(m.bar[refused.place], bar)
}

// book adds to the room of a place and of every cap over it.
func (m *market) book(place, seats int32) {
	for n := place; n != stableproblem.None; n = m.above[n] {
		m.room[n] += seats
	}
}

// weakest returns the weakest application seated openly beneath a node of a tree, after it has cleared away those that are so no
// longer: their applicants were put out. The one returned stays in the heap, stale as soon as its applicant is put out.
func (m *market) weakest(node int32) (entry, bool) {
	h := &m.capped[node]
	for len(*h) > 0 {
		if e := (*h)[0]; m.held[m.applicant(e.key)] == e.place {
			return e, true
		}
		h.pop(m.order)
	}
	return entry{}, false
}
