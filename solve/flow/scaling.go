package flow

import (
	"context"
	"fmt"

	"mihe/solve/flow/flowproblem"
)

// scaling is the cost-scaling push-relabel method (Goldberg, Tarjan 1990) in the form of partial augment-relabel with
// global price updates (Goldberg 1997, 2008). Costs are multiplied by n+1, so that a flow that is 1-optimal is optimal.
type scaling struct {
	first  []int32 // the arcs of node u are arcs[first[u]:first[u+1]]
	arcs   []residual
	at     []int32 // where each arc of the network stands in arcs
	price  []int64
	excess []int64
	now    []int32 // the current arc of each node
	queue  fifo
	eps    int64

	relabels int
	rank     []int32
	buckets  buckets
}

// residual is one direction of an arc: room left in it, and in the opposite direction, which stands at arcs[back].
type residual struct {
	room, rear int64
	cost       int64
	head, back int32
}

const (
	// scaleFactor divides the error ε from one phase to the next.
	scaleFactor = 16
	// pathLength is the longest path flow is pushed along at once.
	pathLength = 4
)

// scalingFits says whether scaled costs, potentials and excesses stay within 64 bits. Potentials move by at most
// (1 + scaleFactor) n ε in a phase, 2 n times the greatest scaled cost over all phases.
func (n *network) scalingFits() bool {
	nodes := float64(len(n.supply) + 1)
	return float64(n.least+1)*nodes*nodes*8 < maxPrice && n.room+float64(n.total) < maxPrice && len(n.arcs) < 1<<30
}

func newScaling(n *network) *scaling {
	count, m := len(n.supply), len(n.arcs)
	s := &scaling{
		first:  make([]int32, count+2),
		arcs:   make([]residual, 2*m),
		at:     make([]int32, m),
		price:  make([]int64, count),
		excess: append([]int64(nil), n.supply...),
		now:    make([]int32, count),
		queue:  newFIFO(count),
		rank:   make([]int32, count),
	}
	for i := range n.arcs {
		s.first[n.arcs[i].from+2]++
		s.first[n.arcs[i].to+2]++
	}
	for i := 2; i < len(s.first); i++ {
		s.first[i] += s.first[i-1]
	}
	scale := int64(count + 1)
	for i := range n.arcs {
		a := &n.arcs[i]
		f, b := s.first[a.from+1], s.first[a.to+1]
		s.first[a.from+1]++
		s.first[a.to+1]++
		s.arcs[f] = residual{room: a.cap, cost: a.cost * scale, head: a.to, back: b}
		s.arcs[b] = residual{rear: a.cap, cost: -a.cost * scale, head: a.from, back: f}
		s.at[i] = f
	}
	s.first = s.first[:count+1]
	s.buckets = newBuckets(count)
	s.eps = max(1, n.least*scale/scaleFactor)
	return s
}

// solveScaling runs the phases and reads the result.
func solveScaling(ctx context.Context, n *network, p *flowproblem.Problem) (*flowproblem.Solution, error) {
	s := newScaling(n)
	flow := func(i int) int64 { return s.arcs[s.at[i]].rear }
	for {
		stuck, err := s.refine(ctx)
		if err != nil {
			return nil, err
		}
		if stuck != nil {
			return nil, n.cut(p, stuck, flow)
		}
		if s.eps == 1 {
			break
		}
		s.eps = max(1, s.eps/scaleFactor)
	}
	return n.solution(p, flow, s.potentials())
}

// refine turns the flow into one that is ε-optimal for a smaller ε. It returns nodes whose excess reaches no demand
// if there are any, which happens only where no feasible flow exists.
func (s *scaling) refine(ctx context.Context) ([]int32, error) {
	s.saturate()
	for u, e := range s.excess {
		s.now[u] = s.first[u]
		if e > 0 {
			s.queue.push(int32(u))
		}
	}
	if stuck := s.update(); stuck != nil {
		return stuck, nil
	}
	count := len(s.price)
	for steps := 1; ; steps++ {
		u, ok := s.queue.peek()
		if !ok {
			return nil, nil
		}
		if s.excess[u] <= 0 {
			s.queue.pop()
			continue
		}
		s.augment(u)
		if s.relabels > count {
			if stuck := s.update(); stuck != nil {
				return stuck, nil
			}
		}
		if steps%1024 == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("minimum-cost flow: %w", ctx.Err())
		}
	}
}

// saturate fills every arc of negative reduced cost; what remains is 0-optimal but no flow.
func (s *scaling) saturate() {
	for u := range s.price {
		price := s.price[u]
		arcs := s.arcs[s.first[u]:s.first[u+1]]
		for i := range arcs {
			a := &arcs[i]
			if a.room > 0 && a.cost+price-s.price[a.head] < 0 {
				s.move(int32(u), a, a.room)
			}
		}
	}
}

// move sends units over an arc out of u.
func (s *scaling) move(u int32, a *residual, units int64) {
	a.room -= units
	a.rear += units
	b := &s.arcs[a.back]
	b.room += units
	b.rear -= units
	s.excess[u] -= units
	s.excess[a.head] += units
}

// augment looks for a path of admissible arcs from u, relabelling nodes where none goes on, and sends what it can along it.
func (s *scaling) augment(u int32) {
	var path [pathLength]int32
	var nodes [pathLength]int32
	length, tip := 0, u
	for length < pathLength && s.excess[tip] >= 0 && s.relabels <= len(s.price) { // beyond, update decides whether tip leads anywhere
		if e := s.admissible(tip); e >= 0 {
			path[length], nodes[length] = e, tip
			length++
			tip = s.arcs[e].head
		} else if length > 0 {
			length--
			tip = nodes[length] //nolint:gosec // 0 <= length < pathLength: it was above 0 before
		}
	}
	for i, e := range path[:length] {
		v := nodes[i]
		a := &s.arcs[e]
		units := min(a.room, s.excess[v])
		before := s.excess[a.head]
		s.move(v, a, units)
		if before <= 0 && before+units > 0 {
			s.queue.push(a.head)
		}
	}
}

// admissible returns an arc out of u with room and negative reduced cost; if there is none it lowers the potential
// of u until there will be one, and returns −1.
func (s *scaling) admissible(u int32) int32 {
	price := s.price[u]
	begin, end, now := s.first[u], s.first[u+1], s.now[u]
	const far = int64(1) << 62
	least := far
	arcs := s.arcs[:end]
	for i := now; i < end; i++ {
		a := &arcs[i]
		if a.room > 0 {
			if r := a.cost + price - s.price[a.head]; r < 0 {
				s.now[u] = i
				return i
			} else if r < least {
				least = r
			}
		}
	}
	for i := begin; i < now; i++ {
		a := &arcs[i]
		if a.room > 0 {
			if r := a.cost + price - s.price[a.head]; r < least {
				least = r
			}
		}
	}
	s.now[u] = begin
	s.relabels++
	if least == far {
		least = 0 // a dead end: lowered just enough that no admissible arc leads here
	}
	s.price[u] = price - least - s.eps
	return -1
}

// update is the global price update: a search from the demands backwards over arcs with room, by length ⌊r/ε⌋ + 1, lowers every
// potential by ε times the length, which makes all excess flow towards demand. It returns the nodes whose excess reaches none.
func (s *scaling) update() []int32 {
	s.relabels = 0
	b := &s.buckets
	b.clear()
	var waiting int64
	for u := range s.rank {
		s.rank[u] = b.size
		if e := s.excess[u]; e < 0 {
			s.rank[u] = 0
			b.add(int32(u), 0)
		} else {
			waiting += e
		}
	}
	level := int32(0)
	for waiting > 0 && b.count > 0 {
		v := b.take(level)
		if v == none {
			level++
			continue
		}
		s.rank[v] = ^level // settled
		waiting -= max(s.excess[v], 0)
		s.reach(v, level)
	}
	return s.lower(level, waiting)
}

// reach offers a rank to the nodes that can send to v.
func (s *scaling) reach(v, level int32) {
	price := s.price[v]
	b := &s.buckets
	arcs := s.arcs[s.first[v]:s.first[v+1]]
	for i := range arcs {
		a := &arcs[i]
		old := s.rank[a.head]
		if a.rear == 0 || old <= level {
			continue
		}
		length := int64(0)
		if r := s.price[a.head] - price - a.cost; r >= 0 { // the opposite arc's reduced cost
			length = r/s.eps + 1
		}
		rank := level + int32(min(length, int64(b.size-1-level)))
		if rank < old {
			if old < b.size {
				b.remove(a.head, old)
			}
			s.rank[a.head] = rank
			b.add(a.head, rank)
		}
	}
}

// lower applies the ranks. Nodes never reached move as far as the farthest: they keep their place.
func (s *scaling) lower(level int32, waiting int64) []int32 {
	var stuck []int32
	for u, rank := range s.rank {
		if rank < 0 {
			rank = ^rank
		} else {
			rank = min(rank, level)
			if waiting > 0 && s.excess[u] > 0 {
				stuck = append(stuck, int32(u))
			}
		}
		if rank > 0 {
			s.price[u] -= int64(rank) * s.eps
			s.now[u] = s.first[u]
		}
	}
	return stuck
}
