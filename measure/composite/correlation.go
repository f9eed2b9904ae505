package composite

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// Association is how two columns are correlated.
type Association int

// The associations.
const (
	Pearson  Association = iota // of values
	Spearman                    // of ranks, ties sharing the average
)

// perfect is how near to ±1 a correlation is taken for it: rounding leaves that much of two columns on one line.
const perfect = 1 - 0x1p-48

// Correlation returns the table of correlations between the columns of a complete table (ErrMissing), each in [−1, 1], 1 on
// the diagonal. A constant column has no correlation: ErrDomain. Cost O(rows · columns²).
func Correlation(m Matrix, how Association) (Matrix, error) {
	columns, err := varied(m, how)
	if err != nil {
		return Matrix{}, err
	}
	for c := range columns {
		if columns[c].constant() {
			return Matrix{}, fmt.Errorf("%w: column %d is constant", ErrDomain, c)
		}
	}
	return correlations(columns), nil
}

// varied returns the moments of every column, or of its ranks.
func varied(m Matrix, how Association) ([]moments, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := m.complete(); err != nil {
		return nil, err
	}
	if how != Pearson && how != Spearman {
		return nil, fmt.Errorf("%w: association %d", ErrDomain, how)
	}
	columns := make([]moments, m.Cols)
	for c := range columns {
		values := m.Column(c).Values
		if how == Spearman {
			ranks, err := Ranks(m.Column(c), Average, 0)
			if err != nil {
				return nil, err
			}
			values = ranks
		}
		columns[c] = momentsOf(values)
	}
	return columns, nil
}

func correlations(columns []moments) Matrix {
	r := NewMatrix(len(columns), len(columns))
	unit := make([][]float64, len(columns)) // deviations of length one
	for c, column := range columns {
		unit[c] = slices.Clone(column.deviations)
		size := math.Sqrt(column.power(2))
		for i := range unit[c] {
			unit[c][i] /= size
		}
	}
	for a := range unit {
		r.Data[a*r.Rows+a] = 1
		for b := range a {
			v := dot(unit[a], unit[b])
			if math.Abs(v) > perfect {
				v = math.Copysign(1, v)
			}
			r.Data[a*r.Rows+b], r.Data[b*r.Rows+a] = v, v
		}
	}
	return r
}

// CountedTwiceIn warns of every two columns whose correlation is above the threshold in [0, 1) (0.9, say): what they share has
// double weight in an index. Constant columns are passed over. Rules and cost as Correlation.
func CountedTwiceIn(m Matrix, threshold float64) ([]Warning, error) {
	if !(threshold >= 0 && threshold < 1) {
		return nil, fmt.Errorf("%w: threshold %v", ErrDomain, threshold)
	}
	columns, err := varied(m, Pearson)
	if err != nil {
		return nil, err
	}
	kept, parts := differing(columns)
	r := correlations(parts)
	var warnings []Warning
	for a := range kept {
		for b := range a {
			if v := r.Data[a*r.Rows+b]; v > threshold {
				warnings = append(warnings, Warning{Kind: CountedTwice, Column: kept[a], Row: kept[b], Value: v})
			}
		}
	}
	return warnings, nil
}

// differing returns the columns that are not constant, and their numbers.
func differing(columns []moments) (kept []int, parts []moments) {
	for c := range columns {
		if !columns[c].constant() {
			kept, parts = append(kept, c), append(parts, columns[c])
		}
	}
	return kept, parts
}

// Alpha returns Cronbach's alpha of indicators that are added up as they are,
//
//	α = k/(k−1) · (1 − Σ var(x) / var(Σ x))
//
// at most 1. Below zero it is not a small reliability but a sign that indicators run against each other, and a warning says so:
// turn the negative ones first. Two columns at least, and a sum that varies, else ErrDomain; complete data, else ErrMissing.
// Cost O(cells). Source: Cronbach, Psychometrika 16 (1951).
func Alpha(m Matrix) (float64, []Warning, error) {
	columns, err := varied(m, Pearson)
	if err != nil {
		return 0, nil, err
	}
	k := float64(m.Cols)
	greatest := slices.MaxFunc(columns, func(a, b moments) int { return a.exponent - b.exponent }).exponent
	sum := make([]float64, m.Rows)
	var parts elementary.Sum
	for _, c := range columns {
		for i, d := range c.deviations {
			d = math.Ldexp(d, c.exponent-greatest)
			parts.Add(float64(d * d))
			sum[i] += d
		}
	}
	total := momentsOf(sum)
	whole := math.Ldexp(total.power(2), 2*total.exponent)
	if m.Cols < 2 || total.constant() || whole == 0 {
		return 0, nil, fmt.Errorf("%w: %d columns whose sum does not vary", ErrDomain, m.Cols)
	}
	alpha := float64(k / (k - 1) * (1 - parts.Value()/whole))
	if !usable(alpha) {
		return 0, nil, fmt.Errorf("%w: the sum hardly varies", ErrDomain)
	}
	if alpha < 0 {
		return alpha, []Warning{about(NegativeAlpha, -1, alpha)}, nil
	}
	return alpha, nil, nil
}
