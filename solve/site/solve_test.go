package site_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"mihe/solve/site"
	"mihe/solve/site/siteproblem"
)

var kinds = []siteproblem.Kind{siteproblem.Median, siteproblem.MaximalCovering, siteproblem.SetCovering}

func TestConformance(t *testing.T) {
	dir := os.Getenv("MIHE_CONFORMANCE")
	if dir == "" {
		t.Skip("MIHE_CONFORMANCE is not set: the instances of the OR-Library are not at hand")
	}
	// Optima as published with the instances (OR-Library, pmedopt.txt).
	for k, want := range []int64{5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255, 7696, 6634, 4374, 2968, 1729} {
		name := fmt.Sprintf("pmed%d.txt", k+1)
		text, err := os.ReadFile(filepath.Join(dir, "siting", name))
		if err != nil {
			t.Fatal(err)
		}
		p, err := siteproblem.Read(string(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := solve(t, p, site.Options{})
		if s.Cost != want {
			t.Errorf("%s costs %d, want %d", name, s.Cost, want)
		}
		if s.LowerBound > want || 100*s.LowerBound < 98*want {
			t.Errorf("%s: lower bound %d of %d", name, s.LowerBound, want)
		}
	}
}

// Every set of sites is tried. The search is no proof, but on problems so small it finds the best; the bound never passes it.
func TestSmallProblemsByEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	tight := 0
	for k := range 900 {
		p := random(r, kinds[k%3], r.IntN(25), 1+r.IntN(9), k%4)
		s := solve(t, p, site.Options{Seed: uint64(k)})
		want := enumerate(p)
		if got := p.Objective(s); got != want || s.LowerBound > want {
			t.Errorf("problem %d, %v: objective %d, bound %d, want %d", k, p.Kind, got, s.LowerBound, want)
		}
		if s.LowerBound == want {
			tight++
		}
	}
	if tight < 600 {
		t.Errorf("the bound proves %d of 900 choices the best", tight)
	}
}

// What must hold whatever the optimum is: demands times ten make the objective ten times as large, the order of customers changes
// nothing, another candidate site, another site to open and a longer standard never make it worse.
func TestProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for k := range 150 {
		p := random(r, kinds[k%3], 30, 9, k%4)
		was := p.Objective(solve(t, p, site.Options{}))
		for name, change := range map[string]struct {
			p      *siteproblem.Problem
			factor int64
		}{"reversed": {reversed(p), 1}, "scaled": {scaled(p, 10), 10}} {
			if p.Kind == siteproblem.SetCovering {
				change.factor = 1
			}
			if k%4 > 0 && p.Kind == siteproblem.Median && name == "scaled" {
				continue // the penalty grows with the demands, so the unserved cost a hundred times as much
			}
			if is := change.p.Objective(solve(t, change.p, site.Options{})); name == "reversed" && is != was || name == "scaled" && is != was*change.factor {
				t.Errorf("problem %d, %v %s: %d, was %d", k, p.Kind, name, is, was)
			}
		}
		for name, more := range map[string]*siteproblem.Problem{"a candidate more": extended(r, p), "a site more": opened(p), "longer standards": relaxed(p)} {
			s := solve(t, more, site.Options{})
			if p.Kind == siteproblem.Median {
				served := solve(t, p, site.Options{})
				if s.Served > served.Served || s.Served == served.Served && s.Cost <= served.Cost {
					continue
				}
			} else if s.Cost <= was {
				continue
			}
			if name == "longer standards" && p.Kind == siteproblem.SetCovering {
				continue // who was unreachable must now be covered
			}
			t.Errorf("problem %d, %v with %s: %d, was %d", k, p.Kind, name, s.Cost, was)
		}
	}
}

// A villager who waits longer may be covered where a townsman is not: each class is judged by its own standard.
func TestClasses(t *testing.T) {
	p := &siteproblem.Problem{
		Kind: siteproblem.MaximalCovering, Sites: 2, Open: 1, Demand: []int64{5, 7}, Class: []int32{0, 1},
		Classes: []siteproblem.Class{{Name: "township", Standard: 30}, {Name: "village", Standard: 60}},
		Start:   []int32{0, 2, 4}, Links: []siteproblem.Link{{Site: 0, Travel: 20}, {Site: 1, Travel: 45}, {Site: 0, Travel: 70}, {Site: 1, Travel: 45}},
	}
	s := solve(t, p, site.Options{})
	if want := []int32{1}; !slices.Equal(s.Facilities, want) || s.Served != 7 || s.Cost != 5 || !slices.Equal(s.Unserved, []int32{0}) {
		t.Errorf("with 30 and 60 minutes: %+v", s)
	}
	p.Classes[0].Standard = 45
	if s := solve(t, p, site.Options{}); s.Served != 12 || s.Cost != 0 || s.Unserved != nil {
		t.Errorf("with 45 and 60 minutes: %+v", s)
	}
	p.Classes[0].Standard, p.Kind, p.Open = 10, siteproblem.SetCovering, 0
	if s := solve(t, p, site.Options{}); !slices.Equal(s.Unreachable, []int32{0}) || s.Cost != 1 || s.LowerBound != 1 {
		t.Errorf("with 10 and 60 minutes: %+v", s)
	}
}

// The same problem, iterations and seed give the same answer; a search that was called off before it began gives none.
func TestSameAnswerAndCancellation(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	for _, kind := range kinds {
		p := random(rand.New(rand.NewPCG(5, 6)), kind, 200, 40, 3)
		o := site.Options{Iterations: 50, Seed: 7}
		if one, two := solve(t, p, o), solve(t, p, o); !reflect.DeepEqual(one, two) {
			t.Errorf("%v: two answers", kind)
		}
		if s, err := site.Solve(ended, p, o); s != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%v after it was called off: an answer %v, error %v", kind, s != nil, err)
		}
	}
}

// A context that ends on the way ends the search; what it had is a solution.
func TestBestSoFar(t *testing.T) {
	for _, kind := range kinds {
		p := uniform(rand.New(rand.NewPCG(5, 6)), kind, 3000, 300, 40, 5)
		if kind == siteproblem.SetCovering {
			p.Open = 0
		}
		for looks := range 12 {
			ctx := &countdown{Context: context.Background(), left: looks + 3}
			s, err := site.Solve(ctx, p, site.Options{Iterations: 1 << 30})
			if err != nil {
				t.Fatalf("%v after %d looks: %v", kind, looks, err)
			}
			if len(s.Facilities) < 40 && kind != siteproblem.SetCovering {
				t.Errorf("%v after %d looks: %d sites", kind, looks, len(s.Facilities))
			}
		}
	}
}

// countdown is a context that ends when it was looked at so many times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func reversed(p *siteproblem.Problem) *siteproblem.Problem {
	q := *p
	q.Demand, q.Class, q.Links, q.Start = nil, nil, nil, []int32{0}
	for i := p.Customers() - 1; i >= 0; i-- {
		q.Demand, q.Class = append(q.Demand, p.Demand[i]), append(q.Class, p.Class[i])
		q.Links = append(q.Links, p.Of(i)...)
		q.Start = append(q.Start, int32(len(q.Links)))
	}
	return &q
}

func scaled(p *siteproblem.Problem, factor int64) *siteproblem.Problem {
	q := *p
	q.Demand = slices.Clone(p.Demand)
	for i := range q.Demand {
		q.Demand[i] *= factor
	}
	return &q
}

// extended adds a candidate that some customers can reach.
func extended(r *rand.Rand, p *siteproblem.Problem) *siteproblem.Problem {
	q := *p
	q.Sites, q.Links, q.Start = p.Sites+1, nil, []int32{0}
	for i := range p.Demand {
		q.Links = append(q.Links, p.Of(i)...)
		if len(p.Of(i)) > 0 && r.IntN(3) > 0 {
			q.Links = append(q.Links, siteproblem.Link{Site: int32(p.Sites), Travel: 61 + r.Int32N(100)})
		}
		q.Start = append(q.Start, int32(len(q.Links)))
	}
	return &q
}

// opened opens another site, where that can be asked.
func opened(p *siteproblem.Problem) *siteproblem.Problem {
	q := *p
	if p.Kind != siteproblem.SetCovering && p.Open < p.Sites {
		q.Open++
	}
	return &q
}

func relaxed(p *siteproblem.Problem) *siteproblem.Problem {
	q := *p
	q.Classes = slices.Clone(p.Classes)
	for k := range q.Classes {
		q.Classes[k].Standard += 20
	}
	return &q
}
