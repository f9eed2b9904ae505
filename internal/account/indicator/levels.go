package indicator

import (
	"context"

	"mihe/internal/base/i18n"
	"mihe/internal/record/fact"
)

// tally adds up the atoms of one group.
type tally struct {
	num, den, plainNum, plainDen, base, known, people float64
	residents                                         float64 // of all units, with a value or without
	uncounted                                         bool    // some unit has residents and no count of its base
	units                                             int
	withheld                                          fact.State // the state of the first unit without a value
}

func (t *tally) add(a atom) {
	t.known, t.residents = t.known+a.base, t.residents+a.people
	t.uncounted = t.uncounted || a.base == 0 && a.people > 0
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
	used, base := t.counted()
	if where != nil {
		rows, err := x.printed(ctx, p, printedKey{part, where.level()})
		if err != nil {
			return l, err
		}
		if sum, held := rows.base.sumOver(x.r.rowsOf(*where, p.basePeriod)); held {
			used, base = t.base, sum
		} else if sum, held := rows.people.sumOver(x.r.rowsOf(*where, censusPeriod)); held && t.uncounted {
			base = sum
		}
		l.Published = rows.level(p, x.r.rowsOf(*where, x.f.period))
	}
	l.measured(p, t)
	if base > 0 {
		share := used / base
		l.Completeness = &share
	}
	if p.mean && l.Published != nil {
		l.asPublished(base)
	}
	switch {
	case l.Value == nil:
		l.Why = whyNot(t.withheld)
	case x.f.sums(where):
		l.withhold(x.r.s.reg.leastComplete)
	}
	return l, nil
}

// counted is what completeness compares where no row of the whole group is published: the people (or households) in the
// units used and in all units. Where some of the units do not tell theirs, as after an import from one county, the
// residents of the census stand for both.
func (t tally) counted() (used, all float64) {
	if t.uncounted {
		return t.people, t.residents
	}
	return t.base, t.known
}

// sums tells whether the level of a group is made up of units: of a unit itself it is not. nil is no place.
func (f *frame) sums(where *place) bool {
	return where == nil || where.economic != "" || where.key.Level != f.level
}

// withhold takes the level away when its units stand for less than the least share of the group: the figure of one county
// is not that of the nation. How many people stand behind it stays, so that the reader sees how few.
func (l *Level) withhold(least float64) {
	if l.Completeness == nil || *l.Completeness >= least {
		return
	}
	l.Value, l.Plain, l.Numerator = nil, nil, nil
	m := i18n.Msg(tooFew, "share", Percent(*l.Completeness), "least", i18n.Number(100*least, 0)+"%")
	l.Why = &m
}

// tooFew is the reason of a level that was withheld.
const tooFew = "indicator.why.too_few"

// Withheld tells whether there are figures, for too few people to stand for the group.
func (l Level) Withheld() bool { return l.Why != nil && l.Why.Key == tooFew }

func (x leveller) printed(ctx context.Context, p *plan, key printedKey) (rows *printed, err error) {
	if rows = x.known[key]; rows == nil {
		rows, err = x.r.printed(ctx, x.f, p, key)
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
