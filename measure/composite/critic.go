package composite

import (
	"fmt"
	"slices"

	"mihe/measure/elementary"
)

// CRITICWeights are CRITIC weights with what they were made of.
type CRITICWeights struct {
	Weights
	Deviation []float64 // standard deviation of each column (over n; the divisor cancels in the weights)
	Conflict  []float64 // Σ (1 − r) over the other columns, from 0 to 2(m−1)
}

// CRITIC returns weights by contrast and conflict: an indicator weighs the more, the more it varies and the less it agrees
// with the others,
//
//	C_j = σ_j Σ_k (1 − r_jk),  w = C / Σ C
//
// on scores by MinMax, with direction already applied: the unit of a raw indicator would decide its weight. A constant column,
// or one absent altogether, has weight 0; an absent value elsewhere is ErrMissing. Columns that all agree perfectly, or fewer
// than two that vary, are ErrDomain. Cost O(rows · columns²).
// Source: Diakoulaki, Mavrotas and Papayannakis, Computers & Operations Research 22 (1995); with Spearman's correlation
// as scikit-criteria has it.
func CRITIC(m Matrix, how Association) (CRITICWeights, error) {
	table, present, warnings, err := scored(m)
	if err != nil {
		return CRITICWeights{}, err
	}
	agreement, err := varied(table, how)
	if err != nil {
		return CRITICWeights{}, err
	}
	kept, parts := differing(agreement)
	if len(kept) < 2 {
		return CRITICWeights{}, fmt.Errorf("%w: %d columns vary", ErrDomain, len(kept))
	}
	r := correlations(parts)
	answer := CRITICWeights{Deviation: make([]float64, m.Cols), Conflict: make([]float64, m.Cols)}
	amounts := make([]float64, m.Cols)
	for a, k := range kept {
		var conflict elementary.Sum
		for b := range kept {
			if a != b {
				conflict.Add(1 - r.Data[a*r.Rows+b])
			}
		}
		c := present[k]
		x := momentsOf(table.Column(k).Values)
		answer.Deviation[c], answer.Conflict[c] = x.spread(x.n), conflict.Value()
		amounts[c] = float64(answer.Deviation[c] * answer.Conflict[c])
	}
	for k, c := range present {
		if !slices.Contains(kept, k) {
			warnings = append(warnings, about(ConstantColumn, c, m.Column(c).Values[0]))
		}
	}
	if slices.Max(amounts) == 0 {
		return CRITICWeights{}, fmt.Errorf("%w: every column agrees with every other", ErrDomain)
	}
	answer.Weights = weightsFrom(amounts, warnings)
	return answer, nil
}
