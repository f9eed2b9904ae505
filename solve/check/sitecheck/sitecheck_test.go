package sitecheck_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/check/sitecheck"
	"mihe/solve/site"
	"mihe/solve/site/siteproblem"
)

// mutations are ways to spoil a solution; each says whether it changed anything that matters, and the flaw that must be seen.
var mutations = []struct {
	name string
	code sitecheck.Code
	do   func(*rand.Rand, *siteproblem.Problem, *siteproblem.Solution) bool
}{
	{"cost one less", sitecheck.Cost, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool { s.Cost--; return true }},
	{"a person more served", sitecheck.Served, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool { s.Served++; return true }},
	{"a higher bound", sitecheck.Bound, func(r *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		s.LowerBound += 1 + r.Int64N(100)
		return true
	}},
	{"a lower bound", sitecheck.Bound, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool { s.LowerBound--; return true }},
	{"a site twice", sitecheck.Facility, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		s.Facilities = append(s.Facilities, s.Facilities[len(s.Facilities)-1])
		return true
	}},
	{"a site that does not exist", sitecheck.Facility, func(_ *rand.Rand, p *siteproblem.Problem, s *siteproblem.Solution) bool {
		s.Facilities[len(s.Facilities)-1] = int32(p.Sites)
		return true
	}},
	{"a site before the first", sitecheck.Facility, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		s.Facilities[0] = -1
		return true
	}},
	{"a site fewer", sitecheck.Count, func(_ *rand.Rand, p *siteproblem.Problem, s *siteproblem.Solution) bool {
		s.Facilities = s.Facilities[1:]
		return p.Kind != siteproblem.SetCovering
	}},
	{"an existing site closed", sitecheck.Existing, func(r *rand.Rand, p *siteproblem.Problem, s *siteproblem.Solution) bool {
		if len(p.Existing) == 0 {
			return false
		}
		j := p.Existing[r.IntN(len(p.Existing))]
		at, _ := slices.BinarySearch(s.Facilities, j)
		s.Facilities = slices.Delete(s.Facilities, at, at+1)
		return true
	}},
	{"a cover without one of its sites", sitecheck.Uncovered, func(_ *rand.Rand, p *siteproblem.Problem, s *siteproblem.Solution) bool {
		// The search leaves no site that covers nobody alone, but for existing ones.
		if p.Kind != siteproblem.SetCovering || len(s.Facilities) == 0 || slices.Contains(p.Existing, s.Facilities[0]) {
			return false
		}
		s.Facilities = s.Facilities[1:]
		return true
	}},
	{"a customer not named", sitecheck.Unserved, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		if len(s.Unserved) == 0 {
			return false
		}
		s.Unserved = s.Unserved[1:]
		return true
	}},
	{"a customer named wrongly", sitecheck.Unserved, func(r *rand.Rand, p *siteproblem.Problem, s *siteproblem.Solution) bool {
		i := r.Int32N(int32(p.Customers()))
		at, there := slices.BinarySearch(s.Unserved, i)
		s.Unserved = slices.Insert(s.Unserved, at, i)
		return !there
	}},
	{"nobody unreachable", sitecheck.Unreachable, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		was := len(s.Unreachable)
		s.Unreachable = nil
		return was > 0
	}},
	{"somebody unreachable", sitecheck.Unreachable, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		was := len(s.Unreachable)
		s.Unreachable = []int32{0}
		return was == 0
	}},
	{"a multiplier below nought", sitecheck.Multiplier, func(r *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		s.Multiplier[r.IntN(len(s.Multiplier))] = -1
		return true
	}},
	{"a multiplier above its range", sitecheck.Multiplier, func(r *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		s.Multiplier[r.IntN(len(s.Multiplier))] = 1<<62 + r.Int64N(1<<61)
		return true
	}},
	{"no multipliers", sitecheck.Bound, func(_ *rand.Rand, p *siteproblem.Problem, s *siteproblem.Solution) bool {
		clear(s.Multiplier) // they prove nought, or that the existing sites stay open
		return p.Kind == siteproblem.SetCovering && s.LowerBound > int64(len(p.Existing)) || p.Kind != siteproblem.SetCovering && s.LowerBound > 0
	}},
	{"a multiplier missing", sitecheck.Length, func(_ *rand.Rand, _ *siteproblem.Problem, s *siteproblem.Solution) bool {
		s.Multiplier = s.Multiplier[1:]
		return true
	}},
}

// problem draws a problem of each kind, with classes, missing links and existing sites.
func problem(r *rand.Rand, kind siteproblem.Kind) *siteproblem.Problem {
	p := &siteproblem.Problem{
		Kind: kind, Sites: 3 + r.IntN(12), Demand: make([]int64, 1+r.IntN(40)), Start: []int32{0},
		Classes: []siteproblem.Class{{Name: "township", Standard: 30}, {Name: "village", Standard: 60}},
	}
	for i := range p.Demand {
		p.Demand[i] = 1 + r.Int64N(20)
		p.Class = append(p.Class, r.Int32N(2))
		for j := range int32(p.Sites) {
			if r.IntN(3) > 0 {
				p.Links = append(p.Links, siteproblem.Link{Site: j, Travel: r.Int32N(150)})
			}
		}
		if r.IntN(10) == 0 {
			p.Links = p.Links[:p.Start[i]]
		}
		p.Start = append(p.Start, int32(len(p.Links)))
	}
	if r.IntN(2) == 0 {
		p.Existing = []int32{1}
	}
	if kind != siteproblem.SetCovering {
		p.Open = 1 + r.IntN(p.Sites-1)
	}
	return p
}

func clone(s *siteproblem.Solution) *siteproblem.Solution {
	c := *s
	c.Facilities, c.Unserved, c.Unreachable = slices.Clone(s.Facilities), slices.Clone(s.Unserved), slices.Clone(s.Unreachable)
	c.Multiplier = slices.Clone(s.Multiplier)
	return &c
}

func TestMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	seen := make([]int, len(mutations))
	for k := range 450 {
		p := problem(r, siteproblem.Kind(k%3))
		best, err := site.Solve(context.Background(), p, site.Options{Iterations: 100})
		if err != nil {
			t.Fatal(err)
		}
		if flaws := sitecheck.Check(p, best); flaws != nil {
			t.Fatalf("a solution is refused: %v", flaws)
		}
		for i, m := range mutations {
			s := clone(best)
			if len(s.Facilities) == 0 || !m.do(r, p, s) {
				continue
			}
			flaws := sitecheck.Check(p, s)
			if !slices.ContainsFunc(flaws, func(f sitecheck.Flaw) bool { return f.Code == m.code }) {
				t.Fatalf("%v, %s: flaws %v, want %s", p.Kind, m.name, flaws, m.code)
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

// Two customers, two sites 0 and 10 apart, one to open: by hand, λ = (6, 6) prove min(12 − 6 − 0, …) = 6, λ = (10, 10) prove 20 − 10 = 10, which is the
// cost of either site. In thousandths of the objective.
func TestBoundByHand(t *testing.T) {
	p := &siteproblem.Problem{
		Kind: siteproblem.Median, Sites: 2, Open: 1, Demand: []int64{1, 1}, Start: []int32{0, 2, 4},
		Links: []siteproblem.Link{{Site: 0, Travel: 0}, {Site: 1, Travel: 10}, {Site: 0, Travel: 10}, {Site: 1, Travel: 0}},
	}
	for _, c := range []struct{ each, bound int64 }{{0, 0}, {6000, 6}, {6001, 7}, {10000, 10}} {
		s := &siteproblem.Solution{Cost: 10, Served: 2, LowerBound: c.bound, Facilities: []int32{0}, Multiplier: []int64{c.each, c.each}}
		if flaws := sitecheck.Check(p, s); flaws != nil {
			t.Errorf("λ = %d, bound %d: %v", c.each, c.bound, flaws)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	p := &siteproblem.Problem{Kind: siteproblem.MaximalCovering, Sites: 10000, Open: 100, Classes: []siteproblem.Class{{Name: "all", Standard: 60}}}
	r := rand.New(rand.NewPCG(1, 1))
	p.Demand, p.Class, p.Start = make([]int64, 1000000), make([]int32, 1000000), make([]int32, 1000001)
	for i := range p.Demand {
		p.Demand[i] = 1
		j := r.Int32N(9000)
		for range 5 {
			p.Links = append(p.Links, siteproblem.Link{Site: j, Travel: r.Int32N(60)})
			j += 1 + r.Int32N(100)
		}
		p.Start[i+1] = int32(len(p.Links))
	}
	s, err := site.Solve(context.Background(), p, site.Options{Iterations: -1})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if flaws := sitecheck.Check(p, s); flaws != nil {
			b.Fatal(flaws[0])
		}
	}
}
