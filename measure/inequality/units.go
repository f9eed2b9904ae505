package inequality

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// unit is one entry of positive weight.
type unit struct {
	x, w  float64
	group int // rank of its group's label; 0 where there are no groups
}

// The factors by which positive values and weights may differ: within them no product of a gap between values and
// two weights underflows, so nothing is lost in silence.
const (
	valueSpan  = 1 << 500
	weightSpan = 1 << 200
)

// collect checks parallel slices and returns their entries of positive weight in order of value, weight, group.
// group may be nil.
func collect(x, weights []float64, group []int) ([]unit, error) {
	if weights != nil && len(weights) != len(x) {
		return nil, fmt.Errorf("%w: %d values, %d weights", ErrLength, len(x), len(weights))
	}
	units := make([]unit, 0, len(x))
	for i := range x {
		u := unit{x: x[i], w: 1}
		if weights != nil {
			u.w = weights[i]
		}
		if group != nil {
			u.group = group[i]
		}
		if !(math.Abs(u.x) <= math.MaxFloat64 && 0 <= u.w && u.w <= math.MaxFloat64) {
			return nil, u.check(i)
		}
		if u.w > 0 {
			units = append(units, u)
		}
	}
	if len(units) == 0 {
		return nil, fmt.Errorf("%w: %d entries, none with a positive weight", ErrEmpty, len(x))
	}
	slices.SortFunc(units, unit.compare)
	return units, scaleWeights(units)
}

// check refuses what is not a number; i is the unit's place in the caller's slices.
func (u unit) check(i int) error {
	if math.IsNaN(u.x) || math.IsInf(u.x, 0) {
		return fmt.Errorf("%w: entry %d is %v", ErrValue, i, u.x)
	}
	if math.IsNaN(u.w) || math.IsInf(u.w, 0) || u.w < 0 {
		return fmt.Errorf("%w: entry %d has %v", ErrWeight, i, u.w)
	}
	return nil
}

// compare makes the order total but for entries that are alike in all, and so the result independent of the order given.
func (u unit) compare(v unit) int {
	switch {
	case u.x < v.x:
		return -1
	case u.x > v.x:
		return 1
	}
	return cmp.Or(cmp.Compare(u.w, v.w), cmp.Compare(u.group, v.group))
}

// scaleWeights divides the weights by the power of two that brings the greatest into [1, 2). Weights of one stay one.
func scaleWeights(units []unit) error {
	least, greatest := units[0].w, units[0].w
	for _, u := range units {
		least, greatest = min(least, u.w), max(greatest, u.w)
	}
	exponent := math.Ilogb(greatest)
	if math.Ldexp(least, -exponent) < 1.0/weightSpan {
		return fmt.Errorf("%w: weights from %v to %v", ErrSpan, least, greatest)
	}
	scale := scaling(exponent)
	for i := range units {
		units[i].w = scale.of(units[i].w)
	}
	return nil
}

// scaleValues does the same for sorted values and returns the exponent taken out. It refuses a negative value and
// values that are all zero, for which relative inequality has no meaning.
func scaleValues(units []unit) (int, error) {
	least, greatest := units[0].x, units[len(units)-1].x
	if least < 0 {
		return 0, fmt.Errorf("%w: negative value %v", ErrDomain, least)
	}
	if greatest == 0 {
		return 0, fmt.Errorf("%w: every value is zero", ErrDomain)
	}
	exponent := math.Ilogb(greatest)
	scale := scaling(exponent)
	for i := range units {
		x := scale.of(units[i].x)
		if units[i].x > 0 && x < 1.0/valueSpan {
			return 0, fmt.Errorf("%w: values from %v to %v", ErrSpan, units[i].x, greatest)
		}
		units[i].x = x
	}
	return exponent, nil
}

// powerOfTwo divides by a power of two, as math.Ldexp does, but by a product where that is exact: a bootstrap does it a billion times.
type powerOfTwo struct {
	exponent int
	factor   float64 // 2^-exponent
}

func scaling(exponent int) powerOfTwo { return powerOfTwo{exponent, math.Ldexp(1, -exponent)} }

func (p powerOfTwo) of(x float64) float64 {
	if math.IsInf(p.factor, 0) {
		return math.Ldexp(x, -p.exponent)
	}
	return float64(x * p.factor)
}
