package indicator

import (
	"context"

	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// tally adds up the atoms of one group.
type tally struct {
	num, den, plainNum, plainDen, base, known, people float64
	units                                             int
	withheld                                          fact.State // the state of the first unit without a value
}

func (t *tally) add(a atom) {
	t.known += a.base
	if a.state != fact.Observed {
		if t.withheld == absentState {
			t.withheld = a.state
		}
		return
	}
	t.num, t.den = t.num+a.num, t.den+a.den
	t.plainNum, t.plainDen = t.plainNum+a.plainNum, t.plainDen+a.plainDen
	t.base, t.people = t.base+a.base, t.people+a.people
	t.units++
}

// levels computes the level of every group and of the whole scope.
func (r *reading) levels(ctx context.Context, f *frame, atoms []atom) (groups []Level, total Level, err error) {
	tallies := make([]tally, len(f.groups.groups))
	var whole tally
	for _, a := range atoms {
		tallies[a.group].add(a)
		whole.add(a)
	}
	for i, g := range f.groups.groups {
		p, where := f.plan, g.place
		if g.breakdown != (fact.Breakdown{}) {
			p, where = f.plan.narrowed(f.by, g.breakdown), &f.scope
		}
		l, err := r.level(ctx, f, p, where, tallies[i])
		if err != nil {
			return nil, total, err
		}
		l.Code, l.Name = g.code, g.name
		groups = append(groups, l)
	}
	total, err = r.level(ctx, f, f.plan, &f.scope, whole)
	if f.by == ByUrbanRural {
		// The income of all residents is not the blend of urban and rural income, and the parts of a composition
		// add up to one: there is no level of the whole here.
		total = Level{Why: message("indicator.why.no_blend")}
	}
	total.Code, total.Name = scopeCode(f.scope), f.scope.name
	return groups, total, err
}

func scopeCode(p place) string {
	if p.economic != "" {
		return p.economic
	}
	return string(p.key.Code)
}

// level turns a tally into a Level; where is the place whose published row stands beside it, nil for none.
func (r *reading) level(ctx context.Context, f *frame, p *plan, where *place, t tally) (Level, error) {
	var l Level
	l.Units = t.units
	base := t.known
	if where != nil {
		published, held, err := r.publishedSum(ctx, p.base, *where, p.basePeriod)
		if err != nil {
			return l, err
		}
		if held {
			base = published
		}
		if l.Published, err = r.publishedLevel(ctx, f, p, *where); err != nil {
			return l, err
		}
	}
	if t.units > 0 {
		value := p.multiplier * t.num / t.den
		l.Value, l.Numerator, l.Denominator, l.Population = &value, &t.num, &t.den, &t.people
		if p.full != nil {
			plain := p.multiplier * t.plainNum / t.plainDen
			l.Plain = &plain
		}
	}
	if base > 0 {
		share := t.base / base
		l.Completeness = &share
	}
	if p.mean && l.Published != nil {
		l.asPublished(base)
	}
	if l.Value == nil {
		l.Why = whyNot(t.withheld)
	}
	return l, nil
}

// asPublished lets a published mean stand in place of the average of its parts: the statistics office knows the
// survey weights, we only know 2020 residents.
func (l *Level) asPublished(weight float64) {
	value, one := *l.Published, 1.0
	num := value * weight
	l.Value, l.Numerator, l.Denominator, l.Completeness = &value, &num, &weight, &one
	if l.Population == nil {
		l.Population = &weight
	}
}

func whyNot(state fact.State) *i18n.Message {
	switch state {
	case fact.Suppressed:
		return message("indicator.why.suppressed")
	case fact.NotApplicable:
		return message("indicator.why.not_applicable")
	case fact.Missing:
		return message("indicator.why.missing")
	default:
		return message("indicator.why.no_data")
	}
}

func message(key string) *i18n.Message {
	m := i18n.Msg(key)
	return &m
}

// rowsOf lists the units whose published rows make up a place: itself, or the provinces of an economic region.
func (r *reading) rowsOf(p place, day string) []int {
	if p.economic == "" {
		if i, known := r.s.atlas.at[p.key]; known {
			return []int{i}
		}
		return nil
	}
	var rows []int
	view := r.s.atlas.tree.At(day)
	for _, u := range view.Units(region.Province) {
		if view.EconomicRegion(u.Key) == p.economic {
			rows = append(rows, r.s.atlas.at[u.Key])
		}
	}
	return rows
}

// publishedSum adds up s over the published rows of a place, and tells whether all of them are held.
func (r *reading) publishedSum(ctx context.Context, s sum, p place, period string) (total float64, held bool, err error) {
	values, held, err := r.publishedRow(ctx, s, p, period)
	if err != nil || !held {
		return 0, false, err
	}
	return s.total(values), true, nil
}

// publishedRow is the terms of s added up, term by term, over the published rows of a place; all terms of one row come
// from one vintage.
func (r *reading) publishedRow(ctx context.Context, s sum, p place, period string) (values []float64, held bool, err error) {
	level := p.key.Level
	if p.economic != "" {
		level = region.Province
	}
	if !r.index.has(s, level, period) {
		return nil, false, nil
	}
	t, err := r.table(ctx, s, level, period)
	if err != nil {
		return nil, false, err
	}
	values = make([]float64, len(s))
	row := make([]float64, len(s))
	for _, unit := range r.rowsOf(p, lastDay(period)) {
		if t.row(unit, row) != fact.Observed {
			return nil, false, nil
		}
		for i, v := range row {
			values[i] += v
		}
		held = true
	}
	return values, held, nil
}

// publishedLevel is the level from the published table. It is nil when the place has no row of its own there, or when
// its rows are the very units the comparison counts. A mean is published for units only, never for an economic region.
func (r *reading) publishedLevel(ctx context.Context, f *frame, p *plan, where place) (*float64, error) {
	economic := where.economic != ""
	if where.key.Level == f.level || economic && (p.mean || f.level == region.Province) {
		return nil, nil
	}
	both := p.num
	if !p.mean {
		both = append(append(sum{}, p.num...), p.den...)
	}
	values, held, err := r.publishedRow(ctx, both, where, f.period)
	if err != nil || !held {
		return nil, err
	}
	v := p.num.total(values)
	if !p.mean {
		den := p.den.total(values[len(p.num):])
		if den <= 0 {
			return nil, nil
		}
		v = p.multiplier * v / den
	}
	return &v, nil
}
