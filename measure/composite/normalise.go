package composite

import (
	"fmt"
	"slices"
)

// Normalised is a table of scores. A constant indicator has none: its column is absent and belongs into Tree.Without.
type Normalised struct {
	Matrix
	Constant []int // columns whose bounds are not Defined
	Limited  []int // per column, how many scores were held at an end of their scale
}

// Weights returns the given weights, or equal ones for nil, with 0 for the constant indicators.
func (n Normalised) Weights(given []float64) []float64 {
	if given == nil {
		given = slices.Repeat([]float64{1}, n.Cols)
	}
	weights := slices.Clone(given)
	for _, c := range n.Constant {
		if c < len(weights) {
			weights[c] = 0
		}
	}
	return weights
}

// Fit fits one kind of normalisation to every column, on the table of all years (Stack). directions has one entry a column;
// nil means Positive.
//
//	scales, err := composite.Fit(panel, directions, composite.MinMax)
func Fit[N Normaliser](panel Matrix, directions []Direction, how func(Column, Direction) (N, error)) ([]N, error) {
	if err := panel.check(); err != nil {
		return nil, err
	}
	if directions != nil && len(directions) != panel.Cols {
		return nil, fmt.Errorf("%w: %d columns, %d directions", ErrShape, panel.Cols, len(directions))
	}
	fitted := make([]N, panel.Cols)
	for c := range fitted {
		d := Positive
		if directions != nil {
			d = directions[c]
		}
		var err error
		if fitted[c], err = how(panel.Column(c), d); err != nil {
			return nil, fmt.Errorf("column %d: %w", c, err)
		}
	}
	return fitted, nil
}

// Normalise scores a table with bounds that were fitted before; by has one entry a column. Absent values stay absent. A score
// that is not of usable size is ErrValue. Cost O(cells), for Standing O(cells log n).
func Normalise[N Normaliser](m Matrix, by []N) (Normalised, error) {
	if err := m.check(); err != nil {
		return Normalised{}, err
	}
	if len(by) != m.Cols {
		return Normalised{}, fmt.Errorf("%w: %d columns, %d scales", ErrShape, m.Cols, len(by))
	}
	scores := Normalised{Matrix: NewMatrix(m.Rows, m.Cols), Limited: make([]int, m.Cols)}
	for c, scale := range by {
		defined := scale.Defined()
		if !defined {
			scores.Constant = append(scores.Constant, c)
		}
		for r := range m.Rows {
			v, ok := m.At(r, c)
			if !ok || !defined {
				scores.drop(r, c)
				continue
			}
			score, limited := scale.Score(v)
			if !usable(score) {
				return Normalised{}, fmt.Errorf("%w: row %d, column %d: %v scores %v", ErrValue, r, c, v, score)
			}
			if limited {
				scores.Limited[c]++
			}
			scores.Data[c*m.Rows+r] = score
		}
	}
	return scores, nil
}
