package indicator

import (
	"context"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// column holds the observations of one variable at one period, level and vintage, by atlas number.
type column struct {
	value []float64
	state []fact.State // absentState where nothing was observed
}

// absentState marks a unit without a row; it is the zero State, which no row carries.
const absentState fact.State = 0

// columnKey names a column of one data version.
type columnKey struct {
	slot
	level   region.Level
	vintage string
}

func (r *reading) column(ctx context.Context, t term, level region.Level, period, vintage string) (*column, error) {
	key := columnKey{slot{t.variable, t.breakdown, period}, level, vintage}
	return r.columns.get(key, func() (*column, error) { return r.load(ctx, key) })
}

func (r *reading) load(ctx context.Context, key columnKey) (*column, error) {
	cells, err := r.cells(ctx, fact.Query{
		Node: r.s.node, Variable: key.variable, Breakdown: key.breakdown, Period: key.period,
		Level: key.level, Vintage: key.vintage,
	})
	if err != nil {
		return nil, err
	}
	c := &column{
		value: make([]float64, len(r.s.atlas.keys)),
		state: make([]fact.State, len(r.s.atlas.keys)),
	}
	for _, cell := range cells {
		if i, known := r.s.atlas.at[cell.Region]; known {
			c.value[i], c.state[i] = cell.Value, cell.State
		}
	}
	return c, nil
}

// cells reads cells of this data version and no other: the version is looked at in the same snapshot.
func (r *reading) cells(ctx context.Context, query fact.Query) (cells []fact.Cell, err error) {
	if r.snapshot != nil {
		return r.s.facts.Cells(r.snapshot, query)
	}
	err = r.s.db.Read(ctx, func(q store.Queryer) error {
		version, err := r.s.facts.Version(q, r.s.node)
		if err != nil {
			return err
		}
		if version != r.version {
			return errMoved
		}
		cells, err = r.s.facts.Cells(q, query)
		return err
	})
	return cells, err
}

// table is a sum's terms at one level and period: per shared vintage, one column a term.
type table struct {
	terms    sum
	vintages [][]*column
}

func (r *reading) table(ctx context.Context, s sum, level region.Level, period string) (*table, error) {
	t := &table{terms: s}
	for _, v := range r.index.vintages(s, level, period) {
		var cols []*column
		for _, term := range s {
			c, err := r.column(ctx, term, level, period, v)
			if err != nil {
				return nil, err
			}
			cols = append(cols, c)
		}
		t.vintages = append(t.vintages, cols)
	}
	return t, nil
}

// row returns the terms' values for one unit, all from one vintage, and their joint state: Observed when all are,
// absentState when no vintage has the unit, else the first state that withholds it.
func (t *table) row(unit int, out []float64) fact.State {
	for _, cols := range t.vintages {
		state := fact.Observed
		for i, c := range cols {
			out[i] = c.value[unit] //nolint:gosec // out has room for every term
			if s := c.state[unit]; s == absentState || s != fact.Observed && state == fact.Observed {
				state = s
			}
			if c.state[unit] == absentState {
				break
			}
		}
		if state != absentState {
			return state
		}
	}
	return absentState
}

// total adds up the signed terms in values.
func (s sum) total(values []float64) float64 {
	v := 0.0
	for i, t := range s {
		v += t.sign * values[i] //nolint:gosec // one value a term
	}
	return v
}
