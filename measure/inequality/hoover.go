package inequality

import "math"

// Hoover returns the share of the total that would have to change hands for all to be equal (胡佛指数), also called the Robin
// Hood, Pietra, Schutz or Ricci-Schutz index, the greatest distance of the Lorenz curve from the diagonal:
//
//	H = ½ Σ pᵢ |xᵢ/μ − 1|,  pᵢ = wᵢ/W
//
// It lies in [0, 1-w/W] for the smallest weight w: 0 when all are equal. A transfer between two people on one side of the mean
// leaves it as it is, so it does not replace Gini. Values must be ≥ 0 and not all zero, else ErrDomain. nil weights mean one each.
// Cost O(n log n). Source: Hoover, The measurement of industrial localization, Rev. Econ. Stat. 18 (1936).
func Hoover(x, weights []float64) (float64, error) {
	s, err := newSample(x, weights, nil)
	if err != nil {
		return 0, err
	}
	return min(s.average(func(u unit) float64 { return math.Abs(s.deviation(u.x)) })/2, 1), nil
}
