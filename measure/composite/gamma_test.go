package composite

import (
	"math"
	"testing"
)

// The tail of the chi-square distribution against scipy 1.17.1, stats.chi2.sf.
func TestChiSquareTail(t *testing.T) {
	for _, c := range []struct {
		x    float64
		df   int
		want float64
	}{
		{0, 5, 1},
		{0.5, 1, 0.47950012218695337},
		{3.84, 1, 0.05004352124870519},
		{8.55157893590446, 3, 0.03588704303884472},
		{120, 100, 0.08440668109369177},
		{60, 100, 0.999481108537452},
		{1e-3, 2, 0.9995001249791693},
		{900, 780, 0.0017971767052926291},
		{700, 780, 0.981336084555162},
		{1e6, 3, 0},
	} {
		if got := chiSquareTail(c.x, c.df); math.Abs(got-c.want) > 2e-12*c.want {
			t.Errorf("P(χ² of %d ≥ %v) = %.17g, want %.17g", c.df, c.x, got, c.want)
		}
	}
}
