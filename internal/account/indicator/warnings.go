package indicator

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/record/fact"
	"mihe/measure/elementary"
	"mihe/measure/warning"
)

// Warnings is what stands out among the newest figures, and what is not watched (预警).
type Warnings struct {
	Watched   []Watched // in the order of the registry
	Unwatched []Unwatched
}

// Watched is one indicator under watch.
type Watched struct {
	Indicator *Indicator
	By        By     // the finest units that have a past
	Period    string // that was judged, the newest
	Rule      WatchRule
	Sources   []SourceNote
	Internal  bool // some of its figures have not been approved for publication
	Units     int
	Complete  float64 // share of the units whose figure is in, apart from every level
	Undecided int     // units that cannot be judged: too little past, or one that never changed
	Alarms    []Alarm // in the order of the units
	// Common is set when what all units had in common stands out itself: then it is no single place's affair.
	Common *float64
	// Unfelt is set when months reach into years whose Spring Festival is not known: nothing of the festival is taken out then,
	// of no year.
	Unfelt *Unfelt
}

// Unfelt says why a series is judged without the Spring Festival.
type Unfelt struct {
	Years       []int // of the series whose festival is not known, ascending
	From, Until int   // the years whose festival is known
}

// Alarm is one unit whose change stands out. Levels are in the indicator's unit.
type Alarm struct {
	Code          string
	Name          i18n.Name
	Since, Period string  // the periods in which it stands out, both included
	Value, Before float64 // in Period, and in the same period a year before
	Low, High     float64 // what would have been nothing unusual in Period
	Z, Q          float64 // the least robust z of the run, and its p-value after false-discovery control
	Past          string  // a fingerprint of the unit's own figures that it was judged against; see Course
}

// Unwatched is an indicator that an action answers and that cannot be watched.
type Unwatched struct {
	Indicator *Indicator
	Why       i18n.Message
}

// watchBy are the units an alarm may be about, the finest first.
var watchBy = []By{ByCounty, ByPrefecture, ByProvince}

// Warnings judges the newest period of every indicator that raises tasks. What has only yearly figures, or too few, is listed
// with the reason. Cost one comparison for each period, once per data version. The answer is shared: leave it unchanged.
func (s *Service) Warnings(ctx context.Context, who access.Actor) (*Warnings, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) (*Warnings, error) {
		return r.warnings.get(struct{}{}, func() (*Warnings, error) { return r.warn(ctx) })
	})
}

func (r *reading) warn(ctx context.Context) (*Warnings, error) {
	all := &Warnings{}
	for _, ind := range r.s.reg.All() {
		if !ind.RaisesTasks() {
			continue
		}
		p, why, err := r.path(ctx, ind)
		if err != nil {
			return nil, err
		}
		if why != nil {
			all.Unwatched = append(all.Unwatched, Unwatched{ind, *why})
			continue
		}
		w, err := p.judge()
		if err != nil {
			return nil, err
		}
		w.Internal = r.internal(ind)
		all.Watched = append(all.Watched, w)
	}
	return all, nil
}

// Course is whether a unit that was warned of is back on its path.
type Course struct {
	Period string // the newest
	// Back is true when every period of the last run lies within what is nothing unusual, counted from before the warning.
	Back bool
	// Value is the newest figure; Low and High bound what would be nothing unusual, in the indicator's unit.
	Value, Low, High float64
}

// noCourse are the words for a path that cannot be followed.
const noCourse = "indicator.warning.no_course"

// Course follows a unit from the period in which its warning began (Alarm.Since). It is Conflict where the path cannot be
// followed, and where a.Past says that the figures it was warned by are no longer those there are: a revised past moves the band, and
// whoever is as low as before may lie inside of the new one.
func (s *Service) Course(ctx context.Context, who access.Actor, id string, by By, a Alarm) (Course, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) (Course, error) {
		ind, ok := s.reg.Get(id)
		if !ok {
			return Course{}, fault.New(fault.NotFound, "indicator.unknown", "id", id).At("indicator")
		}
		p, why, err := r.pathBy(ctx, ind, by)
		if err != nil {
			return Course{}, err
		}
		if why != nil {
			return Course{}, fault.New(fault.Conflict, noCourse, "why", *why)
		}
		if warned, err := fact.ParsePeriod(a.Period); err == nil { // the rule of its time decides to the end
			rule := r.s.watch.at(warned.Last())
			rule.Rule.Scale, rule.Rule.Harm = p.rule.Rule.Scale, p.rule.Rule.Harm
			p.rule = rule
		}
		return p.course(a)
	})
}

// path is an indicator over consecutive months or quarters.
type path struct {
	ind     *Indicator
	by      By
	rule    WatchRule
	periods []string
	panel   warning.Panel
	codes   []string // of the units, in the order of the groups
	names   []i18n.Name
	last    *Gap                   // the newest comparison
	judged  map[int]warning.Report // by period
	unfelt  *Unfelt
}

// path is that of the finest units that have a past, or why there is none.
func (r *reading) path(ctx context.Context, ind *Indicator) (p *path, why *i18n.Message, err error) {
	why = message("indicator.why.no_data")
	for _, by := range watchBy {
		if len(r.periods(ind, by)) == 0 {
			continue
		}
		var found *i18n.Message
		if p, found, err = r.pathBy(ctx, ind, by); err != nil || found == nil {
			return p, nil, err
		}
		why = found
	}
	return nil, why, nil
}

func (r *reading) pathBy(ctx context.Context, ind *Indicator, by By) (*path, *i18n.Message, error) {
	periods, perYear := consecutive(ind, r.periods(ind, by))
	if perYear == 0 {
		return nil, message("indicator.warning.yearly"), nil
	}
	newest, _ := fact.ParsePeriod(periods[len(periods)-1]) // consecutive has read it
	p := &path{ind: ind, by: by, periods: periods, rule: r.s.watch.at(newest.Last())}
	if need := perYear + warning.LeastPast + p.rule.Rule.Persistence; len(periods) < need {
		m := i18n.Msg("indicator.warning.short", "have", len(periods), "need", need)
		return nil, &m, nil
	}
	if err := p.read(ctx, r, perYear); err != nil {
		return nil, nil, err
	}
	if len(p.codes) == 0 {
		return nil, message("indicator.why.no_data"), nil
	}
	return p, nil, p.settle(r.s.watch.festivals)
}

// consecutive are the periods from the first to the last of the months in force, or of the quarters where there is no
// month; 0 a year where there is neither. Only the newest definition counts.
func consecutive(ind *Indicator, held []string) (all []string, perYear int) {
	for _, kind := range []struct{ months, perYear int }{{1, 12}, {3, 4}} {
		var first, last fact.Period
		for _, text := range held {
			one, err := fact.ParsePeriod(text)
			if err != nil || !one.From.AddDate(0, kind.months, 0).Equal(one.To) || ind.segment(text) != ind.segment(held[len(held)-1]) {
				continue
			}
			if first.Text == "" {
				first = one
			}
			last = one
		}
		if first.Text == "" {
			continue
		}
		for at := first.From; !at.After(last.From); at = at.AddDate(0, kind.months, 0) {
			all = append(all, periodText(at, kind.months))
		}
		return all, kind.perYear
	}
	return nil, 0
}

func periodText(at time.Time, months int) string {
	if months == 1 {
		return at.Format("2006-01")
	}
	return at.Format("2006-") + "Q" + string(rune('1'+(int(at.Month())-1)/months))
}

// read fills the panel with one comparison for each period. A unit that has ever had a figure is followed under the code it
// has in the newest.
func (p *path) read(ctx context.Context, r *reading, perYear int) error {
	gaps, ever := make([]*Gap, len(p.periods)), map[string]bool{}
	for t, period := range p.periods {
		g, _, _, err := r.outline(ctx, p.ind, Question{ID: p.ind.ID, By: p.by, Period: period})
		if err != nil && fault.KindOf(err) != fault.Invalid {
			return err
		}
		if err != nil {
			continue
		}
		gaps[t] = g
		for _, l := range g.Groups {
			ever[l.Code] = ever[l.Code] || l.Value != nil
		}
	}
	if p.last = gaps[len(gaps)-1]; p.last == nil {
		return nil // the map of that period holds no such units
	}
	rows := map[string]int{}
	for _, l := range p.last.Groups {
		if ever[l.Code] {
			rows[l.Code] = len(p.codes)
			p.codes, p.names = append(p.codes, l.Code), append(p.names, l.Name)
		}
	}
	p.panel = warning.Panel{
		Units: len(p.codes), Periods: len(p.periods), PerYear: perYear,
		Values: make([]float64, len(p.codes)*len(p.periods)), Reported: make([]float64, len(p.codes)*len(p.periods)),
	}
	for t, g := range gaps {
		if g == nil {
			continue
		}
		for _, l := range g.Groups {
			if u, known := rows[l.Code]; known && l.Value != nil {
				p.panel.Values[u*p.panel.Periods+t], p.panel.Reported[u*p.panel.Periods+t] = *l.Value, complete(l)
			}
		}
	}
	return nil
}

// complete is the share of a level's people whose figures are in.
func complete(l Level) float64 {
	if l.Completeness == nil {
		return 1
	}
	return min(1, *l.Completeness)
}

// settle chooses how the figures are compared: shares, and what may be zero, by difference, else by ratio; and which
// direction harms. Months feel the Spring Festival, where all its days are known; unfelt says of which years they are not.
func (p *path) settle(festivals []time.Time) error {
	rule := &p.rule.Rule
	rule.Scale = warning.Ratio
	if p.ind.Unit == "percent" {
		rule.Scale = warning.Difference
	}
	for i, v := range p.panel.Values {
		if p.panel.Reported[i] > 0 && v <= 0 {
			rule.Scale = warning.Difference
		}
	}
	switch p.ind.Direction {
	case Up:
		rule.Harm = warning.Falling
	case Down:
		rule.Harm = warning.Rising
	default:
		rule.Harm = warning.Either
	}
	if p.panel.PerYear != 12 {
		return nil
	}
	months := make([]time.Time, len(p.periods))
	for t, text := range p.periods {
		one, err := fact.ParsePeriod(text)
		if err != nil {
			return err
		}
		months[t] = one.From
	}
	if p.unfelt = unfelt(months, festivals); p.unfelt != nil {
		return nil // nothing is learnt of the holiday
	}
	var err error
	p.panel.Holiday, err = warning.HolidayShares(months, festivals, p.rule.Before, p.rule.After)
	return err
}

// unfelt are the years of months whose festival is not among those given, which ascend; nil where there are none.
func unfelt(months, festivals []time.Time) *Unfelt {
	u := Unfelt{From: festivals[0].Year(), Until: festivals[len(festivals)-1].Year()}
	for _, m := range months {
		known := slices.ContainsFunc(festivals, func(f time.Time) bool { return f.Year() == m.Year() })
		if !known && !slices.Contains(u.Years, m.Year()) {
			u.Years = append(u.Years, m.Year())
		}
	}
	if len(u.Years) == 0 {
		return nil
	}
	return &u
}

func (p *path) judge() (Watched, error) {
	at := p.panel.Periods - 1
	report, err := p.report(at)
	if err != nil {
		return Watched{}, err
	}
	w := Watched{
		Indicator: p.ind, By: p.by, Period: p.periods[at], Rule: p.rule, Sources: p.last.Sources,
		Units: p.panel.Units, Complete: report.Complete, Alarms: []Alarm{}, Unfelt: p.unfelt,
	}
	if report.Common.Known && math.Abs(report.Common.Z) >= p.rule.Rule.Threshold {
		w.Common = &report.Common.Change
	}
	for u, f := range report.Findings {
		switch f.Verdict { //nolint:exhaustive // the others need nobody's attention to the level
		case warning.TooShort, warning.NoSpread:
			w.Undecided++
		case warning.Warning:
			since, err := p.since(u, at)
			if err != nil {
				return w, err
			}
			w.Alarms = append(w.Alarms, p.alarm(f, since, at))
		}
	}
	return w, nil
}

// report judges all units in a period, once however many of them ask.
func (p *path) report(at int) (warning.Report, error) {
	if known, ok := p.judged[at]; ok {
		return known, nil
	}
	report, err := warning.Judge(p.panel, p.rule.Rule, at)
	if p.judged == nil {
		p.judged = map[int]warning.Report{}
	}
	if err == nil {
		p.judged[at] = report
	}
	return report, err
}

// since is the first period of an unbroken row of warnings that ends at one.
func (p *path) since(unit, at int) (int, error) {
	run := at - p.rule.Rule.Persistence + 1
	for run-1 >= p.panel.PerYear+p.rule.Rule.Persistence {
		report, err := p.report(at - 1)
		if err != nil {
			return 0, err
		}
		if report.Findings[unit].Verdict != warning.Warning {
			break
		}
		at--
		run--
	}
	return run, nil
}

// alarm is a finding in the indicator's unit.
func (p *path) alarm(f warning.Finding, since, at int) Alarm {
	before := p.value(f.Unit, at-p.panel.PerYear)
	width := p.rule.Rule.Threshold * f.Spread
	return Alarm{
		Code: p.codes[f.Unit], Name: p.names[f.Unit], Since: p.periods[since], Period: p.periods[at],
		Value: p.value(f.Unit, at), Before: before, Z: f.Z, Q: f.Q, Past: p.past(f.Unit, since),
		Low: p.moved(before, f.Explained+f.Usual-width), High: p.moved(before, f.Explained+f.Usual+width),
	}
}

// past is a fingerprint of a unit's figures in the years that warning.Judge and warning.Back look at before a period, to ten digits:
// SHA-256 over period, figure and completeness.
func (p *path) past(unit, since int) string {
	var b []byte
	for t := max(0, since-(p.rule.Rule.Years+1)*p.panel.PerYear); t < since; t++ {
		b = fmt.Appendf(b, "%s %.10g %.4g\n", p.periods[t], p.value(unit, t), p.panel.Reported[unit*p.panel.Periods+t])
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (p *path) value(unit, period int) float64 { return p.panel.Values[unit*p.panel.Periods+period] }

// moved is a level after a change on the rule's scale.
func (p *path) moved(level, change float64) float64 {
	if p.rule.Rule.Scale == warning.Difference {
		return level + change
	}
	return level * elementary.Exp(change)
}

func (p *path) course(a Alarm) (Course, error) {
	unit, since, warned := slices.Index(p.codes, a.Code), slices.Index(p.periods, a.Since), slices.Index(p.periods, a.Period)
	if unit < 0 || since < 0 || warned < 0 {
		return Course{}, fault.New(fault.Conflict, noCourse, "why", i18n.Msg("indicator.why.other_units"))
	}
	if a.Past != "" && a.Past != p.past(unit, since) {
		return Course{}, fault.New(fault.Conflict, noCourse, "why", i18n.Msg("indicator.why.revised"))
	}
	last, run := p.panel.Periods-1, p.rule.Rule.Persistence
	c := Course{Period: p.periods[last], Value: p.value(unit, last), Back: last-warned >= run}
	if last == warned {
		return c, nil
	}
	for t := max(warned+1, last-run+1); t <= last; t++ {
		b, err := warning.Back(p.panel, p.rule.Rule, unit, since, t)
		if err != nil {
			return c, err
		}
		if !b.Known {
			return c, fault.New(fault.Conflict, noCourse, "why", i18n.Msg("indicator.why.missing"))
		}
		c.Back = c.Back && b.Inside
		// The newest figure and its band differ by what is left to the bounds.
		c.Low, c.High = p.moved(c.Value, b.Low-b.Change), p.moved(c.Value, b.High-b.Change)
	}
	return c, nil
}
