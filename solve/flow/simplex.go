package flow

import (
	"context"
	"fmt"
	"math"

	"mihe/solve/flow/flowproblem"
)

// simplex is the primal network simplex method on strongly feasible spanning trees (Cunningham 1976; Ahuja, Magnanti,
// Orlin, Network Flows, 1993, ch. 11). A root joined to every node by an artificial arc gives the first tree. The entering arc
// is the best of the first block that holds an eligible one (block search, Grigoriadis 1986); the leaving arc is the
// last blocking one of the cycle seen from its apex in the direction of the entering arc, which keeps the
// tree strongly feasible and so excludes cycling.
type simplex struct {
	*network
	nodes []treeNode // the last is the root
	price []int64    // potentials, apart from the tree because the search for an entering arc reads nothing else
	flow  []int64    // by arc, artificial ones last
	state []int8     // by arc: +1 at zero, −1 at capacity, 0 in the tree
	block int
	next  int // where the search goes on
}

// treeNode is a node of the spanning tree: its arc to the parent, and its children as a doubly linked list.
type treeNode struct {
	parent, arc       int32
	child, left, next int32 // first child; siblings; −1 where none
	depth             int32
	up                bool // the arc points to the parent
}

// none marks the end of a list.
const none = int32(-1)

// maxPrice bounds potentials so that a reduced cost fits 64 bits.
const maxPrice = 1 << 60

// simplexFits says whether potentials stay within 64 bits.
func (n *network) simplexFits() bool {
	return float64(n.least+1)*float64(2*len(n.supply)+4) < maxPrice
}

func newSimplex(n *network) *simplex {
	count, m := len(n.supply), len(n.arcs)
	s := &simplex{
		network: n,
		nodes:   make([]treeNode, count+1),
		price:   make([]int64, count+1),
		flow:    make([]int64, m+count),
		state:   make([]int8, m),
		block:   max(10, int(math.Sqrt(float64(m)))),
	}
	for i := range s.state {
		s.state[i] = 1
	}
	root := int32(count)
	s.nodes[root] = treeNode{parent: none, arc: none, child: none, left: none, next: none}
	big := (n.least + 1) * int64(count+1)
	for i := count - 1; i >= 0; i-- {
		u := &s.nodes[i]
		*u = treeNode{arc: int32(m + i), child: none, depth: 1}
		s.hang(int32(i), root)
		s.flow[m+i] = max(n.supply[i], -n.supply[i])
		// A node with nothing to send hangs by an arc to the root: a tree arc at zero must point up to be strongly feasible.
		u.up = n.supply[i] >= 0
		s.price[i] = -big
		if !u.up {
			s.price[i] = big
		}
	}
	return s
}

// hang makes v the first child of u.
func (s *simplex) hang(v, u int32) {
	child, parent := &s.nodes[v], &s.nodes[u]
	child.parent, child.left, child.next = u, none, parent.child
	if parent.child != none {
		s.nodes[parent.child].left = v
	}
	parent.child = v
}

// unhang takes v off its parent's list.
func (s *simplex) unhang(v int32) {
	n := &s.nodes[v]
	if n.left != none {
		s.nodes[n.left].next = n.next
	} else {
		s.nodes[n.parent].child = n.next
	}
	if n.next != none {
		s.nodes[n.next].left = n.left
	}
}

// entering returns an arc whose flow should change, or −1 at the optimum.
func (s *simplex) entering() int {
	best, at := int64(0), -1
	left := s.block
	i := s.next
	for seen := 0; seen < len(s.arcs); {
		stop := min(len(s.arcs), i+min(left, len(s.arcs)-seen))
		arcs, state := s.arcs[i:stop], s.state[i:stop]
		for j := range arcs {
			a := &arcs[j]
			if r := int64(state[j]) * (a.cost + s.price[a.from] - s.price[a.to]); r < best {
				best, at = r, i+j
			}
		}
		seen += stop - i
		left -= stop - i
		if i = stop; i == len(s.arcs) {
			i = 0
		}
		if left == 0 {
			if at >= 0 {
				break
			}
			left = s.block
		}
	}
	s.next = i
	return at
}

// pivot is one change of the tree.
type pivot struct {
	enter       int
	first, last int32 // the entering arc's flow grows from first to last
	apex        int32 // where the cycle closes
	delta       int64
	out         int32 // the node whose arc to the parent leaves; none if the entering arc itself blocks
	below       int32 // the end of the entering arc below out
}

// cycle finds the apex, the greatest change of flow and the leaving arc. Flow runs apex → first → last → apex.
func (s *simplex) cycle(enter int) pivot {
	a := &s.arcs[enter]
	p := pivot{enter: enter, first: a.from, last: a.to, delta: a.cap, out: none}
	if s.state[enter] < 0 {
		p.first, p.last = p.last, p.first
	}
	u, v := p.first, p.last
	for u != v {
		// The first side is walked against the flow: an equal bound found later is nearer the apex and so earlier on the cycle;
		// it loses. On the other side an equal bound found later comes later on the cycle; it wins.
		if s.nodes[u].depth >= s.nodes[v].depth {
			n := &s.nodes[u]
			if room := s.left(n, !n.up); room < p.delta {
				p.delta, p.out, p.below = room, u, p.first
			}
			u = n.parent
		} else {
			n := &s.nodes[v]
			if room := s.left(n, n.up); room <= p.delta {
				p.delta, p.out, p.below = room, v, p.last
			}
			v = n.parent
		}
	}
	p.apex = u
	return p
}

// left is how much more flow the arc from n to its parent takes, along its direction or against it.
func (s *simplex) left(n *treeNode, along bool) int64 {
	if !along {
		return s.flow[n.arc]
	}
	if int(n.arc) >= len(s.arcs) {
		return math.MaxInt64
	}
	return s.arcs[n.arc].cap - s.flow[n.arc]
}

// run pivots until no arc is eligible.
func (s *simplex) run(ctx context.Context) error {
	for count := 1; ; count++ {
		enter := s.entering()
		if enter < 0 {
			return nil
		}
		p := s.cycle(enter)
		s.push(&p)
		if p.out == none {
			s.state[enter] = -s.state[enter]
		} else {
			s.exchange(&p)
		}
		if count%1024 == 0 && ctx.Err() != nil {
			return fmt.Errorf("minimum-cost flow: %w", ctx.Err())
		}
	}
}

// push changes the flow round the cycle.
func (s *simplex) push(p *pivot) {
	if p.delta == 0 {
		return
	}
	s.flow[p.enter] += int64(s.state[p.enter]) * p.delta
	for u := p.first; u != p.apex; u = s.nodes[u].parent {
		if s.nodes[u].up {
			s.flow[s.nodes[u].arc] -= p.delta
		} else {
			s.flow[s.nodes[u].arc] += p.delta
		}
	}
	for u := p.last; u != p.apex; u = s.nodes[u].parent {
		if s.nodes[u].up {
			s.flow[s.nodes[u].arc] += p.delta
		} else {
			s.flow[s.nodes[u].arc] -= p.delta
		}
	}
}

// exchange replaces the leaving arc by the entering one: the part of the tree below out is turned to hang from the
// entering arc, and its depths and potentials follow.
func (s *simplex) exchange(p *pivot) {
	a := &s.arcs[p.enter]
	reduced := a.cost + s.price[a.from] - s.price[a.to]
	if leaving := s.nodes[p.out].arc; int(leaving) < len(s.arcs) {
		s.state[leaving] = 1
		if s.flow[leaving] != 0 {
			s.state[leaving] = -1
		}
	}
	s.state[p.enter] = 0
	above := p.first
	if p.below == p.first {
		above = p.last
	}
	shift := reduced
	if p.below == a.from {
		shift = -reduced
	}
	s.turn(p, above)
	s.shift(p.below, shift)
}

// turn reverses the path from below to out.
func (s *simplex) turn(p *pivot, above int32) {
	u, parent := p.below, above
	arc, up := int32(p.enter), p.below == s.arcs[p.enter].from
	for {
		n := &s.nodes[u]
		old, oldArc, oldUp := n.parent, n.arc, n.up
		s.unhang(u)
		s.hang(u, parent)
		n.arc, n.up = arc, up
		if u == p.out {
			return
		}
		u, parent, arc, up = old, u, oldArc, !oldUp
	}
}

// shift adds to the potential of a subtree and sets its depths.
func (s *simplex) shift(top int32, by int64) {
	depth := s.nodes[s.nodes[top].parent].depth + 1
	u := top
	for {
		n := &s.nodes[u]
		n.depth = depth
		s.price[u] += by
		if n.child != none {
			u = n.child
			depth++
			continue
		}
		for n.next == none || u == top {
			if u == top {
				return
			}
			u = n.parent
			n = &s.nodes[u]
			depth--
		}
		u = n.next
	}
}

// solve runs the method and reads the result.
func (s *simplex) solve(ctx context.Context, p *flowproblem.Problem) (*flowproblem.Solution, error) {
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	var stuck []int32
	for i := range s.supply {
		if s.flow[len(s.arcs)+i] > 0 && s.supply[i] >= 0 {
			stuck = append(stuck, int32(i))
		}
	}
	flow := func(i int) int64 { return s.flow[i] }
	if stuck != nil {
		return nil, s.cut(p, stuck, flow)
	}
	return s.solution(p, flow, s.price[:len(s.supply)])
}
