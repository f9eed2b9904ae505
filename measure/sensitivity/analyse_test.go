package sensitivity_test

import (
	"math"
	"testing"

	"mihe/measure/sensitivity"
)

// ishigami is Ishigami and Homma's function (1990) with a = 7, b = 0.1.
func ishigami(p []float64) float64 {
	x := func(i int) float64 { return math.Pi * (2*p[i] - 1) }
	s := math.Sin(x(1))
	return math.Sin(x(0)) + 7*s*s + 0.1*math.Pow(x(2), 4)*math.Sin(x(0))
}

func TestIshi(t *testing.T) {
	for _, n := range []int{1024, 1 << 14} {
		for seed := range uint64(3) {
			for k := range 3 {
				a, err := sensitivity.Analyse(ishigami, 3, sensitivity.Options{Rows: n, Seed: seed, Points: sensitivity.Kind(k)})
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%d %d %v", n, k, a)
			}
		}
	}
}
