package route_test

import (
	"context"
	"testing"

	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
	"mihe/solve/route/routetest"
)

func BenchmarkHomeCare300(b *testing.B) {
	p, err := routeproblem.ReadHHCRSP(routetest.HomeCare(130, 300, 40))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := route.Solve(context.Background(), p, route.Options{Iterations: 1500, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWindows100(b *testing.B) {
	p, err := routeproblem.ReadSolomon(routetest.Windows(5, 100, 25, 200, 230, 60, 0))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := route.Solve(context.Background(), p, route.Options{Iterations: 10000, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCareDay600(b *testing.B) {
	p, err := routeproblem.ReadHHCRSP(routetest.CareDay(6, 600, 75))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := route.Solve(context.Background(), p, route.Options{Iterations: 1000, Workers: 1})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(s.Unassigned)), "unassigned")
		b.ReportMetric(float64(s.Value.Strangers), "strangers")
		b.ReportMetric(float64(s.Value.Spread)/float64(p.Scale), "spread")
		b.ReportMetric(float64(s.Distance)/float64(p.Scale), "distance")
	}
}
