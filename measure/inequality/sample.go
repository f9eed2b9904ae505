package inequality

import (
	"math"

	"mihe/measure/elementary"
)

// sample is a sorted list of units with its mean. The mean is kept in two parts, a float64 near it and a small
// rest, because indices of nearly equal values are made of deviations far smaller than the mean's own rounding.
type sample struct {
	units          []unit
	weight         float64 // Σ w
	anchor, offset float64 // mean = anchor + offset
	exponent       int     // values are those given, divided by 2^exponent
}

// newSample prepares the data of a relative measure: values ≥ 0 with a positive mean.
func newSample(x, weights []float64, group []int) (sample, error) {
	units, err := collect(x, weights, group)
	if err != nil {
		return sample{}, err
	}
	exponent, err := scaleValues(units)
	if err != nil {
		return sample{}, err
	}
	return sampleOf(units, exponent), nil
}

// sampleOf takes the mean of sorted, scaled units in two passes: a rounded mean first, then the mean of the deviations
// from it. The mean of equal values is that value, to the bit.
func sampleOf(units []unit, exponent int) sample {
	s := sample{units: units, exponent: exponent}
	var weight, total elementary.Sum
	for _, u := range units {
		weight.Add(u.w)
		total.Add(float64(u.w * u.x))
	}
	s.weight = weight.Value()
	s.anchor = total.Value() / s.weight
	if least := units[0].x; least == units[len(units)-1].x {
		s.anchor = least
	}
	var rest elementary.Sum
	for _, u := range units {
		rest.Add(float64(u.w * (u.x - s.anchor)))
	}
	s.offset = rest.Value() / s.weight
	return s
}

// mean is the weighted mean, scaled as the units are.
func (s *sample) mean() float64 { return s.anchor + s.offset }

// deviation is d = x/μ - 1, accurate to a few roundings of itself however small it is.
func (s *sample) deviation(x float64) float64 { return ((x - s.anchor) - s.offset) / s.mean() }

// deviationOf is the deviation of another sample's mean from the mean of s; exactly 0 for the same units.
func (s *sample) deviationOf(part *sample) float64 {
	return ((part.anchor - s.anchor) + (part.offset - s.offset)) / s.mean()
}

// ln is ln(x/μ) for x > 0, accurate to a few roundings of itself however near x is to μ.
func (s *sample) ln(x float64) float64 { return lnRelative(x, s.mean(), s.deviation(x)) }

// lnOf is ln(part's mean/μ).
func (s *sample) lnOf(part *sample) float64 {
	return lnRelative(part.mean(), s.mean(), s.deviationOf(part))
}

// lnRelative returns ln(x/mean), where d = x/mean − 1 is known better than x − mean would give it.
func lnRelative(x, mean, d float64) float64 {
	if math.Abs(d/(2+d)) <= elementary.NearOne {
		return elementary.Log1p(d)
	}
	return elementary.LogRatio(x, mean)
}

// average is Σ w f(unit) / Σ w.
func (s *sample) average(f func(u unit) float64) float64 {
	var total elementary.Sum
	for _, u := range s.units {
		total.Add(float64(u.w * f(u)))
	}
	return total.Value() / s.weight
}

// restore turns a scaled value back into the caller's unit. Values near the greatest float64 may have a mean whose
// rounding passes it.
func (s *sample) restore(x float64) float64 { return min(math.Ldexp(x, s.exponent), math.MaxFloat64) }

// split returns one sample for each of k groups, in order of rank; a group without units has weight 0.
func (s *sample) split(k int) []sample {
	members := make([][]unit, k)
	for _, u := range s.units {
		members[u.group] = append(members[u.group], u)
	}
	parts := make([]sample, k)
	for g, units := range members {
		if len(units) > 0 {
			parts[g] = sampleOf(units, s.exponent)
		}
	}
	return parts
}
