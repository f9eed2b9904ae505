package inequality

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// Atkinson returns Atkinson's index, the share of the total that a society of aversion epsilon would give up to
// have the rest shared equally:
//
//	A = 1 − (Σ pᵢ (xᵢ/μ)^(1−ε))^(1/(1−ε)),  and for ε = 1:  A = 1 − elementary.Exp(Σ pᵢ ln(xᵢ/μ))
//
// It lies in [0, 1]: 0 when all are equal or ε = 0; μ(1−A) is the equally distributed equivalent in the unit of x.
// ε must be finite and ≥ 0; usual values are 0.5, 1 and 2. Values must be ≥ 0 and not all zero, else ErrDomain. One
// zero (of positive weight) makes A = 1 for every ε ≥ 1, the limit as the value approaches zero. nil weights mean
// one each. Cost O(n log n). Source: Atkinson, On the measurement of inequality, J. Econ. Theory 2 (1970), 244-263.
func Atkinson(x, weights []float64, epsilon float64) (float64, error) {
	if math.IsNaN(epsilon) || math.IsInf(epsilon, 0) || epsilon < 0 {
		return 0, fmt.Errorf("%w: aversion to inequality %v", ErrDomain, epsilon)
	}
	s, err := newSample(x, weights, nil)
	if err != nil {
		return 0, err
	}
	return atkinson(&s, epsilon), nil
}

func atkinson(s *sample, epsilon float64) float64 {
	least, greatest := s.units[0].x, s.units[len(s.units)-1].x
	switch {
	case epsilon == 0 || least == greatest:
		return 0
	case epsilon >= 1 && least == 0:
		return 1
	case epsilon == 1:
		return elementary.OneLessExp(-theilL(s))
	}
	return elementary.OneLessExp(min(lnEquivalent(s, epsilon), 0))
}

// steep is the exponent beyond which a sum of powers might overflow: it is then taken relative to the smallest value,
// where every term is at most one.
const steep = 600

// lnEquivalent returns ln(M/μ) for the mean M of power a = 1 − ε, a ≠ 0. It sums rᵃ − 1 − a(r − 1), which has the same
// sum as rᵃ − 1 and terms of one sign, so nearly equal values keep their digits.
func lnEquivalent(s *sample, epsilon float64) float64 {
	a, least := 1-epsilon, s.units[0].x
	if least > 0 && a*s.ln(least) > steep {
		rest := s.average(func(u unit) float64 { return elementary.Exp(float64(a * elementary.LogRatio(u.x, least))) })
		return s.ln(least) + elementary.LogRatio(rest, 1)/a
	}
	excess := s.average(func(u unit) float64 { return s.powerTerm(epsilon, u.x) })
	if excess <= -1 {
		return math.Inf(-1) // the mean of power a has rounded to nothing
	}
	return elementary.Log1p(excess) / a
}

// powerTerm is rᵃ − 1 − a d for r = x/μ = 1+d and a = 1 − ε. With λ = ln r it equals φ(aλ) − a(d − λ) and also
// r φ(−ελ) − ε(r λ − d), where φ(u) = eᵘ − 1 − u: for a below ½ the first cancels little, above it the second.
func (s *sample) powerTerm(epsilon, x float64) float64 {
	if x == 0 {
		return -epsilon
	}
	a, mean, d, ln := 1-epsilon, s.mean(), s.deviation(x), s.ln(x)
	if u := float64(a * ln); a < 0.5 && math.Abs(u) <= elementary.NearZero {
		return elementary.ExpTail(u) - float64(a*termL(x, mean, d))
	}
	if u := float64(epsilon * ln); a >= 0.5 && math.Abs(u) <= elementary.NearZero {
		return float64(x/mean*elementary.ExpTail(-u)) - float64(epsilon*termT(x, mean, d))
	}
	return elementary.Exp(float64(a*ln)) - 1 - float64(a*d)
}
