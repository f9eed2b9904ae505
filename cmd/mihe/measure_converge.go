package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/fault"
	"mihe/measure/converge"
)

// panelFile is the input of every statistic over time: one line for each unit and period.
type panelFile struct {
	inFile
	ID     string `help:"${help_measure_id}" name:"id" required:"" placeholder:"COL"`
	Period string `help:"${help_measure_period}" required:"" placeholder:"COL"`
	Value  string `help:"${help_measure_value}" required:"" placeholder:"COL"`
}

// history is that input, read: every unit in every period.
type history struct {
	ids     []string // ascending
	periods []string // ascending
	times   []float64
	y       converge.Panel // by period, in the order of ids
}

func (d panelFile) read() (h history, err error) {
	f, err := d.frame()
	if err != nil {
		return h, err
	}
	ids, err := f.Texts(d.ID)
	if err != nil {
		return h, err
	}
	periods, err := f.Texts(d.Period)
	if err != nil {
		return h, err
	}
	times, err := f.Figures(d.Period)
	if err != nil {
		return h, err
	}
	values, err := f.Figures(d.Value)
	if err != nil {
		return h, err
	}
	at := map[float64]string{}
	for i, t := range times {
		at[t] = periods[i]
	}
	h.ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	h.times = slices.Compact(slices.Sorted(slices.Values(times)))
	for _, t := range h.times {
		h.periods = append(h.periods, at[t])
		h.y = append(h.y, slices.Repeat([]float64{math.NaN()}, len(h.ids)))
	}
	for i, v := range values {
		t, _ := slices.BinarySearch(h.times, times[i])
		u, _ := slices.BinarySearch(h.ids, ids[i])
		if !math.IsNaN(h.y[t][u]) {
			return h, fault.New(fault.Invalid, "cmd.measure.cell_twice", "id", ids[i], "period", periods[i]).At(d.ID)
		}
		h.y[t][u] = v
	}
	return h, h.whole()
}

func (h history) refused(err error) error {
	return refused(err, convergeReasons, evaluation.Where{Units: h.ids, Periods: h.periods})
}

// whole refuses a unit that lacks a period: a comparison over years is of the same units.
func (h history) whole() error {
	for t, row := range h.y {
		if u := slices.IndexFunc(row, math.IsNaN); u >= 0 {
			return fault.New(fault.Invalid, "cmd.measure.cell_missing", "id", h.ids[u], "period", h.periods[t])
		}
	}
	return nil
}

type (
	sigmaCommand  struct{ panelFile }
	betaCommand   struct{ panelFile }
	clubsCommand  struct{ panelFile }
	markovCommand struct {
		panelFile
		Classes int    `help:"${help_measure_classes}" default:"5" placeholder:"K"`
		Cuts    string `help:"${help_measure_cuts}" enum:"pooled,annual" default:"pooled" placeholder:"pooled|annual"`
	}
)

// known writes a figure for programs: null where it is not available.
func known(f converge.Figure) *float64 {
	if f.Why != "" {
		return nil
	}
	return &f.Value
}

// put adds a figure that may not be available to the parts, with its reason.
func (p *program) put(m *measured, name string, f converge.Figure) {
	m.Parts[name] = known(f)
	if f.Why != "" {
		m.Parts[name+"_why"] = p.t("cmd.measure.reason." + string(f.Why))
		m.rows = append(m.rows, []string{name, p.t("cmd.measure.reason." + string(f.Why))})
		return
	}
	m.rows = append(m.rows, []string{name, figure(f.Value)})
}

// convergeWarnings puts warnings into words.
func (p *program) convergeWarnings(m *measured, found []converge.Warning) {
	for _, w := range found {
		d := diagnostic{Code: string(w), Text: p.t("cmd.measure.converge." + string(w))}
		if !slices.Contains(m.Diagnostics, d) {
			m.Diagnostics = append(m.Diagnostics, d)
		}
	}
}

// uneven warns of periods that lie unlike distances apart, for statistics that only see their order.
func (p *program) uneven(h history) []diagnostic {
	var gaps []float64
	for t := 1; t < len(h.times); t++ {
		gaps = append(gaps, h.times[t]-h.times[t-1])
	}
	if len(gaps) == 0 || slices.Max(gaps)-slices.Min(gaps) <= float64(steadyGap*slices.Max(gaps)) {
		return nil
	}
	return []diagnostic{{Code: "uneven-periods", Text: p.t("cmd.measure.uneven", "least", figure(slices.Min(gaps)), "most", figure(slices.Max(gaps)))}}
}

// steadyGap is the share of the longest gap by which gaps written in decimals may differ: 2020.1, 2020.2, 2020.3 are even.
const steadyGap = 1e-6

// Run prints for each period how far units lie apart, and whether that changes.
func (c *sigmaCommand) Run(p *program) error {
	h, err := c.read()
	if err != nil {
		return err
	}
	s, err := converge.MeasureSigma(h.times, h.y, converge.SigmaOptions{})
	if err != nil {
		return h.refused(err)
	}
	type spread struct {
		Period string  `json:"period"`
		Mean   float64 `json:"mean"`
		LogSD  float64 `json:"sd_ln"`
		CV     float64 `json:"cv"`
	}
	m := measured{Statistic: "sigma", N: len(h.ids), Parts: map[string]any{"ddof": s.DDOF, "weighted": s.Weighted}}
	values := make([]spread, len(s.Spreads))
	for i, at := range s.Spreads {
		values[i] = spread{h.periods[i], at.Mean, at.LogSD, at.CV}
		m.rows = append(m.rows, []string{h.periods[i], figure(at.LogSD)})
	}
	m.Values = values
	p.put(&m, "sd_ln_trend", s.LogTrend.Slope)
	p.put(&m, "sd_ln_trend_p", s.LogTrend.P)
	p.put(&m, "cv_trend", s.CVTrend.Slope)
	p.put(&m, "cv_trend_p", s.CVTrend.P)
	p.convergeWarnings(&m, slices.Concat(s.LogTrend.Warnings, s.CVTrend.Warnings))
	return p.showMeasured(m)
}

// Run prints whether units that were behind grew faster, always beside whether they came closer.
func (c *betaCommand) Run(p *program) error {
	h, err := c.read()
	if err != nil {
		return err
	}
	last := len(h.times) - 1
	b, err := converge.MeasureBeta(h.y[0], h.y[last], h.times[last]-h.times[0], converge.BetaOptions{})
	if err != nil {
		h.periods = []string{h.periods[0], h.periods[last]}
		return h.refused(err)
	}
	m := measured{Statistic: "beta", Value: &b.Slope.Value, N: b.Units, Parts: map[string]any{}}
	m.add("intercept", b.Intercept.Value)
	p.put(&m, "se", b.Slope.SE)
	p.put(&m, "t", b.Slope.T)
	p.put(&m, "p", b.Slope.P)
	m.add("r2", b.Explained)
	m.add("years", b.Years)
	p.put(&m, "speed", b.Speed)
	p.put(&m, "half_life", b.HalfLife)
	m.add("sd_ln_first", b.First.LogSD)
	m.add("sd_ln_last", b.Last.LogSD)
	m.add("cv_first", b.First.CV)
	m.add("cv_last", b.Last.CV)
	p.convergeWarnings(&m, b.Warnings)
	return p.showMeasured(m)
}

// Run prints which units approach each other, after Phillips and Sul, before and after neighbouring clubs are joined.
func (c *clubsCommand) Run(p *program) error {
	h, err := c.read()
	if err != nil {
		return err
	}
	found, err := converge.FindClubs(h.y, converge.ClubOptions{})
	if err != nil {
		return h.refused(err)
	}
	merged, err := converge.MergeClubs(h.y, found, converge.ClubOptions{})
	if err != nil {
		return h.refused(err)
	}
	m := measured{Statistic: "clubs", N: len(h.ids), Parts: map[string]any{}}
	m.Values = h.clubs(found.Clubs)
	m.Parts["merged"] = h.clubs(merged.Clubs)
	m.Parts["whole"] = map[string]float64{"b": found.Whole.Slope, "se": found.Whole.SE, "t": found.Whole.T, "p": found.Whole.P}
	m.Parts["alone"] = h.names(found.Alone)
	m.head = []string{m.Statistic, "b", "t", ""}
	for i, club := range found.Clubs {
		says := ""
		if club.Divergent {
			says = p.t("cmd.measure.clubs.divergent")
		}
		m.rows = append(m.rows, []string{strconv.Itoa(i+1) + ": " + some(h.names(club.Units)), figure(club.LogT.Slope), figure(club.LogT.T), says})
	}
	if len(found.Alone) > 0 {
		m.rows = append(m.rows, []string{p.t("cmd.measure.clubs.alone", "units", some(h.names(found.Alone))), "", "", ""})
	}
	p.convergeWarnings(&m, found.Warnings)
	m.Diagnostics = append(m.Diagnostics, p.uneven(h)...)
	return p.showMeasured(m)
}

// club is one club in JSON.
type club struct {
	Units     []string `json:"units"`
	B         float64  `json:"b"`
	SE        float64  `json:"se"`
	T         float64  `json:"t"`
	P         float64  `json:"p"`
	Divergent bool     `json:"divergent"`
}

func (h history) clubs(list []converge.Club) []club {
	all := make([]club, len(list))
	for i, c := range list {
		all[i] = club{h.names(c.Units), c.LogT.Slope, c.LogT.SE, c.LogT.T, c.LogT.P, c.Divergent}
	}
	return all
}

func (h history) names(units []int) []string {
	all := make([]string, len(units))
	for i, u := range units {
		all[i] = h.ids[u]
	}
	return all
}

// Run prints how units move between classes.
func (c *markovCommand) Run(p *program) error {
	h, err := c.read()
	if err != nil {
		return err
	}
	if c.Classes < 2 { // 0 means the usual number to the package
		return h.refused(fmt.Errorf("%w: %d classes, want 2 to %d", converge.ErrClasses, c.Classes, converge.MaxClasses))
	}
	chain, err := converge.MeasureChain(h.y, converge.Classing{Classes: c.Classes, Annual: c.Cuts == "annual"})
	if err != nil {
		return h.refused(err)
	}
	m := measured{Statistic: "markov", Values: chain.Probability, N: chain.Observations, Parts: map[string]any{
		"transitions": chain.Transitions, "steady_state": nil, "cuts": c.Cuts, "cut_points": chain.Cuts[0], "recurrent": chain.Recurrent,
	}}
	if c.Cuts == "annual" {
		m.Parts["cut_points"] = chain.Cuts
	}
	switch {
	case chain.SteadyWhy != "":
		m.Parts["steady_state_why"] = p.t("cmd.measure.reason." + string(chain.SteadyWhy))
	case len(chain.Steady) == 1:
		m.Parts["steady_state"] = chain.Steady[0]
	default:
		m.Parts["steady_state"], m.Parts["several_steady_states"] = chain.Steady, true
	}
	sojourn, why := make([]*float64, len(chain.Sojourn)), make([]*string, len(chain.Sojourn))
	for i, s := range chain.Sojourn {
		if sojourn[i] = known(s); s.Why != "" {
			text := p.t("cmd.measure.reason." + string(s.Why))
			why[i] = &text
		}
	}
	m.Parts["sojourn"], m.Parts["sojourn_why"] = sojourn, why
	p.put(&m, "shorrocks", chain.Shorrocks)
	for i, row := range chain.Probability {
		cells := make([]string, len(row))
		for j, v := range row {
			cells[j] = strconv.FormatFloat(v, 'f', 3, 64)
		}
		m.rows = append(m.rows, []string{strconv.Itoa(i + 1), strings.Join(cells, " ")})
	}
	p.convergeWarnings(&m, chain.Warnings)
	m.Diagnostics = append(m.Diagnostics, p.uneven(h)...)
	return p.showMeasured(m)
}

// convergeReasons are the words for what measure/converge refuses.
var convergeReasons = []reason{
	{converge.ErrDomain, "cmd.measure.domain"},
	{converge.ErrFew, "cmd.measure.few"},
	{converge.ErrValue, "cmd.measure.finite"},
	{converge.ErrClasses, "cmd.measure.classes"},
	{converge.ErrPeriod, "cmd.measure.few"},
	{converge.ErrLength, "cmd.measure.few"},
}
