package indicator

import (
	"cmp"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// censusPeriod is the period of the census, from which fixed weights, populations and bands are taken.
const censusPeriod = "2020-11-01"

var (
	residents   = sum{{sign: 1, variable: "population"}}
	urbanAndAll = append(residents.narrowed(fact.Breakdown{Residence: fact.Urban}), residents...)
)

// plan is how an indicator is computed at one period: a ratio of sums, or a mean averaged by fixed weights.
type plan struct {
	num, den sum // of a mean: num is the observed mean, den its weight
	mean     bool
	// full and sample expand a long-form unit to the full count; nil for other bases.
	full, sample sum
	// base counts the people or households that completeness is about, at basePeriod.
	base       sum
	basePeriod string
	multiplier float64
}

// planAt returns how ind is computed at a period, or nil when nothing is held. Parts win over a rate imported as such.
func (x *index) planAt(ind *Indicator, vars map[string]Variable, period string) *plan {
	switch {
	case ind.mean && x.anywhere(ind.formula.num, period):
		return meanPlan(ind.formula.num, ind.weight)
	case ind.mean:
		return nil
	case x.anywhere(ind.formula.terms(), period):
		return ratioPlan(ind, vars, period)
	}
	direct := sum{{sign: 1, variable: ind.ID}}
	if x.anywhere(direct, period) {
		return meanPlan(direct, residents)
	}
	return nil
}

func meanPlan(num, weight sum) *plan {
	return &plan{num: num, den: weight, mean: true, base: weight, basePeriod: censusPeriod, multiplier: 1}
}

func ratioPlan(ind *Indicator, vars map[string]Variable, period string) *plan {
	p := &plan{num: ind.formula.num, den: ind.formula.den, multiplier: ind.Multiplier, basePeriod: period}
	switch ind.base {
	case baseLongForm:
		full := vars[ind.formula.num[0].variable].ExpandBy
		p.full = sum{{sign: 1, variable: full}}
		p.sample = sum{{sign: 1, variable: "long_form_" + full}}
		p.base = p.full
	case baseFullCount:
		p.base = p.den
	default:
		p.base, p.basePeriod = residents, censusPeriod
	}
	return p
}

// anywhere tells whether every term is held at some common level, open or for some part of the population.
func (x *index) anywhere(s sum, period string) bool {
	for _, b := range []fact.Breakdown{{}, {Sex: "male"}, {Residence: "urban"}, {Residence: "rural"}, {Sex: "female"}} {
		if x.finest(s.narrowed(b), period) != region.NoLevel {
			return true
		}
	}
	return false
}

// parts are the groups of a split by people rather than by place.
var parts = map[By][]fact.Breakdown{
	BySex:        {{Sex: "male"}, {Sex: "female"}},
	ByUrbanRural: {{Residence: "urban"}, {Residence: "rural"}},
}

// narrowed returns p for one part of the population. A share whose numerator names a residence while its denominator
// is open (urban residents of all residents) becomes the composition: the other part over the same whole.
func (p *plan) narrowed(by By, b fact.Breakdown) *plan {
	n := *p
	n.num = p.num.narrowed(b)
	if p.composes(by) {
		n.num = slices.Clone(p.num)
		for i := range n.num {
			n.num[i].breakdown.Residence = b.Residence
		}
		return &n
	}
	n.den, n.base = p.den.narrowed(b), p.base.narrowed(b)
	return &n
}

func (p *plan) composes(by By) bool {
	return by == ByUrbanRural && !p.mean && len(p.num) == 1 && p.num[0].breakdown.Residence != "" && p.den.splits(by)
}

// levels lists the levels at which everything the plan needs is held, finest first.
func (x *index) levels(p *plan, period string) []region.Level {
	var list []region.Level
	for level := region.County; level >= region.Province; level-- {
		num := x.has(p.num, level, period)
		den := p.mean && x.has(p.den, level, censusPeriod) || !p.mean && x.has(p.den, level, period)
		if num && den {
			list = append(list, level)
		}
	}
	return list
}

// coarsest is the coarsest level of units from which the groups of by can be formed.
func (by By) coarsest() region.Level {
	switch by {
	case ByPrefecture:
		return region.Prefecture
	case ByCounty, ByUrbanisation, ByUnitType:
		return region.County
	default:
		return region.Province
	}
}

// permits lists the groupings that the data permits at a period.
func (x *index) permits(ind *Indicator, vars map[string]Variable, period string) []By {
	p := x.planAt(ind, vars, period)
	if p == nil {
		return nil
	}
	var list []By
	for _, by := range AllBy {
		if ind.about(by) && len(x.levelsFor(p, by, period)) > 0 {
			list = append(list, by)
		}
	}
	return list
}

// about tells whether the indicator compares by this grouping at all.
func (i *Indicator) about(by By) bool { return len(i.Only) == 0 || slices.Contains(i.Only, by) }

// levelsFor lists the levels of units, finest first, from which p can be grouped by.
func (x *index) levelsFor(p *plan, by By, period string) []region.Level {
	if breakdowns, split := parts[by]; split {
		if !p.composes(by) && (!p.num.splits(by) || !p.den.splits(by)) || by == BySex && p.full != nil {
			return nil
		}
		list := x.levels(p.narrowed(by, breakdowns[0]), period)
		other := x.levels(p.narrowed(by, breakdowns[1]), period)
		return slices.DeleteFunc(list, func(l region.Level) bool { return !slices.Contains(other, l) })
	}
	return slices.DeleteFunc(x.levels(p, period), func(l region.Level) bool { return l < by.coarsest() })
}

// periodsFor lists, ascending, the periods at which ind can be grouped by; an empty by asks for any grouping.
func (x *index) periodsFor(ind *Indicator, vars map[string]Variable, by By) []string {
	var candidates []string
	for _, v := range append(ind.formula.variables(), ind.ID) {
		candidates = append(candidates, x.periods[v]...)
	}
	slices.SortFunc(candidates, comparePeriods)
	return slices.DeleteFunc(slices.Compact(candidates), func(period string) bool {
		if by == "" {
			return len(x.permits(ind, vars, period)) == 0
		}
		if !ind.about(by) {
			return true
		}
		p := x.planAt(ind, vars, period)
		return p == nil || len(x.levelsFor(p, by, period)) == 0
	})
}

// comparePeriods orders periods by their last day: the latest is the one that ends last, and of those the longest, so a
// year comes after the census inside it and 2020-12 after 2020-Q1.
func comparePeriods(a, b string) int {
	return cmp.Or(cmp.Compare(lastDay(a), lastDay(b)), cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
}

// match finds the period asked for: itself, or the latest inside it when a longer one was named.
func match(periods []string, asked string) (string, bool) {
	if asked == "" && len(periods) > 0 {
		return periods[len(periods)-1], true
	}
	if slices.Contains(periods, asked) {
		return asked, true
	}
	whole, err := fact.ParsePeriod(asked)
	if err != nil {
		return "", false
	}
	found := ""
	for _, text := range periods {
		if p, err := fact.ParsePeriod(text); err == nil && whole.Contains(p) {
			found = text
		}
	}
	return found, found != ""
}
