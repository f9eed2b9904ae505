package site_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"mihe/solve/check/sitecheck"
	"mihe/solve/site"
	"mihe/solve/site/siteproblem"
)

// solve returns a solution after sitecheck found nothing wrong with it.
func solve(t testing.TB, p *siteproblem.Problem, o site.Options) *siteproblem.Solution {
	t.Helper()
	s, err := site.Solve(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if flaws := sitecheck.Check(p, s); flaws != nil {
		t.Fatalf("%v: %v", p.Kind, flaws[:min(len(flaws), 5)])
	}
	if bound := s.LowerBound; bound > p.Objective(s) {
		t.Fatalf("%v: the bound %d is above the objective %d", p.Kind, bound, p.Objective(s))
	}
	return s
}

// random draws a problem in which about one pair in so many has no link. Every class stands in every kind.
func random(r *rand.Rand, kind siteproblem.Kind, customers, sites, missing int) *siteproblem.Problem {
	p := &siteproblem.Problem{
		Kind: kind, Sites: sites, Demand: make([]int64, customers), Class: make([]int32, customers),
		Classes: []siteproblem.Class{{Name: "township", Standard: 30}, {Name: "village", Standard: 60}}, Start: make([]int32, 1),
	}
	for i := range p.Demand {
		p.Demand[i] = r.Int64N(50)
		p.Class[i] = r.Int32N(2)
		for j := range int32(sites) {
			if missing == 0 || r.IntN(missing) > 0 {
				p.Links = append(p.Links, siteproblem.Link{Site: j, Travel: r.Int32N(200)})
			}
		}
		p.Start = append(p.Start, int32(len(p.Links)))
	}
	for j := range int32(sites) {
		if r.IntN(5) == 0 && len(p.Existing) < sites-1 {
			p.Existing = append(p.Existing, j)
		}
	}
	if kind != siteproblem.SetCovering {
		p.Open = max(1, len(p.Existing)) + r.IntN(sites-max(1, len(p.Existing))+1)
	}
	return p
}

// uniform draws customers and sites of demand 1 evenly in a square; a site covers about so many of a million customers that each has
// this many sites within the standard.
func uniform(r *rand.Rand, kind siteproblem.Kind, customers, sites, open int, each float64) *siteproblem.Problem {
	const side = 100_000_000
	p := &siteproblem.Problem{
		Kind: kind, Sites: sites, Open: open, Demand: make([]int64, customers), Class: make([]int32, customers),
		Classes: []siteproblem.Class{{Name: "village", Standard: int64(side * math.Sqrt(each/math.Pi/float64(sites)))}},
	}
	points := make([]siteproblem.Point, customers+sites)
	for i := range points {
		points[i] = siteproblem.Point{X: r.Int64N(side), Y: r.Int64N(side)}
	}
	for i := range p.Demand {
		p.Demand[i] = 1
	}
	if err := p.Straight(points[:customers], points[customers:]); err != nil {
		panic(err) // within the limits by construction
	}
	return p
}

// enumerate tries every set of sites and returns the least objective. It shares nothing with the solver: it asks the problem's definition.
func enumerate(p *siteproblem.Problem) int64 {
	table := make([][]int64, p.Customers()) // travel, -1 where there is no usable link
	longest, lacking := int64(1), false
	for i := range table {
		table[i] = make([]int64, p.Sites)
		for j := range table[i] {
			table[i][j] = -1
		}
		var far int64
		for _, l := range p.Links[p.Start[i]:p.Start[i+1]] {
			far = max(far, int64(l.Travel))
			if p.Kind == siteproblem.Median || int64(l.Travel) <= p.Classes[p.Class[i]].Standard {
				table[i][l.Site] = int64(l.Travel)
			}
		}
		longest += far * p.Demand[i]
		links := int(p.Start[i+1] - p.Start[i])
		lacking = lacking || links > 0 && links < p.Sites
	}
	if !lacking {
		longest = 0
	}
	best := int64(math.MaxInt64)
	for set := range 1 << p.Sites {
		if cost, ok := evaluate(p, table, set, longest); ok {
			best = min(best, cost)
		}
	}
	return best
}

// evaluate is the objective of one set of sites, and whether the set is allowed.
func evaluate(p *siteproblem.Problem, table [][]int64, set int, penalty int64) (int64, bool) {
	size := 0
	for j := range p.Sites {
		size += set >> j & 1
	}
	for _, j := range p.Existing {
		if set>>j&1 == 0 {
			return 0, false
		}
	}
	if p.Kind != siteproblem.SetCovering && size != p.Open {
		return 0, false
	}
	var cost int64
	for i, row := range table {
		nearest, reachable := int64(-1), false
		for j, t := range row {
			reachable = reachable || t >= 0
			if set>>j&1 == 1 && t >= 0 && (nearest < 0 || t < nearest) {
				nearest = t
			}
		}
		switch {
		case p.Kind == siteproblem.SetCovering && nearest < 0 && reachable:
			return 0, false
		case p.Kind == siteproblem.Median && nearest >= 0:
			cost += p.Demand[i] * nearest
		case p.Kind == siteproblem.Median && reachable:
			cost += p.Demand[i] * penalty
		case p.Kind == siteproblem.MaximalCovering && nearest < 0:
			cost += p.Demand[i]
		}
	}
	if p.Kind == siteproblem.SetCovering {
		cost = int64(size)
	}
	return cost, true
}
