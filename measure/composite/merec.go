package composite

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// MEREC returns weights by the removal effects of criteria: an indicator weighs as much as units' performance changes when it
// is left out,
//
//	n = min x / x for a positive indicator, x / max x for a negative one
//	S_i = ln(1 + Σ_j |ln n_ij| / m),  S_ij the same without j (and still divided by m)
//	E_j = Σ_i |S_ij − S_i|,  w = E / Σ E
//
// on raw values above zero, else ErrDomain; directions nil means Positive. A constant positive or negative column has weight 0
// with a warning, and columns that are all constant are ErrDomain. An absent value is ErrMissing. Cost O(cells).
// Source: Keshavarz-Ghorabaee et al., Symmetry 13 (2021).
func MEREC(m Matrix, directions []Direction) (Weights, error) {
	logs, warnings, err := merecLogs(m, directions)
	if err != nil {
		return Weights{}, err
	}
	effects := make([]elementary.Sum, m.Cols)
	for r := range m.Rows {
		var whole elementary.Sum
		for c := range m.Cols {
			whole.Add(logs[c*m.Rows+r])
		}
		performance := whole.Value() / float64(m.Cols)
		for c := range m.Cols {
			// ln(1 + s) − ln(1 + s − l/m) = ln(1 + (l/m)/(1 + s − l/m))
			without := max(performance-logs[c*m.Rows+r]/float64(m.Cols), 0)
			effects[c].Add(elementary.Log1p(logs[c*m.Rows+r] / float64(m.Cols) / (1 + without)))
		}
	}
	amounts := make([]float64, m.Cols)
	for c := range amounts {
		amounts[c] = effects[c].Value()
	}
	if slices.Max(amounts) == 0 {
		return Weights{}, fmt.Errorf("%w: every column is constant", ErrDomain)
	}
	return weightsFrom(amounts, warnings), nil
}

// merecLogs returns |ln n| of every cell.
func merecLogs(m Matrix, directions []Direction) ([]float64, []Warning, error) {
	if err := m.check(); err != nil {
		return nil, nil, err
	}
	if err := m.complete(); err != nil {
		return nil, nil, err
	}
	if directions != nil && len(directions) != m.Cols {
		return nil, nil, fmt.Errorf("%w: %d columns, %d directions", ErrShape, m.Cols, len(directions))
	}
	logs := make([]float64, len(m.Data))
	var warnings []Warning
	for c := range m.Cols {
		values := m.Column(c).Values
		least, most := slices.Min(values), slices.Max(values)
		if least <= 0 {
			return nil, nil, fmt.Errorf("%w: column %d: value %v", ErrDomain, c, least)
		}
		if least == most {
			warnings = append(warnings, about(ConstantColumn, c, least))
		}
		reference := least
		if directions != nil && directions[c] == Negative {
			reference = most
		}
		for r, v := range values {
			logs[c*m.Rows+r] = math.Abs(elementary.LogRatio(v, reference))
		}
	}
	return logs, warnings, nil
}
