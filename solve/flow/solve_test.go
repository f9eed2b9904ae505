package flow_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/solve/check/flowcheck"
	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

var methods = []flow.Method{flow.Simplex, flow.Scaling}

// solve returns the solution by one method after flowcheck found nothing wrong with it.
func solve(t rapid.TB, p *flowproblem.Problem, method flow.Method) (*flowproblem.Solution, error) {
	t.Helper()
	s, err := flow.SolveWith(context.Background(), p, method)
	if cut, infeasible := errors.AsType[*flowproblem.Cut](err); infeasible {
		if flaws := flowcheck.CheckCut(p, cut); flaws != nil {
			t.Fatalf("method %d: cut %+v proves nothing: %v", method, cut, flaws)
		}
	}
	if err != nil {
		return nil, err
	}
	if flaws := flowcheck.Check(p, s); flaws != nil {
		t.Fatalf("method %d: %v", method, flaws[:min(len(flaws), 5)])
	}
	return s, nil
}

func TestConformance(t *testing.T) {
	dir := os.Getenv("MIHE_CONFORMANCE")
	if dir == "" {
		t.Skip("MIHE_CONFORMANCE is not set: the DIMACS instances are not at hand")
	}
	// Optima as published with the instances (frangio68/Min-Cost-Flow-Class).
	for name, want := range map[string]int64{"sample": 9, "Network1": 250408004, "Network2": 74168480, "Network3": 12909051} {
		file, err := os.Open(filepath.Join(dir, "mincostflow", name+".dmx"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := flowproblem.ReadDIMACS(file)
		_ = file.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, method := range methods {
			s, err := solve(t, p, method)
			if err != nil {
				t.Fatalf("%s by method %d: %v", name, method, err)
			}
			if s.Cost != want {
				t.Errorf("%s by method %d costs %d, want %d", name, method, s.Cost, want)
			}
		}
	}
}

// The first network is sample.dmx of frangio68/Min-Cost-Flow-Class, with its optimum. In the second three units back save 9 and
// the four that must go forth cost 5; in the third two units are forced round at 4 + 1 each. Costs ten times as high make
// every optimum ten times as dear.
func TestOptimaByHand(t *testing.T) {
	for name, c := range map[string]struct {
		p    flowproblem.Problem
		want int64
	}{
		"sample": {flowproblem.Problem{Supply: []int64{3, 0, 0, -3}, Arcs: []flowproblem.Arc{
			{From: 0, To: 1, Cap: 2, Cost: 3}, {From: 1, To: 2, Cap: 2, Cost: 1}, {From: 2, To: 3, Cap: 2, Cost: 1}, {From: 0, To: 3, Cap: 2, Cost: 2},
		}}, 9},
		"a cycle that saves": {flowproblem.Problem{Supply: []int64{1, -1}, Arcs: []flowproblem.Arc{
			{From: 0, To: 1, Cap: 1, Cost: 2}, {From: 0, To: 1, Cap: 3, Cost: 1}, {From: 1, To: 0, Cap: 3, Cost: -3},
		}}, -4},
		"a lower bound that costs": {flowproblem.Problem{Supply: []int64{0, 0}, Arcs: []flowproblem.Arc{
			{From: 0, To: 1, Low: 2, Cap: 5, Cost: 4}, {From: 1, To: 0, Cap: 9, Cost: 1},
		}}, 10},
	} {
		for _, method := range methods {
			for _, factor := range []int64{1, 10} {
				p := c.p
				p.Arcs = slices.Clone(p.Arcs)
				for i := range p.Arcs {
					p.Arcs[i].Cost *= factor
				}
				s, err := solve(t, &p, method)
				if err != nil || s.Cost != factor*c.want {
					t.Errorf("%s by method %d, costs times %d: %+v, %v; want %d", name, method, factor, s, err, factor*c.want)
				}
			}
		}
	}
}

// The same problem gives the same flow and potentials; a search that was called off says so and gives none.
func TestSameAnswerAndCancellation(t *testing.T) {
	p := spread(rand.New(rand.NewPCG(3, 4)), 300, 3000, 100)
	ended, end := context.WithCancel(context.Background())
	end()
	for _, method := range methods {
		first, err1 := solve(t, p, method)
		again, err2 := solve(t, p, method)
		if err1 != nil || err2 != nil || !slices.Equal(first.Flow, again.Flow) || !slices.Equal(first.Potential, again.Potential) {
			t.Errorf("method %d gives two answers: %v, %v", method, err1, err2)
		}
		if s, err := flow.SolveWith(ended, p, method); s != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("method %d after it was called off: an answer %v, error %v", method, s != nil, err)
		}
	}
}

func TestMethodsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	infeasible := 0
	for i := range 3000 {
		n := 1 + r.IntN(30)
		p := randomNetwork(r, n, r.IntN(6*n), 1+r.Int64N(20), r.Int64N(2)-1, 1+r.Int64N(50))
		if i%3 == 0 && n > 1 {
			p.Supply[0] += 3
			p.Supply[n-1] -= 3
		}
		one, err1 := solve(t, p, flow.Simplex)
		two, err2 := solve(t, p, flow.Scaling)
		switch {
		case errors.Is(err1, flowproblem.ErrInfeasible) && errors.Is(err2, flowproblem.ErrInfeasible):
			infeasible++
		case err1 != nil || err2 != nil:
			t.Fatalf("network %d: %v, %v", i, err1, err2)
		case one.Cost != two.Cost:
			t.Fatalf("network %d: simplex finds %d, scaling %d", i, one.Cost, two.Cost)
		}
	}
	if infeasible < 100 || infeasible > 2000 {
		t.Errorf("%d of 3000 networks were infeasible: the sample is one-sided", infeasible)
	}
}

// TestFamilies holds the two methods against each other where networks have a shape, and are large enough for cost scaling to refine prices and to
// end on negative cycles.
func TestFamilies(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for i := range 12 {
		for name, p := range map[string]*flowproblem.Problem{
			"spread": spread(r, 200+40*i, 3000, 10000),
			"few":    few(r, 200+40*i, 3000, 10000),
			"grid":   grid(r, 10+i, 20, 1000),
			"sparse": sparse(r, 100+10*i, 8, 10000),
			"random": randomNetwork(r, 300, 4000, 1000, -1, 10000),
		} {
			one, err1 := solve(t, p, flow.Simplex)
			two, err2 := solve(t, p, flow.Scaling)
			if err1 != nil || err2 != nil || one.Cost != two.Cost {
				t.Fatalf("%s %d: simplex %v, scaling %v, costs %v, %v", name, i, err1, err2, one, two)
			}
		}
	}
}

// TestHugeAmounts holds the sums of a cut against the judge's, which are wider: the excess itself is at most the units that travel.
func TestHugeAmounts(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	cuts := 0
	for range 2000 {
		n := 2 + r.IntN(8)
		p := &flowproblem.Problem{Supply: make([]int64, n)}
		x := r.Int64N(flowproblem.MaxAmount / 8)
		p.Supply[0], p.Supply[n-1] = x, -x
		for range r.IntN(4 * n) {
			a := flowproblem.Arc{From: r.Int32N(int32(n)), To: r.Int32N(int32(n)), Cap: r.Int64N(flowproblem.MaxAmount) >> r.IntN(8), Cost: r.Int64N(40) - 5}
			a.Low = r.Int64N(a.Cap+1) >> r.IntN(12)
			p.Arcs = append(p.Arcs, a)
		}
		for _, method := range methods {
			if _, err := solve(t, p, method); errors.Is(err, flowproblem.ErrInfeasible) {
				cuts++
			}
		}
	}
	if cuts < 500 {
		t.Errorf("%d cuts of 4000 answers: the sample is one-sided", cuts)
	}
}

// Two units, one of which must take the dear arc: its cost is the optimum. Cost scaling keeps costs in 32 bits and must say so beyond.
func TestCostsAtTheLimit(t *testing.T) {
	for _, c := range []struct {
		cost int64
		fits bool
	}{{math.MaxInt32, true}, {-math.MaxInt32, true}, {math.MaxInt32 + 1, false}, {math.MinInt32, false}} {
		p := &flowproblem.Problem{Supply: []int64{2, -2}, Arcs: []flowproblem.Arc{{From: 0, To: 1, Cap: 1}, {From: 0, To: 1, Cap: 1, Cost: c.cost}}}
		if s, err := solve(t, p, flow.Auto); err != nil || s.Cost != c.cost {
			t.Errorf("cost %d: %+v, %v", c.cost, s, err)
		}
		s, err := solve(t, p, flow.Scaling)
		if c.fits && (err != nil || s.Cost != c.cost) || !c.fits && !errors.Is(err, flowproblem.ErrOverflow) {
			t.Errorf("cost %d by cost scaling: %+v, %v; fits %v", c.cost, s, err, c.fits)
		}
	}
}

func BenchmarkSolve(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		name string
		p    *flowproblem.Problem
	}{
		{"assign/1000", complete(r, 1000, 1, 1000)},
		{"assign/1000/wide", complete(r, 1000, 1, 1000000)},
		{"transport/1000", complete(r, 1000, 100, 1000)},
		{"spread/1000/10000", spread(r, 1000, 10000, 10000)},
		{"spread/10000/100000", spread(r, 10000, 100000, 10000)},
		{"spread/2000/20000", spread(r, 2000, 20000, 10000)},
		{"spread/5000/50000", spread(r, 5000, 50000, 10000)},
		{"few/5000/50000", few(r, 5000, 50000, 10000)},
		{"grid/70x70", grid(r, 70, 70, 10000)},
		{"sparse/2500", sparse(r, 2500, 20, 10000)},
		{"spread/100000/1000000", spread(r, 100000, 1000000, 10000)},
		{"few/100000/1000000", few(r, 100000, 1000000, 10000)},
		{"grid/400x250", grid(r, 400, 250, 10000)},
		{"sparse/50000", sparse(r, 50000, 20, 10000)},
		{"random/100000/1000000", randomNetwork(r, 100000, 1000000, 1000, 0, 10000)},
	} {
		for _, method := range methods {
			b.Run(fmt.Sprintf("%s/method%d", c.name, method), func(b *testing.B) {
				for b.Loop() {
					s, err := flow.SolveWith(context.Background(), c.p, method)
					if err != nil {
						b.Fatal(err)
					}
					if flaws := flowcheck.Check(c.p, s); flaws != nil {
						b.Fatal(flaws[:1])
					}
				}
			})
		}
	}
}
