package composite

import (
	"fmt"

	"mihe/measure/elementary"
)

// Ratio divides each unit's amount by its base (people, area, output): amount/base, absent where either is absent. A base
// must be above zero, else ErrDomain. Cost O(n).
func Ratio(amount, base Column) (Column, error) {
	if err := pair(amount, base); err != nil {
		return Column{}, err
	}
	ratio := Column{Values: make([]float64, len(amount.Values)), Absent: make([]bool, len(amount.Values))}
	for r, v := range amount.Values {
		switch {
		case !amount.Has(r) || !base.Has(r):
			ratio.Absent[r] = true
		case base.Values[r] <= 0:
			return Column{}, fmt.Errorf("%w: row %d: base %v", ErrDomain, r, base.Values[r])
		default:
			ratio.Values[r] = v / base.Values[r]
			if !usable(ratio.Values[r]) {
				return Column{}, fmt.Errorf("%w: row %d: %v / %v", ErrValue, r, v, base.Values[r])
			}
		}
	}
	return ratio, nil
}

// RatioOfSums is the ratio of units taken together, Σ amount / Σ base: 95 of 150 people, not the mean of 90 % and 10 %. An
// absent value is ErrMissing, a sum of bases that is not above zero ErrDomain. Cost O(n).
func RatioOfSums(amount, base Column) (float64, error) {
	if err := pair(amount, base); err != nil {
		return 0, err
	}
	var above, below elementary.Sum
	for r, v := range amount.Values {
		if !amount.Has(r) || !base.Has(r) {
			return 0, fmt.Errorf("%w: row %d", ErrMissing, r)
		}
		above.Add(v)
		below.Add(base.Values[r])
	}
	if below.Value() <= 0 {
		return 0, fmt.Errorf("%w: bases sum to %v", ErrDomain, below.Value())
	}
	ratio := above.Value() / below.Value()
	if !usable(ratio) {
		return 0, fmt.Errorf("%w: %v / %v", ErrValue, above.Value(), below.Value())
	}
	return ratio, nil
}

func pair(a, b Column) error {
	if err := a.check(); err != nil {
		return err
	}
	if err := b.check(); err != nil {
		return err
	}
	if len(a.Values) != len(b.Values) {
		return fmt.Errorf("%w: %d and %d rows", ErrShape, len(a.Values), len(b.Values))
	}
	return nil
}
