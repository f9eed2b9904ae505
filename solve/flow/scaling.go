package flow

import (
	"context"
	"math"

	"mihe/solve/flow/flowproblem"
)

// scaling is the cost-scaling push-relabel method (Goldberg, Tarjan 1990) in the form of partial augment-relabel with
// global price updates (Goldberg 1997, 2008). Costs are multiplied by n+1, so that a flow that is 1-optimal is optimal.
//
// From the third phase on, prices are refined before flow is moved (Goldberg 1997; Bünnagel, Korte, Vygen 1998): most of the flow is optimal
// already and stays. Once ε is well below one unit of cost, few negative cycles are left, and removing them one by one ends the search before
// ε reaches 1. Both look at the arcs of small reduced cost alone, which are few, and then whether that was right.
type scaling struct {
	*network
	residuals
	scale  int64
	price  []int64
	excess []int64
	now    []int32 // the current direction of each node
	queue  fifo
	eps    int64

	relabels int
	rank     []int32
	buckets  buckets

	near    residuals // the arcs of small reduced cost
	nearIDs []int32   // which they are
}

const (
	// scaleFactor divides the error ε from one phase to the next.
	scaleFactor = 16
	// pathLength is the longest path flow is pushed along at once.
	pathLength = 8
	// updateEvery times the number of nodes is how many relabels pass between two global updates.
	updateEvery = 3
	// refineFrom is the first phase that refines prices: earlier ones change most of the flow anyway.
	refineFrom = 2
	// refineScans times the number of nodes bounds the work of refining prices.
	refineScans = 4
	// cancelScans does so for removing negative cycles.
	cancelScans = 40
	// cancelBelow is how many times ε must fit into one unit of cost before negative cycles are looked for.
	cancelBelow = 4
	// finishRounds is how often arcs that should have been looked at are added before the next phase takes over.
	finishRounds = 8
	// nearWidth times ε is what counts as a small reduced cost.
	nearWidth = 256
)

// scalingFits says whether costs stay within 32 bits, scaled costs, potentials and excesses within 64. In a phase potentials fall by at most scaleFactor n ε when they are
// refined and by (1 + 2 scaleFactor) n ε when flow is moved, together less than 4 n times the greatest scaled cost over all phases.
func (n *network) scalingFits() bool {
	nodes := float64(len(n.supply) + 1)
	return n.least <= math.MaxInt32 && float64(n.least+1)*nodes*nodes*16 < maxPrice && n.volume+float64(n.total) < maxPrice && len(n.arcs) < 1<<30
}

func newScaling(n *network) *scaling {
	count := len(n.supply)
	s := &scaling{
		network: n,
		scale:   int64(count + 1),
		price:   make([]int64, count),
		excess:  append([]int64(nil), n.supply...),
		now:     make([]int32, count),
		queue:   newFIFO(count),
		rank:    make([]int32, count),
		buckets: newBuckets(count),
	}
	s.residuals.build(count, len(n.arcs), func(i int) (arc, int64) {
		return n.arcs[i], 0
	})
	s.eps = max(1, n.least*s.scale/scaleFactor)
	return s
}

// solveScaling runs the phases and reads the result.
func solveScaling(ctx context.Context, n *network, p *flowproblem.Problem) (*flowproblem.Solution, error) {
	s := newScaling(n)
	for phase := 0; ; phase++ {
		least := int64(0)
		if phase >= refineFrom {
			if err := s.refinePrices(ctx); err != nil {
				return nil, err
			}
			least = -s.eps
		}
		stuck, err := s.refine(ctx, least)
		if err != nil {
			return nil, err
		}
		if stuck != nil {
			return nil, n.cut(p, stuck, s.flow)
		}
		price, err := s.finish(ctx)
		if err != nil {
			return nil, err
		}
		if price != nil {
			return n.solution(p, s.flow, price)
		}
		s.eps = max(1, s.eps/scaleFactor)
	}
}

// refinePrices looks for prices at which the flow is ε-optimal already, as far as that goes at little cost.
func (s *scaling) refinePrices(ctx context.Context) error {
	s.choose()
	c := newCanceller(s, 1, s.eps, refineScans*len(s.price))
	if _, err := c.run(ctx); err != nil {
		return err
	}
	copy(s.price, c.price)
	s.takeOver(c)
	return nil
}

// finish makes the flow optimal by removing its negative cycles, and returns whole potentials of the true costs that prove it. It returns nil
// when that is not to be had at the bounded cost; the flow then costs no more than before. In the last phase it does succeed.
func (s *scaling) finish(ctx context.Context) ([]int64, error) {
	last := s.eps == 1
	if !last && s.eps > s.scale/cancelBelow {
		return nil, nil
	}
	for round := 0; last || round < finishRounds; round++ {
		limit := cancelScans * len(s.price)
		if last {
			s.chooseAll()
			limit = -1
		} else {
			s.choose()
		}
		c := newCanceller(s, s.scale, 0, limit)
		done, err := c.run(ctx)
		if err != nil {
			return nil, err
		}
		s.takeOver(c)
		if !done {
			return nil, nil
		}
		if s.optimal(c.price) {
			return c.price, nil
		}
		for u, x := range c.price {
			s.price[u] = x * s.scale
		}
	}
	return nil, nil
}

// optimal says whether potentials of the true costs prove the flow optimal.
func (s *scaling) optimal(price []int64) bool {
	for i := range s.network.arcs {
		a := &s.network.arcs[i]
		r := a.cost + price[a.from] - price[a.to]
		if r == 0 {
			continue
		}
		if x := s.flow(i); r < 0 && x < a.cap || r > 0 && x > 0 {
			return false
		}
	}
	return true
}

// choose lists as near the arcs whose reduced cost is at most nearWidth ε in size, and those whose flow is not what their reduced
// cost asks for.
func (s *scaling) choose() {
	limit := int64(maxPrice)
	if s.eps < maxPrice/nearWidth {
		limit = nearWidth * s.eps
	}
	s.nearIDs = s.nearIDs[:0]
	for i := range s.network.arcs {
		a := &s.network.arcs[i]
		r := a.cost*s.scale + s.price[a.from] - s.price[a.to]
		near := r <= limit && r >= -limit
		if !near {
			x := s.flow(i)
			near = r < 0 && x < a.cap || r > 0 && x > 0
		}
		if near {
			s.nearIDs = append(s.nearIDs, int32(i))
		}
	}
	s.buildNear()
}

func (s *scaling) chooseAll() {
	s.nearIDs = s.nearIDs[:0]
	for i := range s.network.arcs {
		s.nearIDs = append(s.nearIDs, int32(i))
	}
	s.buildNear()
}

func (s *scaling) buildNear() {
	s.near.build(len(s.price), len(s.nearIDs), func(k int) (arc, int64) {
		i := int(s.nearIDs[k])
		return s.network.arcs[i], s.flow(i)
	})
}

// takeOver books what a search on the near arcs changed.
func (s *scaling) takeOver(c *canceller) {
	if c.cycles == 0 {
		return
	}
	for k, i := range s.nearIDs {
		now, before := s.near.flow(k), s.flow(int(i))
		switch at := s.at[i]; {
		case now > before:
			s.push(at, now-before)
		case now < before:
			s.push(s.back[at], before-now)
		}
	}
}
