package sensitivity_test

import (
	"fmt"
	"testing"

	"mihe/measure/sensitivity"
)

// One year: 60 indicators, 8 pillars, 2 sub-indices; noise of weights, three normalisations, two means. The target is ten thousand
// runs of 2,843 units on two idle processors within 3 s and 200 MB; the growth is shown with a tenth of them.
func BenchmarkMonteCarlo(b *testing.B) {
	for _, c := range []struct{ runs, workers, units int }{
		{1000, 0, 250}, {1000, 0, 2843}, {1000, 0, 28430}, {10000, 1, 2843}, {10000, 2, 2843},
	} {
		b.Run(fmt.Sprintf("leaves=60/runs=%d/workers=%d/n=%d", c.runs, c.workers, c.units), func(b *testing.B) {
			x := counties(c.units, 60)
			b.ReportAllocs()
			for b.Loop() {
				o := sensitivity.MonteCarloOptions{Runs: c.runs, Workers: c.workers}
				must[*sensitivity.Assessment](b)(sensitivity.MonteCarlo(x, o))
			}
		})
	}
}

// Six factors of 1,024 base rows: 8,192 runs, with intervals for every unit.
func BenchmarkInfluences(b *testing.B) {
	for _, n := range []int{250, 2843} {
		b.Run(fmt.Sprintf("rows=1024/factors=6/n=%d", n), func(b *testing.B) {
			x := counties(n, 60)
			x.Values = [][][][]float64{
				{x.Values[0][0], {x.Values[0][0][0], x.Values[0][0][2], x.Values[0][0][1]}},
				{{x.Values[0][0][1], x.Values[0][0][0], x.Values[0][0][2]}, x.Values[0][0]},
			}
			x.Weightings = append(x.Weightings, sensitivity.Weighting{Weight: x.Weightings[0].Weight, Concentration: 60})
			b.ReportAllocs()
			for b.Loop() {
				in := must[*sensitivity.Influence](b)(sensitivity.Influences(x, sensitivity.RankOutput, sensitivity.Options{Rows: 1024}))
				if in.Runs != 8192 {
					b.Fatalf("%d runs", in.Runs)
				}
			}
		})
	}
}

// Sobol indices of a model that costs nothing: what remains is points, estimators and a thousand resamples.
func BenchmarkAnalyse(b *testing.B) {
	for _, rows := range []int{1 << 10, 1 << 12, 1 << 14} {
		b.Run(fmt.Sprintf("inputs=8/resamples=1000/rows=%d", rows), func(b *testing.B) {
			for b.Loop() {
				must[sensitivity.Analysis](b)(sensitivity.Analyse(gFunction, 8, sensitivity.Options{Rows: rows}))
			}
		})
	}
}

func BenchmarkPoints(b *testing.B) {
	for k, kind := range kinds {
		name := []string{"Sobol", "Latin", "random"}[k]
		for _, rows := range []int{1 << 10, 1 << 14} {
			b.Run(fmt.Sprintf("%s/dimensions=140/rows=%d", name, rows), func(b *testing.B) {
				at := make([]float64, 140)
				for b.Loop() {
					p := must[*sensitivity.Points](b)(sensitivity.NewPoints(kind, rows, 140, 1))
					for row := range rows {
						p.At(row, at)
					}
				}
			})
		}
	}
}
