package flow

import (
	"context"
	"errors"
	"fmt"
	"math"

	"mihe/solve/flow/flowproblem"
)

// ErrCosts says that a table of costs is not one: no rows, rows of unequal length, or more rows than columns where each
// row needs a column of its own.
var ErrCosts = errors.New("not a table of costs")

// Transport returns the transport problem (运输问题): sources with supply units send to sinks with demand units, at cost[i][j] per unit from source i
// to sink j. Units must balance, else Solve refuses it. Node i is source i, node len(supply)+j is sink j; arc
// i·len(demand)+j joins them.
func Transport(supply, demand []int64, cost [][]int64) (*flowproblem.Problem, error) {
	if len(cost) != len(supply) {
		return nil, fmt.Errorf("%w: %d rows for %d sources", ErrCosts, len(cost), len(supply))
	}
	if len(supply)+len(demand) > flowproblem.MaxNodes || len(supply) > 0 && len(demand) > flowproblem.MaxArcs/len(supply) {
		return nil, fmt.Errorf("%w: %d sources, %d sinks", flowproblem.ErrSize, len(supply), len(demand))
	}
	p := &flowproblem.Problem{
		Supply: append([]int64(nil), supply...),
		Arcs:   make([]flowproblem.Arc, 0, len(supply)*len(demand)),
	}
	for j, d := range demand {
		if d < 0 || d > flowproblem.MaxAmount {
			return nil, fmt.Errorf("%w: demand %d of sink %d", flowproblem.ErrShape, d, j)
		}
		p.Supply = append(p.Supply, -d)
	}
	for i, row := range cost {
		if len(row) != len(demand) {
			return nil, fmt.Errorf("%w: row %d has %d of %d columns", ErrCosts, i, len(row), len(demand))
		}
		if supply[i] < 0 || supply[i] > flowproblem.MaxAmount {
			return nil, fmt.Errorf("%w: supply %d of source %d", flowproblem.ErrShape, supply[i], i)
		}
		for j, c := range row {
			p.Arcs = append(p.Arcs, flowproblem.Arc{
				From: int32(i), To: int32(len(supply) + j), Cap: min(supply[i], demand[j]), Cost: c,
			})
		}
	}
	return p, nil
}

// Assignment gives each row a column of its own at the least total cost.
type Assignment struct {
	Column   []int // of each row
	Cost     int64
	Row, Col []int64 // the dual prices: Row[i] + Col[j] ≤ cost[i][j], with equality where assigned, Col[j] ≤ 0, and 0 where j is free
}

// Assign solves the linear assignment problem (指派问题) by successive shortest augmenting paths with potentials (Kuhn 1955;
// Jonker, Volgenant 1987), each found by a dense search, after their augmenting row reduction has placed most rows: O(r² c) for r rows and
// c ≥ r columns at worst, and much less in practice. Costs may be negative, at most 2^40 in size.
func Assign(ctx context.Context, cost [][]int64) (*Assignment, error) {
	if err := checkTable(cost); err != nil {
		return nil, err
	}
	a := newAssigner(cost)
	for _, i := range a.reduce(a.take()) {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("assignment: %w", err)
		}
		a.augment(i)
	}
	return a.result(), nil
}

// maxCost bounds costs of Assign so that sums of them along a path stay within 64 bits.
const maxCost = 1 << 40

func checkTable(cost [][]int64) error {
	if len(cost) == 0 || len(cost) > len(cost[0]) || len(cost) > flowproblem.MaxNodes/4 || len(cost[0]) > flowproblem.MaxNodes {
		return fmt.Errorf("%w: %d rows", ErrCosts, len(cost))
	}
	for i, row := range cost {
		if len(row) != len(cost[0]) {
			return fmt.Errorf("%w: row %d has %d of %d columns", ErrCosts, i, len(row), len(cost[0]))
		}
		for j, c := range row {
			if c > maxCost || c < -maxCost {
				return fmt.Errorf("%w: cost %d of row %d, column %d", flowproblem.ErrOverflow, c, i, j)
			}
		}
	}
	return nil
}

// reduceScans times the number of rows bounds the row reduction, whose steps could otherwise be as many as the costs are large.
const reduceScans = 4

// assigner holds a partial assignment of least cost for the rows it covers.
type assigner struct {
	cost     [][]int64
	col      []int64 // dual price of each column
	rowOf    []int32 // row of each column, −1 if free
	columnOf []int
	near     []int64 // distance of each column in a search
	from     []int32 // the row it was reached from
	order    []int32 // columns: settled first, then those not
}

func newAssigner(cost [][]int64) *assigner {
	n, m := len(cost), len(cost[0])
	a := &assigner{
		cost: cost, col: make([]int64, m), rowOf: make([]int32, m), columnOf: make([]int, n),
		near: make([]int64, m), from: make([]int32, m), order: make([]int32, m),
	}
	for j := range a.rowOf {
		a.rowOf[j], a.order[j] = -1, int32(j)
	}
	return a
}

// take assigns each row to its cheapest column if that is free, and returns the others.
func (a *assigner) take() (free []int) {
	for i, row := range a.cost {
		best := 0
		for j, c := range row {
			if c < row[best] {
				best = j
			}
		}
		if a.rowOf[best] >= 0 {
			free = append(free, i)
			continue
		}
		a.assign(i, best)
	}
	return free
}

func (a *assigner) assign(i, j int) { a.rowOf[j], a.columnOf[i] = int32(i), j }

// reduce is the augmenting row reduction: a row takes its cheapest column, whose price falls until the second is as cheap, and whoever had it
// goes on in the same way, or waits where the price did not fall. Rows still waiting after two rounds are returned.
func (a *assigner) reduce(free []int) []int {
	scans := reduceScans * len(a.cost)
	for range 2 {
		var waiting []int
		for _, i := range free {
			for ; scans > 0 && i >= 0; scans-- {
				j, gain := a.cheapest(i)
				out := int(a.rowOf[j])
				a.col[j] -= gain
				a.assign(i, j)
				if i = out; gain == 0 {
					break
				}
			}
			if i >= 0 {
				waiting = append(waiting, i)
			}
		}
		free = waiting
	}
	return free
}

// cheapest returns the cheapest column of a row and by how much it is cheaper than any other; of two as cheap, a free one if there is.
func (a *assigner) cheapest(i int) (column int, gain int64) {
	const far = int64(1) << 62
	col := a.col[:len(a.cost[i])]
	first, second := far, far
	best, next := 0, 0
	for j, c := range a.cost[i] {
		switch c -= col[j]; {
		case c < first:
			second, next = first, best
			first, best = c, j
		case c < second:
			second, next = c, j
		}
	}
	switch {
	case second == far: // the only column
		return best, 0
	case second == first && a.rowOf[best] >= 0:
		return next, 0
	}
	return best, second - first
}

// augment finds the cheapest way to give row start a column, moving other rows, and changes prices so that it is tight.
func (a *assigner) augment(start int) {
	for j := range a.near {
		a.near[j] = math.MaxInt64
	}
	settled, i, base := 0, start, int64(0)
	for {
		best := a.scan(i, base, settled)
		j := a.order[best]
		a.order[best], a.order[settled] = a.order[settled], j
		reach := a.near[j]
		if a.rowOf[j] < 0 {
			for _, k := range a.order[:settled] {
				a.col[k] += a.near[k] - reach
			}
			a.flip(start, int(j))
			return
		}
		settled++
		i = int(a.rowOf[j])
		base = reach - (a.cost[i][j] - a.col[j])
	}
}

// scan lets the columns not settled be reached from row i and returns where the nearest of them stands in the order, a free one if
// several are as near.
func (a *assigner) scan(i int, base int64, settled int) int {
	row := a.cost[i]
	col, near, from := a.col[:len(row)], a.near[:len(row)], a.from[:len(row)]
	best, least := settled, int64(math.MaxInt64)
	for k, j := range a.order[settled:] {
		d := base + row[j] - col[j]
		if d < near[j] {
			near[j], from[j] = d, int32(i)
		} else {
			d = near[j]
		}
		if d < least || d == least && a.rowOf[j] < 0 {
			best, least = settled+k, d
		}
	}
	return best
}

// flip moves the rows along the path that ends at free column j.
func (a *assigner) flip(start, j int) {
	for {
		i := int(a.from[j])
		a.rowOf[j] = int32(i)
		a.columnOf[i], j = j, a.columnOf[i]
		if i == start {
			return
		}
	}
}

func (a *assigner) result() *Assignment {
	r := &Assignment{Column: a.columnOf, Row: make([]int64, len(a.cost)), Col: a.col}
	for i, j := range a.columnOf {
		r.Cost += a.cost[i][j]
		r.Row[i] = a.cost[i][j] - a.col[j]
	}
	return r
}
