package flowcheck_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/check/flowcheck"
	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

// mutations are ways to spoil an optimal solution; each says whether it changed anything that matters, and the
// flaw that must be seen.
var mutations = []struct {
	name string
	code flowcheck.Code
	do   func(*rand.Rand, *flowproblem.Problem, *flowproblem.Solution) bool
}{
	{"cost one less", flowcheck.Cost, func(_ *rand.Rand, _ *flowproblem.Problem, s *flowproblem.Solution) bool { s.Cost--; return true }},
	{"cost against the dual", flowcheck.Dual, func(_ *rand.Rand, _ *flowproblem.Problem, s *flowproblem.Solution) bool { s.Cost++; return true }},
	{"a unit more on an arc", flowcheck.Balance, func(r *rand.Rand, p *flowproblem.Problem, s *flowproblem.Solution) bool {
		a := r.IntN(len(p.Arcs))
		s.Flow[a]++
		return p.Arcs[a].From != p.Arcs[a].To
	}},
	{"flow above capacity", flowcheck.Bounds, func(r *rand.Rand, p *flowproblem.Problem, s *flowproblem.Solution) bool {
		a := r.IntN(len(p.Arcs))
		s.Flow[a] = p.Arcs[a].Cap + 1 + r.Int64N(5)
		return true
	}},
	{"flow below its lower bound", flowcheck.Bounds, func(r *rand.Rand, p *flowproblem.Problem, s *flowproblem.Solution) bool {
		a := r.IntN(len(p.Arcs))
		s.Flow[a] = p.Arcs[a].Low - 1
		return true
	}},
	{"a unit round a cycle that costs", flowcheck.Slack, func(_ *rand.Rand, p *flowproblem.Problem, s *flowproblem.Solution) bool {
		for i, a := range p.Arcs {
			if a.From == a.To && a.Cost > 0 && s.Flow[i] < a.Cap {
				s.Flow[i]++
				s.Cost += a.Cost
				return true
			}
		}
		return false
	}},
	{"a potential far too high", flowcheck.Slack, func(_ *rand.Rand, p *flowproblem.Problem, s *flowproblem.Solution) bool {
		for i, a := range p.Arcs {
			if a.From != a.To && s.Flow[i] > a.Low {
				s.Potential[a.From] += 1 << 40
				return true
			}
		}
		return false
	}},
	{"a flow missing", flowcheck.Length, func(_ *rand.Rand, _ *flowproblem.Problem, s *flowproblem.Solution) bool {
		s.Flow = s.Flow[1:]
		return true
	}},
	{"a potential beyond judging", flowcheck.Overflow, func(_ *rand.Rand, _ *flowproblem.Problem, s *flowproblem.Solution) bool {
		s.Potential[0] = 1 << 62
		return true
	}},
}

func TestMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	seen := make([]int, len(mutations))
	for range 300 {
		p := &flowproblem.Problem{Supply: make([]int64, 2+r.IntN(12))}
		for range 1 + r.IntN(40) {
			n := int32(p.Nodes())
			a := flowproblem.Arc{From: r.Int32N(n), To: r.Int32N(n), Low: r.Int64N(3), Cost: r.Int64N(40) - 10}
			a.Cap = a.Low + r.Int64N(10)
			x := a.Low + r.Int64N(a.Cap-a.Low+1)
			p.Arcs = append(p.Arcs, a)
			p.Supply[a.From] += x
			p.Supply[a.To] -= x
		}
		best, err := flow.Solve(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		if flaws := flowcheck.Check(p, best); flaws != nil {
			t.Fatalf("an optimum is refused: %v", flaws)
		}
		for i, m := range mutations {
			s := &flowproblem.Solution{Cost: best.Cost, Flow: slices.Clone(best.Flow), Potential: slices.Clone(best.Potential)}
			if !m.do(r, p, s) {
				continue
			}
			flaws := flowcheck.Check(p, s)
			if !slices.ContainsFunc(flaws, func(f flowcheck.Flaw) bool { return f.Code == m.code }) {
				t.Fatalf("%s: flaws %v, want %s", m.name, flaws, m.code)
			}
			seen[i]++
		}
	}
	total := 0
	for i, m := range mutations {
		if total += seen[i]; seen[i] < 20 {
			t.Errorf("%s was tried %d times", m.name, seen[i])
		}
	}
	if total < 1000 {
		t.Errorf("%d mutated solutions, want at least 1000", total)
	}
}

func BenchmarkCheck(b *testing.B) {
	p := &flowproblem.Problem{Supply: make([]int64, 100000), Arcs: make([]flowproblem.Arc, 1000000)}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range p.Arcs {
		p.Arcs[i] = flowproblem.Arc{From: r.Int32N(100000), To: r.Int32N(100000), Cap: 5, Cost: 1 + r.Int64N(100)}
	}
	s := &flowproblem.Solution{Flow: make([]int64, len(p.Arcs)), Potential: make([]int64, p.Nodes())}
	for b.Loop() {
		if flowcheck.Check(p, s) != nil {
			b.Fatal("the empty flow is optimal")
		}
	}
}
