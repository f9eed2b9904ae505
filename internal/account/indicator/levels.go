package indicator

import (
	"context"

	"mihe/internal/base/i18n"
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

// tallies adds up the atoms of every group, and of all. A unit that stands once in every part of a split counts once.
func (f *frame) tallies(atoms []atom) (groups []tally, whole tally) {
	groups = make([]tally, len(f.groups))
	used := make(map[int]bool, len(f.units))
	for _, a := range atoms {
		groups[a.group].add(a)
		whole.add(a)
		if a.state == fact.Observed {
			used[a.unit] = true
		}
	}
	whole.units = len(used)
	return groups, whole
}

// leveller turns the tallies of one comparison into levels; it reads each table of published rows once.
type leveller struct {
	r     *reading
	f     *frame
	known map[printedKey]*printed
}

func (r *reading) leveller(f *frame) leveller {
	return leveller{r, f, map[printedKey]*printed{}}
}

// levels computes the level of every group and of the whole scope.
func (r *reading) levels(ctx context.Context, f *frame, atoms []atom) (groups []Level, total Level, err error) {
	tallies, whole := f.tallies(atoms)
	groups = make([]Level, len(f.groups))
	x := r.leveller(f)
	for i := range groups {
		if groups[i], err = x.group(ctx, i, tallies[i]); err != nil {
			return nil, total, err
		}
	}
	total, err = x.total(ctx, whole)
	return groups, total, err
}

// group is the level of group i.
func (x leveller) group(ctx context.Context, i int, t tally) (Level, error) {
	g := x.f.groups[i]
	p, where := x.f.plan, g.place
	if g.breakdown != (fact.Breakdown{}) {
		p, where = x.f.plan.narrowed(x.f.by, g.breakdown), &x.f.scope
	}
	l, err := x.level(ctx, p, where, t, g.breakdown)
	l.Code, l.Name = g.code, g.name
	return l, err
}

// total is the level of the whole scope.
func (x leveller) total(ctx context.Context, whole tally) (Level, error) {
	l, err := x.level(ctx, x.f.plan, &x.f.scope, whole, fact.Breakdown{})
	if x.f.by == ByUrbanRural {
		// The income of all residents is not the blend of urban and rural income, and the parts of a composition
		// add up to one: there is no level of the whole here.
		l = Level{Why: message("indicator.why.no_blend")}
	}
	l.Code, l.Name = x.f.scope.code(), x.f.scope.name
	return l, err
}

// level turns a tally into a Level; where is the place whose published row stands beside it, nil for none.
func (x leveller) level(ctx context.Context, p *plan, where *place, t tally, part fact.Breakdown) (Level, error) {
	l := Level{Units: t.units}
	base := t.known
	if where != nil {
		rows, err := x.printed(ctx, p, printedKey{part, where.level()})
		if err != nil {
			return l, err
		}
		if sum, held := rows.base.sumOver(x.r.rowsOf(*where, p.basePeriod)); held {
			base = sum
		}
		l.Published = rows.level(p, x.r.rowsOf(*where, x.f.period))
	}
	l.measured(p, t)
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

func (x leveller) printed(ctx context.Context, p *plan, key printedKey) (rows *printed, err error) {
	if rows = x.known[key]; rows == nil {
		rows, err = x.r.printed(ctx, x.f, p, key.level)
		x.known[key] = rows
	}
	return rows, err
}

// measured sets what the tally says.
func (l *Level) measured(p *plan, t tally) {
	if t.units == 0 {
		return
	}
	value, num, den, people := p.multiplier*t.num/t.den, t.num, t.den, t.people
	l.Value, l.Numerator, l.Denominator, l.Population = &value, &num, &den, &people
	if p.full != nil {
		plain := p.multiplier * t.plainNum / t.plainDen
		l.Plain = &plain
	}
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
