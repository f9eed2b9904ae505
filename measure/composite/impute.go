package composite

import (
	"fmt"
	"slices"
)

// Middle is the figure that stands in for an absent value.
type Middle int

// The middles.
const (
	Mean   Middle = iota // the arithmetic mean of the observed values
	Median               // the median, for skewed indicators
)

// Filled is a table with absent values filled, and the marks of which they were. A value that had nothing to be taken from
// is still absent.
type Filled struct {
	Matrix
	Imputed []bool // parallel to Data; nil when nothing was filled
	Left    int    // values still absent
}

// Impute fills each absent value with the middle of its column's observed values. Imputation makes units more alike than they
// are: the share of imputed weight belongs on every score (Tree.Marked), and the choice into the sensitivity analysis. To
// impute nothing, leave the table as it is: Aggregate says what it does then. Cost O(cells), with Median O(cells log rows).
func Impute(m Matrix, by Middle) (Filled, error) {
	return ImputeWithin(m, by, make([]struct{}, max(m.Rows, 0)))
}

// ImputeWithin fills each absent value with the middle of the observed values of the same column in the unit's own group
// (an economic region, say); group has the label of each row. Where a whole group is unobserved, the value stays absent.
// Costs as Impute.
func ImputeWithin[G comparable](m Matrix, by Middle, group []G) (Filled, error) {
	if err := m.check(); err != nil {
		return Filled{}, err
	}
	if len(group) != m.Rows {
		return Filled{}, fmt.Errorf("%w: %d rows, %d groups", ErrShape, m.Rows, len(group))
	}
	if by != Mean && by != Median {
		return Filled{}, fmt.Errorf("%w: middle %d", ErrDomain, by)
	}
	filled := Filled{Matrix: Matrix{Rows: m.Rows, Cols: m.Cols, Data: slices.Clone(m.Data)}}
	for c := range m.Cols {
		fill(&filled, c, m.Column(c), by, group)
	}
	return filled, nil
}

func fill[G comparable](filled *Filled, c int, from Column, by Middle, group []G) {
	if !slices.Contains(from.Absent, true) {
		return
	}
	values, middle := map[G][]float64{}, map[G]float64{}
	for r, v := range from.Values {
		if from.Has(r) {
			values[group[r]] = append(values[group[r]], v)
		}
	}
	for r := range from.Values {
		if from.Has(r) {
			continue
		}
		g := group[r]
		if len(values[g]) == 0 {
			filled.drop(r, c)
			filled.Left++
			continue
		}
		if _, known := middle[g]; !known {
			middle[g] = by.of(values[g])
		}
		if filled.Imputed == nil {
			filled.Imputed = make([]bool, len(filled.Data))
		}
		at := c*filled.Rows + r
		filled.Data[at], filled.Imputed[at] = middle[g], true
	}
}

func (by Middle) of(x []float64) float64 {
	if by == Median {
		return median(x)
	}
	m := momentsOf(x)
	return m.mean
}
