package inequality

import (
	"fmt"

	"mihe/measure/elementary"
)

// Gini returns the Gini coefficient of x, half the mean difference between two people as a share of the mean:
//
//	G = Σᵢ Σⱼ wᵢ wⱼ |xᵢ − xⱼ| / (2 W² μ),  W = Σ w,  μ = Σ w x / W
//
// It lies in [0, 1-w/W] for the smallest weight w, that is [0, 1-1/n] for n people: 0 when all are equal. This is
// the population version; for n people drawn as a sample see GiniSmallSample. weights are population counts; nil
// means one person per value. Values must be ≥ 0 and not all zero, else ErrDomain. One value has G = 0.
// Cost O(n log n). Source: Sen, On Economic Inequality (1973), ch. 2.
func Gini(x, weights []float64) (float64, error) {
	s, err := newSample(x, weights, nil)
	if err != nil {
		return 0, err
	}
	return gini(&s), nil
}

// GiniSmallSample returns n/(n-1) times the Gini coefficient of n unweighted values, in [0, 1]: 1 when one has
// everything. It removes most of the downward bias of a simple random sample; it is not comparable with Gini, and
// has no weighted form because a weight does not say how many were drawn. One value is ErrDomain; other rules and
// cost as Gini. Source: Deltas, The small-sample bias of the Gini coefficient, Rev. Econ. Stat. 85 (2003).
func GiniSmallSample(x []float64) (float64, error) {
	s, err := newSample(x, nil, nil)
	if err != nil {
		return 0, err
	}
	n := float64(len(s.units))
	if n < 2 {
		return 0, fmt.Errorf("%w: the small-sample version needs two values", ErrDomain)
	}
	g := gapArea(s.units) / (n * (n - 1)) / s.mean()
	return min(g, 1), nil // rounding may pass the bound by a last digit
}

// gini divides the area between the two distributions by μ: |x-y| is the length of the gaps between x and y, so
//
//	½ E|x − y| = Σ (gap) · F · (1 − F)
//
// over the gaps between neighbours in order, F being the share of people below the gap. All terms are ≥ 0.
func gini(s *sample) float64 {
	return gapArea(s.units) / float64(s.weight*s.weight) / s.mean()
}

// gapArea is Σ gap · (weight below) · (weight above) over neighbours of the sorted units.
func gapArea(units []unit) float64 {
	above := make([]float64, len(units)) // summed from the top, because W minus the weight below would cancel
	var weight elementary.Sum
	for i := len(units) - 1; i > 0; i-- {
		weight.Add(units[i].w)
		above[i] = weight.Value()
	}
	var below, area elementary.Sum
	for i := 1; i < len(units); i++ {
		below.Add(units[i-1].w)
		gap := units[i].x - units[i-1].x
		area.Add(float64(float64(gap*below.Value()) * above[i]))
	}
	return area.Value()
}
