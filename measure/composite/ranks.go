package composite

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Ties is what units of equal score are given.
type Ties int

// The usual ways.
const (
	Competition Ties = iota // 1, 2, 2, 4: one more than the number of better units
	Dense                   // 1, 2, 2, 3: one more than the number of better scores
	Average                 // 1, 2.5, 2.5, 4: the mean of the places they share
)

// Ranks returns the place of each score, 1 for the greatest; an absent one has rank 0. Scores are compared as they are, never
// rounded; those within width of the best of their group share its place, so that scores which differ only by the order of
// additions do not: 1e-12 of the scale is enough, 0 asks for equality. Cost O(n log n).
func Ranks(scores Column, ties Ties, width float64) ([]float64, error) {
	if err := scores.check(); err != nil {
		return nil, err
	}
	if ties < Competition || ties > Average {
		return nil, fmt.Errorf("%w: ties %d", ErrDomain, ties)
	}
	if !(width >= 0 && width <= Greatest) {
		return nil, fmt.Errorf("%w: width %v", ErrDomain, width)
	}
	order := make([]int, 0, len(scores.Values))
	for r := range scores.Values {
		if scores.Has(r) {
			order = append(order, r)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores.Values[b], scores.Values[a]) })
	ranks := make([]float64, len(scores.Values))
	for first, group := 0, 1; first < len(order); group++ {
		next := first + 1
		for next < len(order) && math.Abs(scores.Values[order[first]]-scores.Values[order[next]]) <= width {
			next++
		}
		place := float64(first + 1)
		switch ties {
		case Dense:
			place = float64(group)
		case Average:
			place = float64(first+1+next) / 2
		case Competition:
		}
		for _, r := range order[first:next] {
			ranks[r] = place
		}
		first = next
	}
	return ranks, nil
}
