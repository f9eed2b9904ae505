package sensitivity_test

import (
	"fmt"
	"testing"

	"mihe/measure/sensitivity"
)

// Ten thousand runs of one year: 60 indicators, 8 pillars, 2 sub-indices; noise of weights, three normalisations, two means.
func BenchmarkMonteCarlo(b *testing.B) {
	for _, n := range []int{250, 1000, 2843} {
		x := counties(n, 60)
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("runs=10000/workers=%d/n=%d", workers, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					must[*sensitivity.Assessment](b)(sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 10000, Workers: workers}))
				}
			})
		}
	}
}
