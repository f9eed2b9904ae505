package suppress

import (
	"errors"
	"fmt"
	"math"
)

// Reasons for which a table is refused; a returned error wraps one of them.
var (
	// ErrShape says that rows are missing, empty or of unequal length, or that there are more than MaxCells counts.
	ErrShape = errors.New("not a table of counts")
	// ErrCount says that a count is negative, or that the counts add to more than MaxTotal.
	ErrCount = errors.New("not a count")
	// ErrLeast says that the least count to be published is below 2: nothing would be suppressed.
	ErrLeast = errors.New("no threshold")
)

// The largest tables.
const (
	MaxCells = 10_000
	MaxTotal = math.MaxInt64 / 4
)

// Table is a table with its margins: the last row holds the sums of columns, the last column those of rows. Where Hidden is
// true a count must not be shown.
type Table struct {
	Counts [][]int64
	Hidden [][]bool
}

// withMargins copies the counts and adds the sums.
func withMargins(inner [][]int64) (Table, error) {
	if len(inner) == 0 || len(inner[0]) == 0 || len(inner)*len(inner[0]) > MaxCells {
		return Table{}, fmt.Errorf("%w: %d rows", ErrShape, len(inner))
	}
	rows, cols := len(inner), len(inner[0])
	t := Table{Counts: make([][]int64, rows+1), Hidden: make([][]bool, rows+1)}
	for i := range t.Counts {
		t.Counts[i], t.Hidden[i] = make([]int64, cols+1), make([]bool, cols+1)
	}
	for i, row := range inner {
		if len(row) != cols {
			return Table{}, fmt.Errorf("%w: row %d has %d of %d columns", ErrShape, i, len(row), cols)
		}
		for j, n := range row {
			if n < 0 || n > MaxTotal-t.Counts[rows][cols] {
				return Table{}, fmt.Errorf("%w: %d in row %d, column %d", ErrCount, n, i, j)
			}
			for _, cell := range []*int64{&t.Counts[i][j], &t.Counts[i][cols], &t.Counts[rows][j], &t.Counts[rows][cols]} {
				*cell += n
			}
		}
	}
	return t, nil
}
