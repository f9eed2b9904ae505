package indicator

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/record/fact"
	"mihe/measure/progress"
)

// Aim asks how far a place has come to a figure that an indicator is to reach (目标进展).
type Aim struct {
	ID     string
	Value  float64 // in the indicator's unit
	Due    string  // a year; empty where none is named
	Within string  // a place's code; empty for the country
}

// Mark is a figure of the place and when it held.
type Mark struct {
	Period string
	Value  float64
}

// Advance is the answer to an Aim. Base is the last figure that had ended when the plan was issued, else the first after it;
// Latest the newest that had ended with the year of Due; Since a newer one. Base and Latest are one measure of the same units,
// in periods of one length.
type Advance struct {
	Indicator    *Indicator
	Scope        i18n.Name
	Base, Latest *Mark
	Since        *Mark // after Due: it tells nothing of whether the aim was reached in time
	Ended        bool  // Latest ends with the year of Due: nothing can change any more
	Verdict      progress.Verdict
	Why          *i18n.Message // no class: then Verdict is zero
	Sources      []SourceNote  // of Latest
	Completeness *float64      // of Latest
	Internal     bool
}

// Advance judges one aim. Where the data holds no answer it says why, beside the figures there are; an unknown indicator or place
// is an error. Cost one comparison for each period looked at, once per data version. The answer is shared: leave it unchanged.
func (s *Service) Advance(ctx context.Context, who access.Actor, a Aim) (*Advance, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) (*Advance, error) {
		scope, err := r.placeOf(a.Within)
		if err != nil {
			return nil, err
		}
		a.Within = scope.asked
		return r.advances.get(a, func() (*Advance, error) { return r.advance(ctx, a, scope) })
	})
}

func (r *reading) advance(ctx context.Context, a Aim, scope place) (*Advance, error) {
	ind, ok := r.s.reg.Get(a.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "indicator.unknown", "id", a.ID).At("indicator")
	}
	v := &Advance{Indicator: ind, Scope: scope.name, Internal: r.internal(ind), Why: message("indicator.why.no_data")}
	for _, by := range watchBy {
		q := Question{ID: a.ID, By: by, Within: a.Within}
		if q.fits(scope) != nil {
			continue
		}
		held, err := r.footings(ctx, ind, q, a.Due)
		if err != nil {
			return nil, err
		}
		if held.latest == nil && held.why == nil {
			continue // nothing of such units
		}
		if held.latest == nil {
			v.Why = held.why
			continue
		}
		return v, v.take(a, held)
	}
	return v, nil
}

// footings are the levels of a place that an aim is judged by.
type footings struct {
	base, latest, since *footing
	why                 *i18n.Message // why there is no latest, though there are figures of such units
}

// footing is the level of a place in a period.
type footing struct {
	period fact.Period
	gap    *Gap
}

func (s *footing) mark() *Mark {
	if s == nil {
		return nil
	}
	return &Mark{s.period.Text, *s.gap.Total.Value}
}

// footings looks for the newest figure before the aim is due, back from the newest of all, then for the base it can be
// compared with: first back from the day of the plan, then forward.
func (r *reading) footings(ctx context.Context, ind *Indicator, q Question, due string) (held footings, err error) {
	all, err := parsed(r.periods(ind, q.By))
	if err != nil {
		return held, err
	}
	for _, one := range slices.Backward(all) {
		late := due != "" && one.Last() > due+yearsEnd
		if late && held.since != nil {
			continue
		}
		s, why, err := r.footing(ctx, ind, q, one)
		switch {
		case err != nil:
			return held, err
		case s == nil:
			if held.why == nil {
				held.why = why
			}
		case late:
			held.since = s
		default:
			held.latest = s
			held.base, err = r.base(ctx, ind, q, s, all)
			return held, err
		}
	}
	if held.since != nil {
		held.why = message("indicator.aim.late")
	}
	return held, nil
}

// yearsEnd is the last day of a year.
const yearsEnd = "-12-31"

func (r *reading) base(ctx context.Context, ind *Indicator, q Question, latest *footing, all []fact.Period) (*footing, error) {
	var before, after []fact.Period
	for _, one := range all {
		switch {
		case shape(one) != shape(latest.period) || !one.To.Before(latest.period.To) || ind.segment(one.Text) != ind.segment(latest.period.Text):
		case one.Last() < planIssued:
			before = append([]fact.Period{one}, before...)
		default:
			after = append(after, one)
		}
	}
	for _, one := range append(before, after...) {
		s, _, err := r.footing(ctx, ind, q, one)
		if err != nil {
			return nil, err
		}
		if s != nil && s.gap.basis == latest.gap.basis {
			return s, nil
		}
	}
	return nil, nil //nolint:nilnil // there is no earlier figure
}

// footing is the level of the place of q in a period, or why there is none.
func (r *reading) footing(ctx context.Context, ind *Indicator, q Question, at fact.Period) (*footing, *i18n.Message, error) {
	q.Period = at.Text
	g, _, _, err := r.outline(ctx, ind, q)
	if fault.KindOf(err) == fault.Invalid {
		return nil, message("indicator.why.no_data"), nil // on the map of that time the place holds no such units
	}
	if err != nil {
		return nil, nil, err
	}
	if g.Total.Value == nil {
		return nil, g.Total.Why, nil
	}
	return &footing{at, g}, nil, nil
}

func parsed(periods []string) (list []fact.Period, err error) {
	for _, text := range periods {
		one, err := fact.ParsePeriod(text)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b fact.Period) int {
		if c := a.To.Compare(b.To); c != 0 {
			return c
		}
		return a.From.Compare(b.From) // of two that end together the shorter comes last
	})
	return list, nil
}

// shape tells years, quarters, months and days apart.
func shape(p fact.Period) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return '0'
		}
		return c
	}, p.Text)
}

// take sets the figures and judges them. What prints as the aim does has reached it; whoever stood beyond it from the start has
// no way to go, and only leaves it or stays.
func (v *Advance) take(a Aim, held footings) error {
	g := held.latest.gap
	v.Base, v.Latest, v.Since = held.base.mark(), held.latest.mark(), held.since.mark()
	v.Sources, v.Completeness, v.Why = g.Sources, g.Total.Completeness, nil
	v.Ended = a.Due != "" && held.latest.period.Last() == a.Due+yearsEnd
	tolerance := 0.5 * math.Pow10(-v.Indicator.Decimals)
	reached := func(m *Mark) bool {
		if v.Indicator.Direction == Down {
			return m.Value <= a.Value+tolerance
		}
		return m.Value >= a.Value-tolerance
	}
	switch {
	case reached(v.Latest) && (v.Base == nil || a.Due == "" || reached(v.Base)):
		v.Verdict.Class = progress.Met
		return nil
	case a.Due == "":
		v.Why = message("indicator.aim.undated")
		return nil
	case v.Base == nil:
		v.Why = message("indicator.why.no_earlier")
		return nil
	case reached(v.Base):
		v.Verdict.Class = progress.Deteriorating
		return nil
	}
	end, err := fact.ParsePeriod(a.Due)
	if err != nil {
		return err
	}
	v.Verdict, err = progress.Judge(progress.Course{
		Base: v.Base.Value, Latest: v.Latest.Value, Target: a.Value,
		BaseTime: inYears(held.base.period.To), LatestTime: inYears(held.latest.period.To), TargetTime: inYears(end.To),
		Bounded: v.Indicator.Unit == "percent", Tolerance: tolerance,
	})
	return err
}

// inYears is a day as a fraction of years; the first of January is a whole one.
func inYears(day time.Time) float64 {
	first := time.Date(day.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	length := first.AddDate(1, 0, 0).Sub(first)
	return float64(day.Year()) + float64(day.Sub(first))/float64(length)
}
