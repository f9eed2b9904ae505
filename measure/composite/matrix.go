package composite

import (
	"fmt"
	"math"
	"slices"
)

// Greatest is the largest size of a value: squares of such numbers and sums of millions of squares stay finite.
const Greatest = 1e150

// Matrix is a table of units in rows and indicators in columns, column after column. A value that is not there is marked
// in Absent and is never a number: what Data holds in its place counts for nothing (functions of this package write 0).
// The zero Matrix has no cells.
type Matrix struct {
	Rows, Cols int
	Data       []float64 // Data[c*Rows+r]
	Absent     []bool    // parallel to Data; nil when every value is there
}

// Column is one indicator over the units, or over the units of all years of a panel.
type Column struct {
	Values []float64
	Absent []bool // parallel to Values; nil when every value is there
}

// NewMatrix returns a matrix of zeros, none absent.
func NewMatrix(rows, cols int) Matrix {
	return Matrix{Rows: rows, Cols: cols, Data: make([]float64, rows*cols)}
}

// FromColumns puts columns of one length side by side; the values are copied.
func FromColumns(columns ...Column) (Matrix, error) {
	if len(columns) == 0 {
		return Matrix{}, fmt.Errorf("%w: no columns", ErrEmpty)
	}
	m := NewMatrix(len(columns[0].Values), len(columns))
	for c, column := range columns {
		if len(column.Values) != m.Rows || column.Absent != nil && len(column.Absent) != m.Rows {
			return Matrix{}, fmt.Errorf("%w: column %d", ErrShape, c)
		}
		m.set(c, column)
	}
	return m, m.check()
}

// FromRows copies a table that is written row after row, none of its values absent.
func FromRows(rows ...[]float64) (Matrix, error) {
	if len(rows) == 0 {
		return Matrix{}, fmt.Errorf("%w: no rows", ErrEmpty)
	}
	m := NewMatrix(len(rows), len(rows[0]))
	for r, row := range rows {
		if len(row) != m.Cols {
			return Matrix{}, fmt.Errorf("%w: row %d", ErrShape, r)
		}
		for c, v := range row {
			m.Data[c*m.Rows+r] = v
		}
	}
	return m, m.check()
}

// Column returns column c; its slices are part of the matrix.
func (m Matrix) Column(c int) Column {
	from, to := c*m.Rows, (c+1)*m.Rows
	column := Column{Values: m.Data[from:to:to]}
	if m.Absent != nil {
		column.Absent = m.Absent[from:to:to]
	}
	return column
}

// At returns the value of row r in column c, and whether it is there.
func (m Matrix) At(r, c int) (v float64, ok bool) {
	i := c*m.Rows + r
	if m.Absent != nil && m.Absent[i] {
		return 0, false
	}
	return m.Data[i], true
}

// Has reports whether the value of row r is there.
func (c Column) Has(r int) bool { return c.Absent == nil || !c.Absent[r] }

// Observed returns the values that are there, in order; without absent ones the slice is the column's own.
func (c Column) Observed() []float64 {
	if !slices.Contains(c.Absent, true) {
		return c.Values
	}
	observed := make([]float64, 0, len(c.Values))
	for r, v := range c.Values {
		if !c.Absent[r] {
			observed = append(observed, v)
		}
	}
	return observed
}

// Stack puts tables of the same indicators under each other, as the years of a panel, to compute bounds or weights once
// over all of them. The values are copied.
func Stack(tables ...Matrix) (Matrix, error) {
	if len(tables) == 0 {
		return Matrix{}, fmt.Errorf("%w: no tables", ErrEmpty)
	}
	rows := 0
	for i, t := range tables {
		if err := t.check(); err != nil {
			return Matrix{}, fmt.Errorf("table %d: %w", i, err)
		}
		if t.Cols != tables[0].Cols {
			return Matrix{}, fmt.Errorf("%w: table %d has %d columns, the first %d", ErrShape, i, t.Cols, tables[0].Cols)
		}
		rows += t.Rows
	}
	m := NewMatrix(rows, tables[0].Cols)
	for c := range m.Cols {
		var column Column
		for _, t := range tables {
			part := t.Column(c)
			column.Values = append(column.Values, part.Values...)
			absent := part.Absent
			if absent == nil {
				absent = make([]bool, t.Rows)
			}
			column.Absent = append(column.Absent, absent...)
		}
		m.set(c, column)
	}
	return m, nil
}

// set copies a column into place; the mask appears with the first absent value.
func (m *Matrix) set(c int, column Column) {
	copy(m.Data[c*m.Rows:], column.Values)
	if !slices.Contains(column.Absent, true) {
		return
	}
	if m.Absent == nil {
		m.Absent = make([]bool, len(m.Data))
	}
	copy(m.Absent[c*m.Rows:], column.Absent)
	for r, absent := range column.Absent {
		if absent {
			m.Data[c*m.Rows+r] = 0
		}
	}
}

// drop marks one value as absent.
func (m *Matrix) drop(r, c int) {
	if m.Absent == nil {
		m.Absent = make([]bool, len(m.Data))
	}
	i := c*m.Rows + r
	m.Absent[i], m.Data[i] = true, 0
}

// complete refuses a matrix with an absent value.
func (m Matrix) complete() error {
	if i := slices.Index(m.Absent, true); i >= 0 {
		return fmt.Errorf("%w: row %d, column %d", ErrMissing, i%m.Rows, i/m.Rows)
	}
	return nil
}

// check refuses a matrix whose lengths do not fit, without cells, or with a value that is not usable.
func (m Matrix) check() error {
	if m.Rows < 0 || m.Cols < 0 || len(m.Data) != m.Rows*m.Cols || m.Absent != nil && len(m.Absent) != len(m.Data) {
		return fmt.Errorf("%w: %d rows, %d columns, %d values, %d marks", ErrShape, m.Rows, m.Cols, len(m.Data), len(m.Absent))
	}
	if len(m.Data) == 0 {
		return fmt.Errorf("%w: %d rows, %d columns", ErrEmpty, m.Rows, m.Cols)
	}
	for i, v := range m.Data {
		if !usable(v) && (m.Absent == nil || !m.Absent[i]) {
			return fmt.Errorf("%w: row %d, column %d: %v", ErrValue, i%m.Rows, i/m.Rows, v)
		}
	}
	return nil
}

// check refuses a column whose lengths differ, without an observed value, or with one that is not usable.
func (c Column) check() error {
	if c.Absent != nil && len(c.Absent) != len(c.Values) {
		return fmt.Errorf("%w: %d values, %d marks", ErrShape, len(c.Values), len(c.Absent))
	}
	seen := false
	for r, v := range c.Values {
		if !c.Has(r) {
			continue
		}
		if seen = true; !usable(v) {
			return fmt.Errorf("%w: row %d: %v", ErrValue, r, v)
		}
	}
	if !seen {
		return fmt.Errorf("%w: no value observed", ErrEmpty)
	}
	return nil
}

func usable(v float64) bool { return math.Abs(v) <= Greatest } // false for NaN

// Keep returns the given rows, in the given order, as a table of its own. A row that does not exist is ErrShape.
func (m Matrix) Keep(rows []int) (Matrix, error) {
	if err := m.check(); err != nil {
		return Matrix{}, err
	}
	kept := NewMatrix(len(rows), m.Cols)
	for c := range m.Cols {
		from := m.Column(c)
		column := Column{Values: make([]float64, len(rows)), Absent: make([]bool, len(rows))}
		for i, r := range rows {
			if r < 0 || r >= m.Rows {
				return Matrix{}, fmt.Errorf("%w: row %d of %d", ErrShape, r, m.Rows)
			}
			column.Values[i], column.Absent[i] = from.Values[r], !from.Has(r)
		}
		kept.set(c, column)
	}
	return kept, nil
}

// Screen returns the rows of which at least the share least of values is there, in order; least lies in [0, 1].
// Cost O(cells).
func Screen(m Matrix, least float64) ([]int, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if !(least >= 0 && least <= 1) {
		return nil, fmt.Errorf("%w: share %v of values", ErrDomain, least)
	}
	var kept []int
	for r := range m.Rows {
		there := 0
		for c := range m.Cols {
			if _, ok := m.At(r, c); ok {
				there++
			}
		}
		if float64(there)/float64(m.Cols) >= least {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// scored returns the columns that have values, as a table of their own, with a warning for each that has none. A column with some of
// its values is ErrMissing, named by its number in m.
func scored(m Matrix) (table Matrix, present []int, warnings []Warning, err error) {
	if err := m.check(); err != nil {
		return Matrix{}, nil, nil, err
	}
	var columns []Column
	for c := range m.Cols {
		column := m.Column(c)
		if len(column.Observed()) == 0 {
			warnings = append(warnings, about(ConstantColumn, c, 0))
			continue
		}
		if r := slices.Index(column.Absent, true); r >= 0 {
			return Matrix{}, nil, nil, fmt.Errorf("%w: row %d, column %d", ErrMissing, r, c)
		}
		columns, present = append(columns, column), append(present, c)
	}
	if len(present) == 0 {
		return Matrix{}, nil, nil, fmt.Errorf("%w: every value is absent", ErrEmpty)
	}
	table, err = FromColumns(columns...)
	return table, present, warnings, err
}
