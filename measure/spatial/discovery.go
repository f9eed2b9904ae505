package spatial

import (
	"fmt"
	"slices"

	"mihe/measure/elementary"
)

// AdjustBH returns the p-values of m tests after Benjamini and Hochberg's procedure, in their order:
//
//	qᵢ = min over j with pⱼ ≥ pᵢ of  m pⱼ / rank(pⱼ),  at most 1
//
// Rejecting where q ≤ α keeps the expected share of false ones among the rejected at α or less, for independent or
// positively dependent tests. p must be within [0, 1] (ErrProbability) and is left unchanged; ties have equal q.
// Cost O(m log m). Source: Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995), 289-300.
func AdjustBH(p []float64) ([]float64, error) {
	if err := checkProbabilities(p); err != nil {
		return nil, err
	}
	return stepUp(p, 1), nil
}

// AdjustBY is AdjustBH for any dependence between tests: every q is 1 + 1/2 + … + 1/m times as large, at most 1.
// Source: Benjamini and Yekutieli, Annals of Statistics 29 (2001), 1165-1188.
func AdjustBY(p []float64) ([]float64, error) {
	if err := checkProbabilities(p); err != nil {
		return nil, err
	}
	return stepUp(p, harmonic(len(p))), nil
}

func checkProbabilities(p []float64) error {
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("%w: entry %d is %v", ErrProbability, i, v)
		}
	}
	return nil
}

// stepUp walks from the largest p down and keeps the least of m p factor / rank.
func stepUp(p []float64, factor float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	adjusted, least := make([]float64, len(p)), 1.0
	for rank := len(order); rank > 0; rank-- {
		i := order[rank-1]
		least = min(least, float64(float64(p[i]*factor)*float64(len(p)))/float64(rank))
		adjusted[i] = least
	}
	return adjusted
}

// harmonic is 1 + 1/2 + … + 1/m.
func harmonic(m int) float64 {
	var total elementary.Sum
	for k := 1; k <= m; k++ {
		total.Add(1 / float64(k))
	}
	return total.Value()
}
