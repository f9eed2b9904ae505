package indicator

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// atom is one finest unit of a comparison: a county, a province, or one part of its population.
type atom struct {
	unit, group int
	// num and den are expanded to the full count where the data is a sample; plain ones are not.
	num, den, plainNum, plainDen float64
	base, people                 float64
	state                        fact.State // Observed, or why there is no value
}

// value is the atom's own level before the multiplier; call it only for an Observed atom with a denominator.
func (a atom) value() float64 { return a.num / a.den }

// frame is what a comparison is computed over: its plan, units, groups and the map of the day.
type frame struct {
	*extent
	ind    *Indicator
	plan   *plan
	by     By
	period string
	level  region.Level
	scope  place
}

// frame settles units and groups for a question whose period is known.
func (r *reading) frame(ctx context.Context, ind *Indicator, q Question) (*frame, error) {
	scope, err := r.placeOf(q.Within)
	if err != nil {
		return nil, err
	}
	p := r.index.planAt(ind, r.s.reg.variables, q.Period)
	f := &frame{ind: ind, plan: p, by: q.By, period: q.Period, scope: scope}
	view := r.s.atlas.tree.At(lastDay(q.Period))
	if f.level, err = r.unitLevel(ctx, f, view, r.index.levelsFor(p, q.By, q.Period)); err != nil {
		return nil, err
	}
	if f.extent, err = r.extent(ctx, q.By, scope, f.level, view); err != nil {
		return nil, err
	}
	if len(f.units) == 0 || len(f.groups) == 0 {
		return nil, fault.New(fault.Invalid, "indicator.within.too_small", "by", i18n.Msg("indicator.by."+string(q.By)),
			"place", scope.code()).At("within")
	}
	return f, nil
}

// unitLevel chooses the level of the atoms. A ratio has its parts wherever it is held, so the finest level is right;
// a mean may have been imported for a few counties only, so the level that covers most weight in scope is, the finer on
// a tie.
func (r *reading) unitLevel(ctx context.Context, f *frame, view *region.View, levels []region.Level) (region.Level, error) {
	if len(levels) == 0 {
		return region.NoLevel, nil
	}
	if len(levels) == 1 || !f.plan.mean {
		return levels[0], nil
	}
	best, covered := region.NoLevel, -1.0
	for _, level := range levels {
		weight, err := r.covered(ctx, f, view, level)
		if err != nil {
			return region.NoLevel, err
		}
		if weight > covered {
			best, covered = level, weight
		}
	}
	return best, nil
}

// covered is the weight of the units of a level that have a value; of a split, of its first part.
func (r *reading) covered(ctx context.Context, f *frame, view *region.View, level region.Level) (float64, error) {
	units := r.units(level, f.scope, view)
	probe := *f
	probe.level = level
	probe.extent = &extent{units: units, groups: make([]group, 1), of: make([]int, len(units))}
	if breakdowns, split := parts[f.by]; split {
		probe.groups[0].breakdown = breakdowns[0]
	}
	atoms, err := r.atoms(ctx, &probe)
	weight := 0.0
	for _, a := range atoms {
		if a.state == fact.Observed {
			weight += a.den
		}
	}
	return weight, err
}

// atoms computes every unit of the frame, once for each part of the population when the comparison splits people.
func (r *reading) atoms(ctx context.Context, f *frame) ([]atom, error) {
	var all []atom
	for g, group := range f.groups {
		split := group.breakdown != (fact.Breakdown{})
		if !split && g > 0 {
			break
		}
		p, people := f.plan, residents
		if split {
			p, people = f.plan.narrowed(f.by, group.breakdown), residents.narrowed(group.breakdown)
		}
		if p.mean {
			people = p.den // those whose mean it is: rural residents for rural income
		}
		part, err := r.atomsOf(ctx, f, p, people)
		if err != nil {
			return nil, err
		}
		for _, a := range part {
			if split {
				a.group = g
			}
			all = append(all, a)
		}
	}
	return all, nil
}

func (r *reading) atomsOf(ctx context.Context, f *frame, p *plan, people sum) ([]atom, error) {
	c, err := r.calculator(ctx, f, p, people)
	if err != nil {
		return nil, err
	}
	list := make([]atom, 0, len(f.units))
	for i, u := range f.units {
		if f.of[i] < 0 {
			continue
		}
		a := c.atom(u)
		a.group = f.of[i]
		list = append(list, a)
	}
	return list, nil
}

// calculator holds the tables one plan reads.
type calculator struct {
	p                    *plan
	both                 *table // numerator terms, then, for a ratio, denominator terms: one vintage for all
	weight, full, sample *table
	base, people         *table
	buf                  []float64
}

func (r *reading) calculator(ctx context.Context, f *frame, p *plan, people sum) (*calculator, error) {
	c := &calculator{p: p}
	var err error
	get := func(s sum, period string) *table {
		if s == nil || err != nil {
			return nil
		}
		var t *table
		t, err = r.table(ctx, s, f.level, period)
		return t
	}
	c.both = get(p.both(), f.period)
	if p.mean {
		c.weight = get(p.den, censusPeriod)
	}
	c.full, c.sample = get(p.full, f.period), get(p.sample, f.period)
	c.base, c.people = get(p.base, p.basePeriod), get(people, censusPeriod)
	c.buf = make([]float64, len(p.num)+len(p.den)+1)
	return c, err
}

func (c *calculator) atom(unit int) atom {
	a := atom{unit: unit}
	a.base, _ = c.base.sumAt(unit, c.buf)
	a.people, _ = c.people.sumAt(unit, c.buf)
	values := c.buf[:len(c.both.terms)]
	if a.state = c.both.row(unit, values); a.state != fact.Observed {
		return a
	}
	if c.p.mean {
		v := c.p.num.total(values)
		a.den, a.state = c.weight.sumAt(unit, c.buf)
		a.num = v * a.den
		a.plainNum, a.plainDen = a.num, a.den
	} else {
		a.num, a.den = c.p.num.total(values), c.p.den.total(values[len(c.p.num):])
		a.plainNum, a.plainDen = a.num, a.den
		c.expand(unit, &a)
	}
	if a.den <= 0 {
		a.state = fact.NotApplicable // nobody to count: no level, and no weight in a sum
	}
	return a
}

// expand scales a long-form unit to the full count: sampling fractions differ from county to county.
func (c *calculator) expand(unit int, a *atom) {
	if c.full == nil {
		return
	}
	full, s1 := c.full.sumAt(unit, c.buf)
	sample, s2 := c.sample.sumAt(unit, c.buf)
	if s1 != fact.Observed || s2 != fact.Observed || sample <= 0 {
		a.state = fact.Missing
		return
	}
	a.num, a.den = a.num*full/sample, a.den*full/sample
}

// sumAt is the signed sum of the table's terms for one unit.
func (t *table) sumAt(unit int, buf []float64) (float64, fact.State) {
	values := buf[:len(t.terms)]
	state := t.row(unit, values)
	if state != fact.Observed {
		return 0, state
	}
	return t.terms.total(values), state
}
