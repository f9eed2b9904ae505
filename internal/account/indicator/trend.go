package indicator

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// basis is what a comparison was computed from. Two periods are compared only on the same basis: the same units of the
// same groups, measured in the same way.
type basis struct {
	level    region.Level
	imported bool // a rate imported as such where the definition is a ratio of sums
	measured uint64
}

// basis takes a sum over who was measured, and in which group; it does not depend on the order of the units, which
// differs from map to map.
func (f *frame) basis(atoms []atom) basis {
	x := basis{level: f.level, imported: f.plan.mean && !f.ind.mean}
	h := fnv.New64a()
	var b []byte
	for _, a := range atoms {
		if a.state == fact.Observed {
			b = binary.AppendVarint(append(b[:0], f.groups[a.group].code...), int64(a.unit))
			h.Reset()
			_, _ = h.Write(b) // a hash accepts everything
			x.measured += h.Sum64()
		}
	}
	return x
}

// trend adds the same comparison at every period that permits it, and the change within the period's definition.
func (r *reading) trend(ctx context.Context, g *Gap) error {
	order := groupsByCode(g.Groups)
	turns, imported := 0, false
	for i, period := range r.periods(g.Indicator, g.Question.By) {
		at, err := r.at(ctx, g, period)
		if fault.KindOf(err) == fault.Invalid {
			continue // on the map of that time the place holds no such units
		}
		if err != nil {
			return err
		}
		if i > 0 && at.basis.imported != imported {
			turns++ // computed before, stated now, or the reverse: a break like any other
		}
		imported = at.basis.imported
		p := at.point(order)
		p.Segment = g.Indicator.segment(period) + turns
		g.Trend = append(g.Trend, p)
	}
	g.change()
	return nil
}

func groupsByCode(groups []Level) map[string]int {
	at := make(map[string]int, len(groups))
	for i, l := range groups {
		at[l.Code] = i
	}
	return at
}

// at is g at another period, with its Gini coefficient and no other inequality.
func (r *reading) at(ctx context.Context, g *Gap, period string) (*Gap, error) {
	if period == g.Question.Period {
		return g, nil
	}
	q := g.Question
	q.Period = period
	at, f, atoms, err := r.outline(ctx, g.Indicator, q)
	if err != nil {
		return nil, err
	}
	at.Gini, at.GiniWhy = f.gini(f.spots(atoms))
	return at, nil
}

// point reduces a comparison to what a trend shows, with the levels in the given order of groups.
func (g *Gap) point(order map[string]int) Point {
	p := Point{
		Period: g.Question.Period, Absolute: g.Spread.Absolute, Ratio: g.Spread.Ratio, Gini: g.Gini,
		Levels: make([]*float64, len(order)), basis: g.basis,
	}
	for _, l := range g.Groups {
		if i, known := order[l.Code]; known {
			p.Levels[i] = l.Value
		}
	}
	return p
}

// segment numbers the definition in force at a period.
func (i *Indicator) segment(period string) int {
	n := 0
	for _, start := range i.Breaks {
		if period >= start {
			n++
		}
	}
	return n
}

// change compares the first point of the asked-for segment with the asked-for point.
func (g *Gap) change() {
	now := slices.IndexFunc(g.Trend, func(p Point) bool { return p.Period == g.Question.Period })
	last := &g.Trend[now]
	first := slices.IndexFunc(g.Trend, func(p Point) bool {
		return p.Segment == last.Segment && p.Absolute != nil && p.Ratio != nil
	})
	switch {
	case len(g.Trend) == 1:
		g.ChangeWhy = message("indicator.why.one_point")
	case g.Spread.Why != nil:
		g.ChangeWhy = g.Spread.Why // without a gap or a ratio now there is nothing to set beside an earlier one
	case first == now:
		g.ChangeWhy = message("indicator.why.no_earlier")
	case !sameGroups(&g.Trend[first], last):
		g.ChangeWhy = message("indicator.why.other_units")
	default:
		g.Change = g.Indicator.change(&g.Trend[first], last)
	}
}

func (i *Indicator) change(first, last *Point) *Change {
	return &Change{
		From: first.Period, To: last.Period,
		AbsoluteFrom: *first.Absolute, AbsoluteTo: *last.Absolute,
		RatioFrom: *first.Ratio, RatioTo: *last.Ratio, GiniFrom: first.Gini, GiniTo: last.Gini,
		ValuesFrom: first.Levels, ValuesTo: last.Levels, WeightsFixed: i.mean,
	}
}

// sameGroups tells whether both points measure the same groups and the same units in them: a change in who is measured
// is no change of a gap.
func sameGroups(a, b *Point) bool {
	for i := range a.Levels {
		if (a.Levels[i] == nil) != (b.Levels[i] == nil) {
			return false
		}
	}
	return a.basis == b.basis
}

// lastDay is the last day of a period, whose map of regions holds for all of it. Periods come checked from record/fact.
func lastDay(period string) string {
	p, err := fact.ParsePeriod(period)
	if err != nil {
		return period
	}
	return p.Last()
}
