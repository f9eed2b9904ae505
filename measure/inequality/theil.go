package inequality

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// TheilT returns Theil's first index, the entropy of income shares against population shares:
//
//	T = Σ pᵢ (xᵢ/μ) ln(xᵢ/μ),  pᵢ = wᵢ/W,  0 ln 0 = 0
//
// It lies in [0, ln(W/w)] for the smallest weight w, that is [0, ln n] for n people: 0 when all are equal. It has no
// unit (nats) and answers most to differences at the top. Values must be ≥ 0 and not all zero, else ErrDomain; a zero is fine.
// nil weights mean one each. Cost O(n log n). Source: Theil, Economics and Information Theory (1967), ch. 4.
func TheilT(x, weights []float64) (float64, error) {
	s, err := newSample(x, weights, nil)
	if err != nil {
		return 0, err
	}
	return theilT(&s), nil
}

// TheilL returns Theil's second index, the mean logarithmic deviation (MLD):
//
//	L = Σ pᵢ ln(μ/xᵢ),  pᵢ = wᵢ/W
//
// It lies in [0, ∞): 0 when all are equal. It has no unit (nats) and answers most to differences at the bottom. With
// a zero it would be infinite: ErrDomain, and nothing is added to avoid it. Values must be positive. nil weights
// mean one each. Cost O(n log n). Source: Theil (1967), ch. 4; Shorrocks, Econometrica 48 (1980), 613-625.
func TheilL(x, weights []float64) (float64, error) {
	s, err := newSample(x, weights, nil)
	if err != nil {
		return 0, err
	}
	if err := s.checkPositive(); err != nil {
		return 0, err
	}
	return theilL(&s), nil
}

// checkPositive refuses a zero; the smallest value stands first.
func (s *sample) checkPositive() error {
	if s.units[0].x == 0 {
		return fmt.Errorf("%w: the logarithm of a value of zero", ErrDomain)
	}
	return nil
}

// theilT uses Σ p (r − 1) = 0 to write T = Σ p (r ln r − r + 1): now each term is ≥ 0 and about d²/2, where the
// textbook terms are about d and cancel.
func theilT(s *sample) float64 {
	return s.average(func(u unit) float64 { return termT(u.x, s.mean(), s.deviation(u.x)) })
}

// theilL likewise: L = Σ p (r − 1 − ln r).
func theilL(s *sample) float64 {
	return s.average(func(u unit) float64 { return termL(u.x, s.mean(), s.deviation(u.x)) })
}

// termT is r ln r − r + 1 ≥ 0 for r = x/mean = 1+d; 1 for x = 0. Near r = 1 it uses s = d/(2+d), r = (1+s)/(1−s) and
// ln r = 2 artanh s, which leave no leading terms to cancel.
func termT(x, mean, d float64) float64 {
	if x == 0 {
		return 1
	}
	if s := d / (2 + d); math.Abs(s) <= elementary.NearOne {
		return float64(2*(float64(s*s)+float64((1+s)*elementary.AtanhTail(s)))) / (1 - s)
	}
	return float64(x/mean*elementary.LogRatio(x, mean)) - d
}

// termL is r − 1 − ln r ≥ 0 for r = x/mean = 1+d > 0, in the same way.
func termL(x, mean, d float64) float64 {
	if s := d / (2 + d); math.Abs(s) <= elementary.NearOne {
		return float64(2 * (float64(s*s)/(1-s) - elementary.AtanhTail(s)))
	}
	return d - elementary.LogRatio(x, mean)
}
