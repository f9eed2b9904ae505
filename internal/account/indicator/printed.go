package indicator

import (
	"context"

	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// printed is the published rows that stand beside the groups of a comparison; a table that is not held is nil.
type printed struct {
	base   *table // what completeness is measured against
	people *table // and where that is not held: residents of the census
	both   *table // numerator terms, then, for a ratio, denominator terms
}

// printedKey names the rows for one part of the population at one level.
type printedKey struct {
	part  fact.Breakdown
	level region.Level
}

// level is the level of the published rows that make up the place.
func (p place) level() region.Level {
	if p.economic != "" {
		return region.NoLevel // has no row of its own
	}
	return p.key.Level
}

// printed finds the published rows for places of a level (NoLevel for economic regions, which are added up from their
// provinces). Rows that are the very units the comparison counts say nothing new, and a mean is published for units
// only, never for an economic region.
func (r *reading) printed(ctx context.Context, f *frame, p *plan, key printedKey) (*printed, error) {
	level := key.level
	summed := level == region.NoLevel
	if summed {
		level = region.Province
	}
	var rows printed
	var err error
	if rows.base, err = r.heldTable(ctx, p.base, level, p.basePeriod); err != nil {
		return nil, err
	}
	if rows.people, err = r.heldTable(ctx, residents.narrowed(key.part), level, censusPeriod); err != nil {
		return nil, err
	}
	if level == f.level || summed && p.mean {
		return &rows, nil
	}
	rows.both, err = r.heldTable(ctx, p.both(), level, f.period)
	return &rows, err
}

// both is the terms whose values one published row must hold together.
func (p *plan) both() sum {
	if p.mean {
		return p.num
	}
	return append(append(sum{}, p.num...), p.den...)
}

// level is the level from the published rows, nil when one of them is not held.
func (x *printed) level(p *plan, rows []int) *float64 {
	values, held := x.both.addUp(rows)
	if !held {
		return nil
	}
	v := p.num.total(values)
	if !p.mean {
		den := p.den.total(values[len(p.num):])
		if den <= 0 {
			return nil
		}
		v = p.multiplier * v / den
	}
	return &v
}

// heldTable is the table of s, or nil when some term is not held at the level and period.
func (r *reading) heldTable(ctx context.Context, s sum, level region.Level, period string) (*table, error) {
	if !r.index.has(s, level, period) {
		return nil, nil
	}
	return r.table(ctx, s, level, period)
}

// addUp adds the terms up over rows, term by term; held is false when a row lacks any of them. All terms of one row come
// from one vintage.
func (t *table) addUp(rows []int) (values []float64, held bool) {
	if t == nil {
		return nil, false
	}
	values, row := make([]float64, len(t.terms)), make([]float64, len(t.terms))
	for _, unit := range rows {
		if t.row(unit, row) != fact.Observed {
			return nil, false
		}
		for i, v := range row {
			values[i] += v
		}
	}
	return values, len(rows) > 0
}

// sumOver is the signed sum of the terms over rows.
func (t *table) sumOver(rows []int) (total float64, held bool) {
	values, held := t.addUp(rows)
	if !held {
		return 0, false
	}
	return t.terms.total(values), true
}

// rowsOf lists the units whose published rows make up a place at a period: itself, or the provinces of an economic
// region.
func (r *reading) rowsOf(p place, period string) []int {
	if p.economic == "" {
		if i, known := r.s.atlas.at[p.key]; known {
			return []int{i}
		}
		return nil
	}
	var rows []int
	view := r.s.atlas.tree.At(lastDay(period))
	for _, u := range view.Units(region.Province) {
		if view.EconomicRegion(u.Key) == p.economic {
			rows = append(rows, r.s.atlas.at[u.Key])
		}
	}
	return rows
}
