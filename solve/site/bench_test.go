package site_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"mihe/solve/site"
	"mihe/solve/site/siteproblem"
)

// Growth along two lines: customers and sites together, and sites to open. gap% is how far the answer may be from the best, of the
// demand covered for maximal covering, of the objective else. Reading is not measured, nor is checking.
func BenchmarkSolve(b *testing.B) {
	for _, c := range []struct {
		kind                   siteproblem.Kind
		customers, sites, open int
		iterations             int
	}{
		{siteproblem.MaximalCovering, 10_000, 100, 20, 0},
		{siteproblem.MaximalCovering, 100_000, 1000, 200, 0},
		{siteproblem.MaximalCovering, 1_000_000, 10_000, 100, 0},
		{siteproblem.MaximalCovering, 1_000_000, 10_000, 500, 0},
		{siteproblem.MaximalCovering, 1_000_000, 10_000, 1000, 0},
		{siteproblem.MaximalCovering, 1_000_000, 10_000, 2000, 0},
		{siteproblem.MaximalCovering, 1_000_000, 10_000, 2000, 500},
		{siteproblem.SetCovering, 10_000, 100, 0, 0},
		{siteproblem.SetCovering, 100_000, 1000, 0, 0},
		{siteproblem.SetCovering, 1_000_000, 10_000, 0, 0},
		{siteproblem.Median, 100, 100, 10, 0},
		{siteproblem.Median, 300, 300, 30, 0},
		{siteproblem.Median, 1000, 1000, 100, 0},
		{siteproblem.Median, 3000, 1000, 100, 0},
	} {
		name := fmt.Sprintf("%v/%d/%d/%d/%d", c.kind, c.customers, c.sites, c.open, c.iterations)
		b.Run(name, func(b *testing.B) {
			each := 5.0
			if c.kind == siteproblem.SetCovering {
				each = 8
			}
			p := uniform(rand.New(rand.NewPCG(1, 2)), c.kind, c.customers, c.sites, c.open, each)
			var s *siteproblem.Solution
			var err error
			for b.Loop() {
				if s, err = site.Solve(b.Context(), p, site.Options{Iterations: c.iterations}); err != nil {
					b.Fatal(err)
				}
			}
			of := p.Objective(s)
			if c.kind == siteproblem.MaximalCovering {
				of = s.Served
			}
			b.ReportMetric(100*float64(p.Objective(s)-s.LowerBound)/float64(of), "gap%")
		})
	}
}
