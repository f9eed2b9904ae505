package converge_test

import (
	"fmt"
	"testing"

	"mihe/measure/converge"
)

// The sizes are a province's counties, the load test of counties, and ten times that.
var sizes = []int{250, 2843, 28430}

func BenchmarkPanel(b *testing.B) {
	for _, n := range sizes {
		y := grown(n, 20, 1)
		ring := make([][]int, n)
		for i := range ring {
			for d := 1; d <= 3; d++ {
				ring[i] = append(ring[i], (i+d)%n, (i+n-d)%n)
			}
		}
		periods := make([]float64, len(y))
		for t := range periods {
			periods[t] = float64(t)
		}
		run := func(name string, f func() error) {
			b.Run(fmt.Sprintf("%s/T=20/n=%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("Sigma", func() error {
			_, err := converge.MeasureSigma(periods, y, converge.SigmaOptions{})
			return err
		})
		run("Beta", func() error {
			_, err := converge.MeasureBeta(y[0], y[19], 19, converge.BetaOptions{})
			return err
		})
		run("Chain", func() error {
			_, err := converge.MeasureChain(y, converge.Classing{})
			return err
		})
		run("SpatialChain", func() error {
			_, err := converge.MeasureSpatialChain(y, ring, converge.Classing{}, converge.Classing{})
			return err
		})
		at := make([]float64, 512)
		for k := range at {
			at[k] = 7 + float64(k)/128
		}
		run("Density/512", func() error {
			_, err := converge.MeasureDensity(y[19], at, converge.DensityOptions{})
			return err
		})
	}
}

// The targets: 152 units of 34 periods in 0.1 s (R takes 2.7 s), 2,843 of 20 in 60 s. Random walks make many small clubs.
func BenchmarkClubs(b *testing.B) {
	for _, c := range []struct{ n, periods int }{{152, 34}, {250, 20}, {1000, 20}, {2843, 20}} {
		for name, y := range map[string]converge.Panel{"groups": grown(c.n, c.periods, 1), "walks": wander(c.n, c.periods, 1)} {
			b.Run(fmt.Sprintf("%s/%dx%d", name, c.n, c.periods), func(b *testing.B) {
				for b.Loop() {
					found := must[converge.Clubs](b)(converge.FindClubs(y, converge.ClubOptions{}))
					b.ReportMetric(float64(len(found.Clubs)), "clubs")
				}
			})
		}
	}
}
