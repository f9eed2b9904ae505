package inequality

import (
	"fmt"
	"sort"

	"mihe/measure/elementary"
)

// sameShare is the difference in population share below which two shares count as equal, so that 0.07 of 100 people
// are 7 although 0.07 × 100 exceeds 7 in binary. It is the tolerance of R's quantile type 1.
const sameShare = 1.0 / (1 << 50)

// Quantile returns for each p in [0, 1] the weighted quantile in the unit of x, by the inverse of the weighted
// empirical distribution function:
//
//	Q(p) = min {x : F(x) ≥ p},  F(x) = Σ_{xᵢ ≤ x} wᵢ / W
//
// So an answer is always one of the values, and never an interpolation: the lower of two middle values is the
// median of an even number; Q(0) is the smallest value and Q(1) the greatest. A p outside [0, 1] is ErrDomain. Values
// may be negative or zero. nil weights mean one each. Cost O(n log n). Source: Hyndman and Fan, Sample quantiles in
// statistical packages, American Statistician 50 (1996), definition 1 (R type 1), with weights as counts.
func Quantile(x, weights []float64, p ...float64) ([]float64, error) {
	for _, p := range p {
		if !(0 <= p && p <= 1) {
			return nil, fmt.Errorf("%w: quantile at %v", ErrDomain, p)
		}
	}
	units, err := collect(x, weights, nil)
	if err != nil {
		return nil, err
	}
	upTo := cumulate(units)
	weight := upTo[len(upTo)-1]
	values := make([]float64, len(p))
	for i, p := range p {
		wanted := float64((p - sameShare) * weight)
		at := sort.SearchFloat64s(upTo, wanted) // the last entry is never below
		values[i] = units[at].x
	}
	return values, nil
}

// cumulate is the weight of each unit and all before it.
func cumulate(units []unit) []float64 {
	upTo := make([]float64, len(units))
	var weight elementary.Sum
	for i, u := range units {
		weight.Add(u.w)
		upTo[i] = weight.Value()
	}
	return upTo
}

// QuantileRatio returns Q(upper)/Q(lower), such as P90/P10 for 0.9 and 0.1, with Quantile's definition. It lies in
// [1, ∞) and has no unit. Values must be ≥ 0 and not all zero; a lower quantile of zero, upper below lower, or a p
// outside [0, 1] is ErrDomain. nil weights mean one each. Cost O(n log n).
func QuantileRatio(x, weights []float64, upper, lower float64) (float64, error) {
	if upper < lower {
		return 0, fmt.Errorf("%w: upper quantile %v below lower %v", ErrDomain, upper, lower)
	}
	if _, err := newSample(x, weights, nil); err != nil {
		return 0, err
	}
	q, err := Quantile(x, weights, upper, lower)
	if err != nil {
		return 0, err
	}
	if q[1] == 0 {
		return 0, fmt.Errorf("%w: the quantile at %v is zero", ErrDomain, lower)
	}
	return q[0] / q[1], nil
}

// Palma returns the total of the richest tenth over the total of the poorest four tenths. A value that straddles a boundary
// is divided in proportion. It lies in [1/4, ∞), 1/4 when all are equal, and has no unit. Values must be ≥ 0; when the
// poorest four tenths have nothing it is ErrDomain. nil weights mean one each. Cost O(n log n).
// Source: Cobham and Sumner, Is it all about the tails? The Palma measure, Center for Global Development WP 343 (2013).
func Palma(x, weights []float64) (float64, error) {
	s, err := newSample(x, weights, nil)
	if err != nil {
		return 0, err
	}
	n := len(s.units)
	poor := s.take(0.4, func(i int) unit { return s.units[i] })
	rich := s.take(0.1, func(i int) unit { return s.units[n-1-i] })
	if poor == 0 {
		return 0, fmt.Errorf("%w: the poorest four tenths have nothing", ErrDomain)
	}
	return rich / poor, nil
}

// take is the total of the first share of people in the order of at.
func (s *sample) take(share float64, at func(i int) unit) float64 {
	var total elementary.Sum
	left := float64(share * s.weight)
	for i := 0; left > 0 && i < len(s.units); i++ {
		u := at(i)
		part := min(u.w, left)
		total.Add(float64(part * u.x))
		left -= part
	}
	return total.Value()
}
