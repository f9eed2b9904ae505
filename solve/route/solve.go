package route

import (
	"context"
	"fmt"
	"sync"
	"time"

	"mihe/solve/route/routeproblem"
)

// Options say how long and how to search. The zero value searches DefaultIterations rounds with seed 0.
type Options struct {
	// Iterations is how many rounds each worker makes; 0 means as many as Limit allows, or DefaultIterations where that is 0 too.
	Iterations int
	// Limit ends the search early. With Iterations alone the answer depends on problem, seed and workers alone; where Limit ends the search,
	// it depends on the speed of the machine as well.
	Limit time.Duration
	Seed  uint64
	// Workers is how many searches run side by side; 0 means Workers. The answer depends on it, never on which of them is faster.
	Workers int
}

// Defaults of Options.
const (
	DefaultIterations = 4000
	Workers           = 2
)

// phases is how often the workers compare what they have. From the middle on, those whose best plan is worse go on from the best one.
const phases = 8

// Solve looks for a plan of least value for p and returns the best one found. It stops when Options say so or ctx ends, and then
// returns what it has: at the latest the plan of greedy insertion, which is not interrupted. The error is about the problem alone.
func Solve(ctx context.Context, p *routeproblem.Problem, o Options) (*routeproblem.Solution, error) {
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("route: %w", err)
	}
	if o.Workers < 1 {
		o.Workers = Workers
	}
	if o.Iterations < 1 && o.Limit <= 0 {
		o.Iterations = DefaultIterations
	}
	clock := newClock(ctx, o)
	x := newModel(p)
	x.neighbours()
	searches := make([]*search, o.Workers)
	var first sync.WaitGroup
	for i := range searches {
		first.Go(func() { searches[i] = newSearch(x, o.Seed, uint64(i)) })
	}
	first.Wait()
	best := 0
	for phase := range phases {
		var all sync.WaitGroup
		for _, s := range searches {
			all.Go(func() { s.run(clock, phase) })
		}
		all.Wait()
		for i, s := range searches {
			if s.value.Compare(searches[best].value) < 0 {
				best = i
			}
		}
		if phase < phases/2 {
			continue
		}
		for i, s := range searches {
			if i != best && s.value.Compare(searches[best].value) != 0 {
				s.adopt(searches[best])
			}
		}
	}
	return x.solution(searches[best].best), nil
}

// clock says how far a search has come.
type clock struct {
	ctx        context.Context
	iterations int
	start      time.Time
	limit      time.Duration
}

func newClock(ctx context.Context, o Options) *clock {
	return &clock{ctx: ctx, iterations: o.Iterations, start: time.Now(), limit: o.Limit}
}

// look returns the share of the search that is behind after i iterations, and whether it is over. With a number of iterations the share is that of
// the number: the limit only cuts it off.
func (c *clock) look(i int) (share float64, over bool) {
	if c.ctx.Err() != nil {
		return 1, true
	}
	elapsed := 0.0
	if c.limit > 0 {
		elapsed = float64(time.Since(c.start)) / float64(c.limit)
	}
	if c.iterations > 0 {
		return min(1, float64(i)/float64(c.iterations)), elapsed >= 1 || i >= c.iterations
	}
	return min(1, elapsed), elapsed >= 1
}
