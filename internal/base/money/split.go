package money

import (
	"cmp"
	"math/bits"
	"slices"

	"mihe/internal/base/fault"
)

// SplitEvenly divides f into n parts that differ by at most a fen and add up to f. The first parts are the larger.
func (f Fen) SplitEvenly(n int) ([]Fen, error) {
	if n < 1 {
		return nil, fault.New(fault.Invalid, "money.split")
	}
	weights := make([]int64, n)
	for i := range weights {
		weights[i] = 1
	}
	return f.Split(weights)
}

// Split divides f in proportion to weights by the largest remainder: every part is its exact share rounded towards
// zero or one fen more, and the parts add up to f. The fen left over go to the largest remainders, the first of
// equal ones first, so the same input always gives the same parts. A weight of 0 gets nothing. Weights must not be
// negative, nor all zero.
func (f Fen) Split(weights []int64) ([]Fen, error) {
	total, err := totalWeight(weights)
	if err != nil {
		return nil, err
	}
	parts, rests := make([]uint64, len(weights)), make([]uint64, len(weights))
	left := f.magnitude()
	for i, w := range weights {
		high, low := bits.Mul64(f.magnitude(), Fen(w).magnitude())
		parts[i], rests[i] = bits.Div64(high, low, total) // w ≤ total, so the quotient is at most f
		left -= parts[i]
	}
	for _, i := range byRest(rests)[:left] { // the remainders add up to left totals, so more than left of them are not 0
		parts[i]++
	}
	list := make([]Fen, len(parts))
	for i, p := range parts {
		if list[i], err = signed(p, f < 0); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func totalWeight(weights []int64) (uint64, error) {
	var total, carry uint64
	for _, w := range weights {
		if w < 0 {
			return 0, fault.New(fault.Invalid, "money.split")
		}
		if total, carry = bits.Add64(total, Fen(w).magnitude(), 0); carry != 0 {
			return 0, outOfRange()
		}
	}
	if total == 0 {
		return 0, fault.New(fault.Invalid, "money.split")
	}
	return total, nil
}

// byRest orders positions by remainder, the largest first, and by position where they are equal.
func byRest(rests []uint64) []int {
	order := make([]int, len(rests))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	return order
}
