package indicator

import (
	"context"
	"slices"

	"mihe/internal/record/fact"
)

// trend adds the same comparison at every period that permits it, and the change within the period's definition.
func (r *reading) trend(ctx context.Context, g *Gap) error {
	periods := r.index.periodsFor(g.Indicator, r.s.reg.variables, g.Question.By)
	for _, period := range periods {
		at := g
		if period != g.Question.Period {
			q := g.Question
			q.Period = period
			var err error
			if at, err = r.compare(ctx, g.Indicator, q); err != nil {
				return err
			}
		}
		g.Trend = append(g.Trend, g.point(at))
	}
	g.change()
	return nil
}

// point reduces a comparison to what a trend shows, with the levels in g's order of groups.
func (g *Gap) point(at *Gap) Point {
	p := Point{
		Period: at.Question.Period, Absolute: at.Spread.Absolute, Ratio: at.Spread.Ratio, Gini: at.Gini,
		Segment: g.Indicator.segment(at.Question.Period),
	}
	for _, want := range g.Groups {
		i := slices.IndexFunc(at.Groups, func(l Level) bool { return l.Code == want.Code })
		if i < 0 {
			p.Levels = append(p.Levels, nil)
			continue
		}
		p.Levels = append(p.Levels, at.Groups[i].Value)
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

// change compares the first point of the asked-for segment with the asked-for point. With the same groups unmeasured at
// either end, or one point only, there is nothing to compare.
func (g *Gap) change() {
	segment := g.Indicator.segment(g.Question.Period)
	var first, last *Point
	for i := range g.Trend {
		p := &g.Trend[i]
		if p.Segment != segment || p.Absolute == nil || p.Ratio == nil {
			continue
		}
		if first == nil {
			first = p
		}
		if p.Period == g.Question.Period {
			last = p
		}
	}
	if first == nil || last == nil || first.Period >= last.Period {
		g.ChangeWhy = message("indicator.why.one_point")
		return
	}
	if !sameGroups(first, last) {
		g.ChangeWhy = message("indicator.why.other_units")
		return
	}
	g.Change = &Change{
		From: first.Period, To: last.Period,
		AbsoluteFrom: *first.Absolute, AbsoluteTo: *last.Absolute,
		RatioFrom: *first.Ratio, RatioTo: *last.Ratio, GiniFrom: first.Gini, GiniTo: last.Gini,
		ValuesFrom: first.Levels, ValuesTo: last.Levels, WeightsFixed: g.Indicator.mean,
	}
}

// sameGroups tells whether both points measure the same groups: a change in who is measured is no change of a gap.
func sameGroups(a, b *Point) bool {
	for i := range a.Levels {
		if (a.Levels[i] == nil) != (b.Levels[i] == nil) {
			return false
		}
	}
	return true
}

// lastDay is the last day of a period, whose map of regions holds for all of it. Periods come checked from record/fact.
func lastDay(period string) string {
	p, err := fact.ParsePeriod(period)
	if err != nil {
		return period
	}
	return p.Last()
}
