package composite

import "fmt"

// Variation returns weights by the coefficient of variation (变异系数法): w = cv / Σ cv, cv = standard deviation / mean (the
// divisor cancels). Values must be ≥ 0 with a positive mean, else ErrDomain; the weights depend on where a scale has its zero.
// A constant column, or one absent altogether, has weight 0; over absent values it is computed from the observed ones, with a
// warning. Columns that are all constant are ErrDomain. Cost O(cells).
func Variation(m Matrix) (Weights, error) {
	if err := m.check(); err != nil {
		return Weights{}, err
	}
	amounts, varied := make([]float64, m.Cols), false
	var warnings []Warning
	for c := range m.Cols {
		observed := m.Column(c).Observed()
		if absent := m.Rows - len(observed); absent > 0 && len(observed) > 0 {
			warnings = append(warnings, about(MissingValues, c, float64(absent)))
		}
		if len(observed) == 0 {
			warnings = append(warnings, about(ConstantColumn, c, 0))
			continue
		}
		x := momentsOf(observed)
		switch {
		case x.least < 0 || x.mean <= 0:
			return Weights{}, fmt.Errorf("%w: column %d: least value %v, mean %v", ErrDomain, c, x.least, x.mean)
		case x.constant():
			warnings = append(warnings, about(ConstantColumn, c, x.least))
		default:
			amounts[c], varied = x.spread(x.n)/x.mean, true
		}
	}
	if !varied {
		return Weights{}, fmt.Errorf("%w: every column is constant", ErrDomain)
	}
	return weightsFrom(amounts, warnings), nil
}
