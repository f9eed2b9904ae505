package main

import (
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
)

// gapTables prints comparisons for people: every number with its unit, completeness and source.
func (p *program) gapTables(gaps []indicator.Opening) error {
	for _, g := range gaps {
		if err := p.gapTable(g); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) gapTable(o indicator.Opening) error {
	g, ind := o.Gap, o.Gap.Indicator
	subject, _ := ind.Subject.In(p.lang)
	unit := p.t("cmd.unit." + ind.Unit)
	if err := p.line("\n%s", p.t("cmd.gap.title", "gap", p.t("cmd.gapkind."+string(o.Kind)), "subject", subject,
		"period", g.Question.Period, "unit", unit)); err != nil {
		return err
	}
	t := table{
		head:  []string{p.t("cmd.head.group"), p.t("cmd.head.value"), p.t("cmd.head.completeness"), p.t("cmd.head.note")},
		right: []bool{false, true, true, false},
	}
	for _, l := range g.Groups {
		t.rows = append(t.rows, p.gapRow(g, l))
	}
	if g.Total.Value != nil || g.Total.Withheld() {
		t.rows = append(t.rows, p.gapRow(g, g.Total))
	}
	if err := p.write(t.String()); err != nil {
		return err
	}
	return p.gapNotes(g, unit)
}

func (p *program) gapRow(g *indicator.Gap, l indicator.Level) []string {
	name, _ := l.Name.In(p.lang)
	row := []string{name, "—", p.percent(l.Completeness), ""}
	if l.Value == nil {
		row[3] = p.words.Say(p.lang, *l.Why)
		return row
	}
	row[1] = i18n.Number(*l.Value, g.Indicator.Decimals)
	var notes []string
	if l.Code == g.Spread.WorstOff && l.Code != "" {
		notes = append(notes, "▼ "+p.t("cmd.worst."+g.Indicator.Worst))
	}
	if l.Plain != nil {
		notes = append(notes, p.t("cmd.gap.plain", "value", i18n.Number(*l.Plain, g.Indicator.Decimals)))
	}
	if l.Published != nil && *l.Published != *l.Value {
		notes = append(notes, p.t("cmd.gap.published", "value", i18n.Number(*l.Published, g.Indicator.Decimals)))
	}
	row[3] = strings.Join(notes, p.t("cmd.separator"))
	return row
}

func (p *program) percent(share *float64) string {
	if share == nil {
		return "—"
	}
	return indicator.Percent(*share)
}

// gapNotes prints what stands below the table: gap and ratio together, inequality, change, source.
func (p *program) gapNotes(g *indicator.Gap, unit string) error {
	var lines []string
	if s := g.Spread; s.Absolute != nil {
		ratio := "—"
		if s.Ratio != nil {
			ratio = i18n.Number(*s.Ratio, 2)
		}
		lines = append(lines, p.t("cmd.gap.spread", "absolute", i18n.Number(*s.Absolute, g.Indicator.Decimals),
			"unit", p.gapUnit(g.Indicator, unit), "ratio", ratio))
	}
	if why := g.Spread.Why; why != nil && why != g.ChangeWhy { // the change may have the same reason: said once
		lines = append(lines, p.words.Say(p.lang, *why))
	}
	if g.Gini != nil {
		share := 0.0
		if g.Theil.Total > 0 {
			share = 100 * g.Theil.Between / g.Theil.Total
		}
		lines = append(lines, p.t("cmd.gap.unequal", "units", p.t("cmd.level."+g.UnitLevel), "gini", i18n.Number(*g.Gini, 3),
			"theil", i18n.Number(g.Theil.Total, 4), "share", i18n.Number(share, 0)))
	}
	lines = append(lines, p.changeLine(g))
	if g.BeforePlan {
		lines = append(lines, p.t("cmd.gap.baseline"))
	}
	for _, s := range g.Sources {
		title, _ := s.Title.In(p.lang)
		lines = append(lines, p.t("cmd.gap.source", "title", title, "vintage", s.Vintage))
	}
	return p.line("%s", strings.Join(lines, "\n"))
}

func (p *program) gapUnit(ind *indicator.Indicator, unit string) string {
	if ind.Unit == "percent" {
		return p.t("cmd.unit.points")
	}
	return unit
}

func (p *program) changeLine(g *indicator.Gap) string {
	c := g.Change
	if c == nil {
		return p.words.Say(p.lang, *g.ChangeWhy)
	}
	return p.t("cmd.gap.change", "from", c.From, "to", c.To,
		"absolute_from", i18n.Number(c.AbsoluteFrom, g.Indicator.Decimals), "absolute_to", i18n.Number(c.AbsoluteTo, g.Indicator.Decimals),
		"ratio_from", i18n.Number(c.RatioFrom, 2), "ratio_to", i18n.Number(c.RatioTo, 2))
}
