package composite

import (
	"fmt"
	"slices"

	"mihe/measure/elementary"
)

// EntropyWeights are entropy weights with what they were made of.
type EntropyWeights struct {
	Weights
	Entropy []float64 // e of each column in [0, 1]; 1 for a constant one
	Shift   float64   // that was added to every value
}

// Entropy returns entropy weights (熵权法): an indicator weighs the more, the less evenly it is spread over units.
//
//	p = x / Σ x,  e = −Σ p ln p / ln n,  w = (1 − e) / Σ (1 − e),  0 ln 0 = 0
//
// Values must be ≥ 0 (ErrDomain): scores by MinMax, or raw amounts. Zeros need no shift; shift exists to reproduce work that
// added one (0.0001 or 1 in print), and is recorded. Over a panel, take the weights once from the table of all years; taken
// year by year they drift and scores cannot be compared.
//
// A constant column, or one absent altogether, has weight 0. With absent values p and n are those of the observed units, and a
// warning says so. Fewer than two observed values, a column that sums to 0 and columns that are all constant are ErrDomain.
// The weight is a measure of dispersion, not of importance, and one extreme unit can take all of it. Cost O(cells).
// Source: Hwang and Yoon, Multiple Attribute Decision Making (1981), after Shannon (1948).
func Entropy(m Matrix, shift float64) (EntropyWeights, error) {
	if err := m.check(); err != nil {
		return EntropyWeights{}, err
	}
	if !(shift >= 0 && shift <= Greatest) {
		return EntropyWeights{}, fmt.Errorf("%w: shift %v", ErrDomain, shift)
	}
	answer := EntropyWeights{Entropy: make([]float64, m.Cols), Shift: shift}
	amounts := make([]float64, m.Cols)
	var warnings []Warning
	if shift > 0 {
		warnings = append(warnings, about(Shifted, -1, shift))
	}
	for c := range m.Cols {
		lacking, more, err := entropyOf(m.Column(c), c, shift)
		if err != nil {
			return EntropyWeights{}, err
		}
		amounts[c], answer.Entropy[c] = lacking, 1-lacking
		warnings = append(warnings, more...)
	}
	if slices.Max(amounts) == 0 {
		return EntropyWeights{}, fmt.Errorf("%w: every column is constant", ErrDomain)
	}
	answer.Weights = weightsFrom(amounts, warnings)
	return answer, nil
}

// entropyOf returns 1 − e, computed as Σ p ln(p n) / ln n so that nearly equal values keep their digits.
func entropyOf(x Column, c int, shift float64) (lacking float64, warnings []Warning, err error) {
	observed := x.Observed()
	if len(observed) == 0 {
		return 0, []Warning{about(ConstantColumn, c, 0)}, nil
	}
	if len(observed) < 2 {
		return 0, nil, fmt.Errorf("%w: column %d has one value", ErrDomain, c)
	}
	if absent := len(x.Values) - len(observed); absent > 0 {
		warnings = append(warnings, about(MissingValues, c, float64(absent)))
	}
	var total elementary.Sum
	for _, v := range observed {
		if v < 0 {
			return 0, nil, fmt.Errorf("%w: column %d: value %v", ErrDomain, c, v)
		}
		total.Add(v + shift)
	}
	sum := total.Value()
	if sum == 0 {
		return 0, nil, fmt.Errorf("%w: column %d sums to 0", ErrDomain, c)
	}
	if slices.Min(observed) == slices.Max(observed) {
		return 0, append(warnings, about(ConstantColumn, c, observed[0])), nil
	}
	n := float64(len(observed))
	var terms elementary.Sum
	for r, v := range x.Values {
		if !x.Has(r) {
			continue
		}
		p := (v + shift) / sum
		if p > 0 {
			terms.Add(float64(p * elementary.LogRatio(v+shift, sum/n)))
		}
		if p > 0.5 && len(observed) > 2 {
			warnings = append(warnings, Warning{Kind: UnitDominates, Column: c, Row: r, Value: p})
		}
	}
	return min(max(terms.Value()/elementary.Log(n), 0), 1), warnings, nil
}
