package flow

import (
	"context"
	"fmt"
)

// refine makes the flow ε-optimal, after filling every direction of reduced cost below least, which is 0 or −ε. It returns nodes whose excess
// reaches no demand if there are any, which happens only where no feasible flow exists.
func (s *scaling) refine(ctx context.Context, least int64) ([]int32, error) {
	s.saturate(least)
	for u, e := range s.excess {
		s.now[u] = s.first[u]
		if e > 0 {
			s.queue.push(int32(u))
		}
	}
	if stuck := s.update(); stuck != nil {
		return stuck, nil
	}
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
		if s.relabels > updateEvery*len(s.price) {
			if stuck := s.update(); stuck != nil {
				return stuck, nil
			}
		}
		if steps%1024 == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("minimum-cost flow: %w", ctx.Err())
		}
	}
}

// saturate fills every direction of reduced cost below least.
func (s *scaling) saturate(least int64) {
	for u := range s.price {
		price := s.price[u]
		for i := s.first[u]; i < s.first[u+1]; i++ {
			a := &s.residuals.arcs[i]
			if a.to&roomAhead != 0 && s.reduced(a, price) < least {
				s.send(int32(u), i, s.residuals.room[i])
			}
		}
	}
}

// reduced is the reduced cost of a direction out of a node of the given potential.
func (s *scaling) reduced(a *direction, price int64) int64 {
	return int64(a.cost)*s.scale + price - s.price[a.head()]
}

// send sends units in a direction out of u.
func (s *scaling) send(u, i int32, units int64) {
	s.push(i, units)
	s.excess[u] -= units
	s.excess[s.residuals.arcs[i].head()] += units
}

// augment looks for a path of admissible directions from u, relabelling nodes where none goes on, and sends what it can along it.
func (s *scaling) augment(u int32) {
	var path [pathLength]int32
	var nodes [pathLength]int32
	length, tip := 0, u
	for length < pathLength && s.excess[tip] >= 0 && s.relabels <= updateEvery*len(s.price) { // beyond, update decides whether tip leads anywhere
		if e := s.admissible(tip); e >= 0 {
			path[length], nodes[length] = e, tip
			length++
			tip = s.residuals.arcs[e].head()
		} else if length > 0 {
			length--
			tip = nodes[length] //nolint:gosec // 0 <= length < pathLength: it was above 0 before
		}
	}
	for i, e := range path[:length] {
		v := nodes[i]
		head := s.residuals.arcs[e].head()
		units := min(s.residuals.room[e], s.excess[v])
		before := s.excess[head]
		s.send(v, e, units)
		if before <= 0 && before+units > 0 {
			s.queue.push(head)
		}
	}
}

// admissible returns a direction out of u with room and negative reduced cost; if there is none it lowers the potential
// of u until there will be one, and returns −1. It looks at all before it does so, hence it may begin at any.
func (s *scaling) admissible(u int32) int32 {
	prices := s.price
	price := prices[u]
	begin, end, now := s.first[u], s.first[u+1], s.now[u]
	const far = int64(1) << 62
	least, at := far, begin
	arcs, scale := s.residuals.arcs[:end], s.scale
	for i := now; i < end; i++ {
		a := &arcs[i]
		if a.to&roomAhead != 0 {
			if r := int64(a.cost)*scale + price - prices[a.to>>2]; r < least {
				if r < 0 {
					s.now[u] = i
					return i
				}
				least, at = r, i
			}
		}
	}
	for i := begin; i < now; i++ {
		a := &arcs[i]
		if a.to&roomAhead != 0 {
			if r := int64(a.cost)*scale + price - prices[a.to>>2]; r < least {
				least, at = r, i
			}
		}
	}
	s.now[u] = at // the first that will be admissible
	s.relabels++
	if least == far {
		least = 0 // a dead end: lowered just enough that nothing admissible leads here
	}
	s.price[u] = price - least - s.eps
	return -1
}

// update is the global price update: a search from the demands backwards over directions with room, by length ⌊r/ε⌋ + 1, lowers every
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
	arcs := s.residuals.arcs[s.first[v]:s.first[v+1]]
	for i := range arcs {
		a := &arcs[i]
		if a.to&roomBack == 0 {
			continue
		}
		u := int32(a.to >> 2)
		old := s.rank[u]
		if old <= level {
			continue
		}
		length := int64(0)
		if r := s.price[u] - price - int64(a.cost)*s.scale; r >= 0 { // the opposite direction's reduced cost
			length = r/s.eps + 1
		}
		rank := level + int32(min(length, int64(b.size-1-level)))
		if rank < old {
			if old < b.size {
				b.remove(u, old)
			}
			s.rank[u] = rank
			b.add(u, rank)
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
		}
	}
	return stuck
}
