package inequality

import (
	"math"
	"testing"
)

// scipy 1.17.1, stats.norm.
func TestNormal(t *testing.T) {
	for z, want := range map[float64]float64{
		-5: 2.866515718791933e-07, -1.96: 0.024997895148220435, -0.1: 0.460172162722971, 0: 0.5,
		0.3: 0.6179114221889526, 2: 0.9772498680518208, 4: 0.9999683287581669, -40: 0, 40: 1,
	} {
		if got := normal(z); math.Abs(got-want) > 1e-15 {
			t.Errorf("normal(%v) = %v, want %v", z, got, want)
		}
	}
	for p, want := range map[float64]float64{1e-6: -4.753424308822899, 0.025: -1.9599639845400545, 0.3: -0.5244005127080409, 0.975: 1.959963984540054} {
		if got := normalQuantile(p); math.Abs(got-want) > 1e-9 {
			t.Errorf("normalQuantile(%v) = %v, want %v", p, got, want)
		}
	}
}
