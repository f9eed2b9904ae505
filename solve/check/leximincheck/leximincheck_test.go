package leximincheck_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/check/leximincheck"
	"mihe/solve/flow/flowproblem"
	"mihe/solve/leximin"
	"mihe/solve/leximin/leximinproblem"
)

// mutations spoil a fair division; each says whether it changed anything that matters.
var mutations = []struct {
	name string
	code leximincheck.Code
	do   func(*rand.Rand, *leximinproblem.Problem, *leximinproblem.Division) bool
}{
	{"levels the other way round", leximincheck.Rate, func(_ *rand.Rand, _ *leximinproblem.Problem, d *leximinproblem.Division) bool {
		last := len(d.Levels) - 1
		if last < 1 || d.Levels[last].Num*d.Levels[0].Den == d.Levels[0].Num*d.Levels[last].Den {
			return false
		}
		d.Levels[0], d.Levels[last] = d.Levels[last], d.Levels[0]
		return true
	}},
	{"a node forgotten", leximincheck.Nodes, func(r *rand.Rand, _ *leximinproblem.Problem, d *leximinproblem.Division) bool {
		l := &d.Levels[r.IntN(len(d.Levels))]
		if len(l.Nodes) == 0 {
			return false
		}
		l.Nodes = l.Nodes[1:]
		return true
	}},
	{"a node in two levels", leximincheck.Nodes, func(_ *rand.Rand, _ *leximinproblem.Problem, d *leximinproblem.Division) bool {
		if len(d.Levels) < 2 || len(d.Levels[0].Nodes) == 0 {
			return false
		}
		d.Levels[1].Nodes = append([]int32{d.Levels[0].Nodes[0]}, d.Levels[1].Nodes...)
		return true
	}},
	{"a unit more on an arc", leximincheck.Balance, func(r *rand.Rand, p *leximinproblem.Problem, d *leximinproblem.Division) bool {
		i := r.IntN(len(p.Arcs))
		d.Flow[i]++
		return p.Arcs[i].From != p.Arcs[i].To && level(d, p.Arcs[i].From) == level(d, p.Arcs[i].To)
	}},
	{"a flow above what the arc takes", leximincheck.Bounds, func(r *rand.Rand, p *leximinproblem.Problem, d *leximinproblem.Division) bool {
		d.Flow[r.IntN(len(p.Arcs))] = 1 << 40
		return true
	}},
	{"more given than there is", leximincheck.Used, func(r *rand.Rand, p *leximinproblem.Problem, d *leximinproblem.Division) bool {
		d.Used[r.IntN(len(p.Supply))] += 1 << 40
		return true
	}},
	{"a group of the last level kept short", leximincheck.Open, func(_ *rand.Rand, p *leximinproblem.Problem, d *leximinproblem.Division) bool {
		l := &d.Levels[len(d.Levels)-1]
		l.Num, l.Den = 999, 1000
		return slices.ContainsFunc(l.Nodes, func(u int32) bool { return p.Need[u] > 0 })
	}},
	{"a level closed that no cut closes", leximincheck.Used, func(_ *rand.Rand, p *leximinproblem.Problem, d *leximinproblem.Division) bool {
		l := d.Levels[len(d.Levels)-1]
		spare := slices.ContainsFunc(l.Nodes, func(u int32) bool { return d.Used[u] < p.Supply[u] })
		d.Levels = append(d.Levels, leximinproblem.Level{Num: 1, Den: 1})
		return spare
	}},
}

func level(d *leximinproblem.Division, u int32) int {
	return slices.IndexFunc(d.Levels, func(l leximinproblem.Level) bool { return slices.Contains(l.Nodes, u) })
}

func TestMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	seen := make([]int, len(mutations))
	for range 500 {
		n := 3 + r.IntN(8)
		p := &leximinproblem.Problem{Supply: make([]int64, n), Need: make([]int64, n)}
		for u := range n {
			if r.IntN(2) == 0 {
				p.Supply[u] = r.Int64N(20)
			} else {
				p.Need[u] = r.Int64N(20)
			}
		}
		for range 1 + r.IntN(3*n) {
			p.Arcs = append(p.Arcs, flowproblem.Arc{From: r.Int32N(int32(n)), To: r.Int32N(int32(n)), Cap: r.Int64N(12), Cost: r.Int64N(9) - 4})
		}
		for i, m := range mutations {
			d, err := leximin.Solve(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			if flaws := leximincheck.Check(p, d); flaws != nil {
				t.Fatalf("a fair division is refused: %v", flaws)
			}
			if !m.do(r, p, d) {
				continue
			}
			flaws := leximincheck.Check(p, d)
			if !slices.ContainsFunc(flaws, func(f leximincheck.Flaw) bool { return f.Code == m.code }) {
				t.Fatalf("%s: flaws %v, want %s", m.name, flaws, m.code)
			}
			seen[i]++
		}
	}
	total := 0
	for i, m := range mutations {
		total += seen[i]
		if seen[i] < 20 {
			t.Errorf("%s was tried %d times", m.name, seen[i])
		}
	}
	if total < 1000 {
		t.Errorf("%d mutated divisions, want at least 1000", total)
	}
}
