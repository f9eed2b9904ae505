package site

import (
	"context"
	"fmt"

	"mihe/solve/site/siteproblem"
)

// Options bound the search. The zero value is the standard search with seed 0.
type Options struct {
	// Iterations is at most how many steps the bound climbs, and how many times the local search is disturbed. 0 means as many as
	// StandardIterations and StandardWork allow, whichever ends first; a negative number means none: one bound, one local search.
	Iterations int
	// Seed chooses the disturbances.
	Seed uint64
}

// What the zero Options allow. Work is counted in entries of lists looked at, so that it is the same on every machine; the bound and the
// disturbances may each take so much.
const (
	StandardIterations = 1000
	StandardWork       = 50_000_000
)

// Solve returns a good choice of sites and a lower bound that its multipliers prove. A context that ends after the first choice
// was found ends the search, and the best so far is returned; one that ended before is the error.
func Solve(ctx context.Context, p *siteproblem.Problem, o Options) (*siteproblem.Solution, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("siting: %w", err)
	}
	n, err := newInstance(ctx, p)
	if err != nil {
		return nil, err
	}
	rounds, work := o.Iterations, int64(1)<<62
	switch {
	case rounds == 0:
		rounds, work = StandardIterations, StandardWork
	case rounds < 0:
		rounds = 0
	}
	if p.Kind == siteproblem.SetCovering {
		best, d := solveCover(ctx, n, rounds, work, o.Seed)
		return n.solution(p, best, d), nil
	}
	best, d := solveOpen(ctx, n, rounds, work, o.Seed)
	return n.solution(p, best, d), nil
}

// solveOpen opens p sites. The bound first climbs towards the greedy plan; the sites it opens on the way are a better start for
// swaps than the greedy plan is, and their plan a better target.
func solveOpen(ctx context.Context, n *instance, rounds int, work int64, seed uint64) (*plan, *dual) {
	best := greedy(n)
	d := newDual(n, best)
	d.bound(ctx, rounds/2+1, work/2, best.objective)
	if d.lower() < best.objective {
		s := newSwapper(d.opened(), seed)
		s.settle(ctx)
		if s.objective > best.objective {
			s = newSwapper(best, seed)
			s.settle(ctx)
		}
		best = s.plan
		d.bound(ctx, rounds-rounds/2, work/2, best.objective)
		s.search(ctx, rounds, work, d.lower())
	}
	return best, d
}

// swapsPerRound is how many swaps of a cover take the work of disturbing a plan of p sites once, roughly.
const swapsPerRound = 50

// solveCover covers every group.
func solveCover(ctx context.Context, n *instance, rounds int, work int64, seed uint64) (*plan, *dual) {
	best := greedy(n)
	d := newDual(n, best)
	d.bound(ctx, rounds/2+1, work/2, int64(best.count))
	c := newCoverer(best, seed)
	open := c.search(ctx, rounds*swapsPerRound, work, int(d.lower()))
	best = newPlan(n)
	for j, is := range open {
		if is {
			best.openSite(int32(j))
		}
	}
	d.bound(ctx, rounds-rounds/2, work/2, int64(best.count))
	return best, d
}
