package indicator

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// planIssued is the day the plan was issued: figures that end before it are a baseline, never an effect.
const planIssued = "2023-12-23"

// Gap answers one comparison with its trend. A comparison that the data does not permit is Invalid and lists those it
// does; an unknown indicator or region is NotFound. The answer is shared between callers: leave it unchanged.
func (s *Service) Gap(ctx context.Context, who access.Actor, q Question) (*Gap, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) (*Gap, error) { return r.gap(ctx, q) })
}

// Levels answers one comparison with the figures of its groups alone: no inequality, no trend, nothing kept. It reads one
// period, where Gap reads all.
func (s *Service) Levels(ctx context.Context, who access.Actor, q Question) (*Gap, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) (*Gap, error) {
		ind, q, err := r.settle(q)
		if err != nil {
			return nil, err
		}
		g, _, _, err := r.outline(ctx, ind, q)
		return g, err
	})
}

// Inside asks one question inside each of several places, of one data version. A place in which the data does not permit
// it is left out.
func (s *Service) Inside(ctx context.Context, who access.Actor, q Question, places []string) ([]*Gap, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) (list []*Gap, err error) {
		for _, q.Within = range places {
			g, err := r.gap(ctx, q)
			switch kind := fault.KindOf(err); {
			case err == nil:
				list = append(list, g)
			case kind != fault.Invalid && kind != fault.NotFound:
				return nil, err
			}
		}
		return list, nil
	})
}

// gap answers q from the memo. Only a question that the data permits is kept, in one spelling: what a stranger types
// into an address takes no memory.
func (r *reading) gap(ctx context.Context, q Question) (*Gap, error) {
	ind, q, err := r.settle(q)
	if err != nil {
		return nil, err
	}
	return r.gaps.get(q, func() (*Gap, error) {
		g, f, atoms, err := r.outline(ctx, ind, q)
		if err != nil {
			return nil, err
		}
		g.unequal(f, atoms)
		return g, r.trend(ctx, g)
	})
}

// settle checks a question against what the data permits and fills in what it left open.
func (r *reading) settle(q Question) (*Indicator, Question, error) {
	ind, ok := r.s.reg.Get(q.ID)
	if !ok {
		return nil, q, fault.New(fault.NotFound, "indicator.unknown", "id", q.ID).At("indicator")
	}
	if !slices.Contains(AllBy, q.By) {
		return nil, q, fault.New(fault.Invalid, "indicator.by.unknown", "by", string(q.By), "list", join(AllBy)).At("by")
	}
	periods := r.periods(ind, q.By)
	if len(periods) == 0 {
		return nil, q, r.refuse(ind, q)
	}
	period, ok := match(periods, q.Period)
	if !ok {
		return nil, q, fault.New(fault.Invalid, "indicator.period.unknown",
			"period", q.Period, "list", strings.Join(periods, ", ")).At("period")
	}
	scope, err := r.placeOf(q.Within)
	if err != nil {
		return nil, q, err
	}
	q.Period, q.Within = period, scope.asked
	return ind, q, q.fits(scope)
}

// fits refuses groups that are larger than the place they should lie in: a province seen through one of its counties
// would bear the province's name and the county's figure.
func (q Question) fits(scope place) error {
	switch {
	case scope.key == region.Country:
		return nil
	case q.By == ByEconomicRegion:
		return fault.New(fault.Invalid, "indicator.within.one_region", "code", q.Within).At("within")
	case slices.Contains([]By{ByProvince, ByPrefecture, ByCounty}, q.By) && scope.key.Level > q.By.level():
		return fault.New(fault.Invalid, "indicator.within.too_small", "by", i18n.Msg("indicator.by."+string(q.By)),
			"place", q.Within).At("within")
	}
	return nil
}

// refuse says which comparisons exist instead.
func (r *reading) refuse(ind *Indicator, q Question) error {
	all := r.periods(ind, "")
	if len(all) == 0 {
		return fault.New(fault.Invalid, "indicator.no_data", "id", ind.ID).At("indicator")
	}
	return fault.New(fault.Invalid, "indicator.by.refused", "id", ind.ID, "by", string(q.By),
		"list", join(r.permitted(ind))).At("by")
}

// permitted lists the groupings that at least one period permits.
func (r *reading) permitted(ind *Indicator) []By {
	var list []By
	for _, by := range AllBy {
		if len(r.periods(ind, by)) > 0 {
			list = append(list, by)
		}
	}
	return list
}

func join(list []By) string {
	words := make([]string, len(list))
	for i, by := range list {
		words[i] = string(by)
	}
	return strings.Join(words, ", ")
}

// outline is a comparison without its inequality, which takes longest over thousands of units, and what that needs.
func (r *reading) outline(ctx context.Context, ind *Indicator, q Question) (*Gap, *frame, []atom, error) {
	f, err := r.frame(ctx, ind, q)
	if err != nil {
		return nil, nil, nil, err
	}
	atoms, err := r.atoms(ctx, f)
	if err != nil {
		return nil, nil, nil, err
	}
	g := &Gap{
		Indicator: ind, Question: q, Scope: f.scope.name, UnitLevel: f.level.String(), Weights: f.weights(),
		BeforePlan: lastDay(q.Period) < planIssued, Sources: r.sources(f), Internal: r.internal(ind),
	}
	if g.Groups, g.Total, err = r.levels(ctx, f, atoms); err != nil {
		return nil, nil, nil, err
	}
	g.Spread = spread(ind, g.Groups)
	g.basis = f.basis(atoms)
	return g, f, atoms, nil
}

// weights writes the denominators in registry notation.
func (f *frame) weights() string {
	var b strings.Builder
	for i, t := range f.plan.den {
		if t.sign < 0 {
			b.WriteString(" - ")
		} else if i > 0 {
			b.WriteString(" + ")
		}
		b.WriteString(t.variable)
		if part := t.breakdown.Sex + t.breakdown.Residence; part != "" {
			b.WriteString("[" + part + "]")
		}
	}
	if f.plan.mean {
		b.WriteString(" (" + censusPeriod + ")")
	}
	return b.String()
}

// sources lists where the observed parts come from, each once.
func (r *reading) sources(f *frame) []SourceNote {
	var list []SourceNote
	plans := []*plan{f.plan}
	if breakdowns, split := parts[f.by]; split {
		plans = []*plan{f.plan.narrowed(f.by, breakdowns[0]), f.plan.narrowed(f.by, breakdowns[1])}
	}
	for _, p := range plans {
		terms := p.both()
		vintages := r.index.vintages(terms, f.level, f.period)
		for _, t := range terms {
			for _, h := range r.index.held[slot{t.variable, t.breakdown, f.period}][f.level] {
				if slices.Contains(vintages, h.Vintage) || vintages[0] == "" {
					list = appendSource(list, r.s.sourceNote(h))
				}
			}
		}
	}
	return list
}

func appendSource(list []SourceNote, n SourceNote) []SourceNote {
	if slices.Contains(list, n) {
		return list
	}
	return append(list, n)
}

// sourceNote names a holding's source; one that is not shipped is named by the text its importer gave.
func (s *Service) sourceNote(h fact.Holding) SourceNote {
	n, shipped := s.sources[h.Source]
	if !shipped {
		n = SourceNote{ID: h.Source, Title: i18n.Name{Zh: h.Source}}
	}
	n.Vintage = h.Vintage
	return n
}

func sortSources(list []SourceNote) {
	slices.SortFunc(list, func(a, b SourceNote) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Vintage, b.Vintage))
	})
}
