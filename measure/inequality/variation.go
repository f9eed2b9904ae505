package inequality

import "math"

// CoefficientOfVariation returns the standard deviation as a share of the mean (变异系数):
//
//	CV = √(Σ pᵢ (xᵢ − μ)²) / μ,  pᵢ = wᵢ/W
//
// It divides by W, not n-1: the population version. It lies in [0, √(W/w − 1)] for the smallest weight w, that is
// [0, √(n-1)] for n people, and has no unit. CV²/2 is the generalised entropy of order 2. Values must be ≥ 0 and not all
// zero, else ErrDomain. nil weights mean one each. Cost O(n log n). Source: Sen, On Economic Inequality (1973), ch. 2.
func CoefficientOfVariation(x, weights []float64) (float64, error) {
	s, err := newSample(x, weights, nil)
	if err != nil {
		return 0, err
	}
	variance := s.average(func(u unit) float64 {
		d := s.deviation(u.x)
		return float64(d * d)
	})
	return math.Sqrt(variance), nil
}
