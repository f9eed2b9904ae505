package main

import (
	"slices"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/measure/inequality"
)

// distribution is the input of every measure of inequality.
type distribution struct {
	inFile
	Value  string `help:"${help_measure_value}" required:"" placeholder:"COL"`
	Weight string `help:"${help_measure_weight}" placeholder:"COL"`
	Group  string `help:"${help_measure_group}" placeholder:"COL"`
}

// spread is that input, read.
type spread struct {
	x, w   []float64
	groups []string // nil when none were asked for
	lines  []int    // of the file
}

func (d distribution) read() (s spread, err error) {
	f, err := d.frame()
	if err != nil {
		return s, err
	}
	s.lines = f.Lines()
	if s.x, err = f.Figures(d.Value); err != nil {
		return s, err
	}
	if d.Weight != "" {
		if s.w, err = f.Figures(d.Weight); err != nil {
			return s, err
		}
	}
	if d.Group != "" {
		s.groups, err = f.Texts(d.Group)
	}
	return s, err
}

type (
	giniCommand     struct{ distribution }
	theilCommand    struct{ distribution }
	mldCommand      struct{ distribution }
	atkinsonCommand struct {
		distribution
		Epsilon float64 `help:"${help_measure_epsilon}" default:"1" placeholder:"E"`
	}
	dagumCommand struct{ distribution }
)

// Run prints the Gini coefficient; with groups, each group's own and Dagum's three parts.
func (c *giniCommand) Run(p *program) error {
	if c.Group != "" {
		return p.dagum("gini", c.distribution)
	}
	return p.plain("gini", c.distribution, inequality.Gini)
}

// Run prints Dagum's decomposition of the Gini coefficient.
func (c *dagumCommand) Run(p *program) error {
	if c.Group == "" {
		return misused("cmd.measure.group")
	}
	return p.dagum("dagum", c.distribution)
}

// Run prints Theil's first index, within and between groups when asked.
func (c *theilCommand) Run(p *program) error {
	return p.theil("theil", c.distribution, inequality.TheilT, inequality.DecomposeTheilT[string])
}

// Run prints the mean logarithmic deviation, within and between groups when asked.
func (c *mldCommand) Run(p *program) error {
	return p.theil("mld", c.distribution, inequality.TheilL, inequality.DecomposeTheilL[string])
}

// Run prints Atkinson's index.
func (c *atkinsonCommand) Run(p *program) error {
	return p.plain("atkinson", c.distribution, func(x, w []float64) (float64, error) {
		return inequality.Atkinson(x, w, c.Epsilon)
	})
}

// plain prints one index of the whole distribution and, with groups, of each group.
func (p *program) plain(name string, d distribution, index func(x, w []float64) (float64, error)) error {
	s, err := d.read()
	if err != nil {
		return err
	}
	value, err := index(s.x, s.w)
	if err != nil {
		return s.refused(err)
	}
	m := measured{Statistic: name, Value: &value, N: len(s.x), Parts: map[string]any{}}
	if s.groups == nil {
		return p.showMeasured(m)
	}
	inside := map[string]float64{}
	for _, group := range slices.Compact(slices.Sorted(slices.Values(s.groups))) {
		part := s.of(group)
		if inside[group], err = index(part.x, part.w); err != nil {
			return inGroup(group, part.refused(err))
		}
		m.rows = append(m.rows, []string{p.t("cmd.measure.inside", "group", group), figure(inside[group])})
	}
	m.Parts["groups"] = inside
	return p.showMeasured(m)
}

// inGroup says in which group a figure was refused.
func inGroup(group string, err error) error {
	if e, ok := fault.As(err); ok {
		return fault.Wrap(err, e.Kind, "cmd.measure.in_group", "group", group, "problem", i18n.Msg(e.Key, e.Args...))
	}
	return err
}

// of is the part of one group.
func (s spread) of(group string) (part spread) {
	for i, g := range s.groups {
		if g != group {
			continue
		}
		part.x, part.lines = append(part.x, s.x[i]), append(part.lines, s.lines[i])
		if s.w != nil {
			part.w = append(part.w, s.w[i])
		}
	}
	return part
}

func (s spread) refused(err error) error {
	return refused(err, inequalityReasons, evaluation.Where{Lines: s.lines})
}

// theil prints a Theil index and its parts.
func (p *program) theil(name string, d distribution, index func(x, w []float64) (float64, error),
	decompose func(x, w []float64, groups []string) (inequality.Decomposition[string], error),
) error {
	if d.Group == "" {
		return p.plain(name, d, index)
	}
	s, err := d.read()
	if err != nil {
		return err
	}
	parts, err := decompose(s.x, s.w, s.groups)
	if err != nil {
		return s.refused(err)
	}
	m := measured{Statistic: name, Value: &parts.Total, N: len(s.x), Parts: map[string]any{}}
	m.add("between", parts.Between)
	m.add("within", parts.Within)
	groups := map[string]any{}
	for _, g := range parts.Groups {
		groups[g.Group] = map[string]float64{
			"population_share": g.PopulationShare, "value_share": g.ValueShare, "mean": g.Mean, "index": g.Index,
			"between": g.Between, "within": g.Within,
		}
		m.rows = append(m.rows, []string{p.t("cmd.measure.inside", "group", g.Group), figure(g.Index)})
	}
	m.Parts["groups"] = groups
	return p.showMeasured(m)
}

// dagum prints the Gini coefficient with Dagum's parts.
func (p *program) dagum(name string, d distribution) error {
	s, err := d.read()
	if err != nil {
		return err
	}
	parts, err := inequality.DagumDecompose(s.x, s.w, s.groups)
	if err != nil {
		return s.refused(err)
	}
	m := measured{Statistic: name, Value: &parts.Total, N: len(s.x), Parts: map[string]any{}}
	m.add("within", parts.Within)
	m.add("net_between", parts.NetBetween)
	m.add("transvariation", parts.Transvariation)
	groups, pairs := map[string]any{}, []map[string]any{}
	for _, g := range parts.Groups {
		groups[g.Group] = map[string]float64{
			"population_share": g.PopulationShare, "value_share": g.ValueShare, "mean": g.Mean, "gini": g.Gini, "within": g.Within,
		}
		m.rows = append(m.rows, []string{p.t("cmd.measure.inside", "group", g.Group), figure(g.Gini)})
	}
	for _, pair := range parts.Pairs {
		pairs = append(pairs, map[string]any{
			"richer": pair.Richer, "poorer": pair.Poorer, "gini": pair.Gini, "d": pair.D,
			"net_between": pair.NetBetween, "transvariation": pair.Transvariation,
		})
	}
	m.Parts["groups"], m.Parts["pairs"] = groups, pairs
	return p.showMeasured(m)
}

// inequalityReasons are the words for what measure/inequality refuses.
var inequalityReasons = []reason{
	{inequality.ErrEmpty, "cmd.measure.empty"},
	{inequality.ErrValue, "cmd.measure.finite"},
	{inequality.ErrWeight, "cmd.measure.weights"},
	{inequality.ErrDomain, "cmd.measure.domain"},
	{inequality.ErrSpan, "cmd.measure.span"},
	{inequality.ErrGroups, "cmd.measure.groups"},
}
