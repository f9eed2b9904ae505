package steeringweb

import (
	"strconv"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// table holds every number that a card draws or speaks of.
func table(p web.Page, e evidence) web.Table {
	t := web.Table{Caption: p.T("steering.table.caption", "name", capital(web.Mark(p.Name(e.Gap.Indicator.Name))),
		"unit", indicatorweb.Unit(p, e.Gap.Indicator))}
	switch {
	case e.Gap.Change != nil:
		byPeriod(p, e.Gap, &t)
	case splitsPeople(e.Gap.Question.By):
		byPlace(p, e, &t)
	default:
		byGroup(p, e, &t)
	}
	return t
}

// byPeriod is a row per period with the groups in columns. Periods of another definition say so.
func byPeriod(p web.Page, g *indicator.Gap, t *web.Table) {
	drawn, gini := current(g), g.Gini != nil && !splitsPeople(g.Question.By)
	mixed := len(drawn) < len(g.Trend)
	t.Head = []string{p.T("steering.table.period")}
	for _, l := range g.Groups {
		t.Head = append(t.Head, groupName(p, g, l.Code))
	}
	t.Head = append(t.Head, p.T("steering.card.absolute"), p.T("steering.card.ratio"))
	if gini {
		t.Head = append(t.Head, p.T("steering.table.gini."+g.UnitLevel))
	}
	if mixed {
		t.Head = append(t.Head, p.T("steering.table.definition"))
	}
	for _, pt := range g.Trend {
		row := web.Row{Head: web.Plain(p.Period(pt.Period)), Cells: pointCells(g.Indicator, pt)}
		if gini {
			row.Cells = append(row.Cells, places(pt.Gini, 3))
		}
		if mixed {
			row.Cells = append(row.Cells, p.T("steering.table.definition."+strconv.FormatBool(pt.Segment == drawn[0].Segment)))
		}
		t.Rows = append(t.Rows, row)
	}
}

// pointCells are the levels of the groups at one period, then gap and ratio.
func pointCells(ind *indicator.Indicator, pt indicator.Point) []string {
	var cells []string
	for _, v := range pt.Levels {
		cells = append(cells, indicatorweb.Optional(ind, v))
	}
	return append(cells, indicatorweb.Optional(ind, pt.Absolute), places(pt.Ratio, 3))
}

// byPlace is a row per place with the two groups of people in columns; the published national figures stand below the
// computed ones.
func byPlace(p web.Page, e evidence, t *web.Table) {
	t.Head = []string{p.T("steering.table.place")}
	for _, l := range e.Gap.Groups {
		t.Head = append(t.Head, groupName(p, e.Gap, l.Code))
	}
	t.Head = append(t.Head, p.T("steering.card.absolute"), p.T("steering.card.ratio"), p.T("steering.table.completeness"))
	for i, g := range append([]*indicator.Gap{e.Gap}, e.Inside...) {
		row := web.Row{Head: web.Plain(placeName(p, g))}
		for _, l := range g.Groups {
			row.Cells = append(row.Cells, indicatorweb.Optional(g.Indicator, l.Value))
		}
		row.Cells = append(row.Cells, indicatorweb.Optional(g.Indicator, g.Spread.Absolute), places(g.Spread.Ratio, 3),
			indicatorweb.Completeness(g.Completeness()))
		t.Rows = append(t.Rows, row)
		if i == 0 {
			t.Rows = append(t.Rows, publishedRow(p, g)...)
		}
	}
}

// publishedRow is what the statistics office printed for the same groups, where it did.
func publishedRow(p web.Page, g *indicator.Gap) []web.Row {
	row := web.Row{Head: web.Plain(p.T("steering.table.published", "place", placeName(p, g)))}
	for _, l := range g.Groups {
		if l.Published == nil {
			return nil
		}
		row.Cells = append(row.Cells, indicatorweb.Optional(g.Indicator, l.Published))
	}
	row.Cells = append(row.Cells, "", "", "") // gap, ratio and completeness are ours to compute, not published
	return []web.Row{row}
}

// byGroup is a row per group of places with everything known about its level.
func byGroup(p web.Page, e evidence, t *web.Table) {
	ind := e.Gap.Indicator
	columns := []column{
		{"steering.table.level", func(_ int, l indicator.Level) string { return indicatorweb.Optional(ind, l.Value) }},
		{"steering.table.plain", func(_ int, l indicator.Level) string { return indicatorweb.Optional(ind, l.Plain) }},
		{"steering.table.published_figure", func(_ int, l indicator.Level) string { return indicatorweb.Optional(ind, l.Published) }},
		{"steering.table.p10", quantile(e, func(r indicator.Row) *float64 { return r.P10 })},
		{"steering.table.median", quantile(e, func(r indicator.Row) *float64 { return r.Median })},
		{"steering.table.p90", quantile(e, func(r indicator.Row) *float64 { return r.P90 })},
		{"steering.table.completeness", func(_ int, l indicator.Level) string { return indicatorweb.Completeness(l.Completeness) }},
		{"steering.table.units." + e.Gap.UnitLevel, func(_ int, l indicator.Level) string { return strconv.Itoa(l.Units) }},
	}
	t.Head = []string{p.T("steering.table.place")}
	for _, c := range columns {
		t.Head = append(t.Head, p.T(c.key))
	}
	for i, l := range e.Gap.Groups {
		row := web.Row{Head: web.Plain(groupName(p, e.Gap, l.Code))}
		for _, c := range columns {
			row.Cells = append(row.Cells, c.cell(i, l))
		}
		t.Rows = append(t.Rows, row)
	}
}

// column is one column of a table by group: the key of its words and how to fill it.
type column struct {
	key  string
	cell func(i int, l indicator.Level) string
}

// quantile reads a quantile of the group's units; the rows of a distribution stand in the order of the groups.
func quantile(e evidence, pick func(indicator.Row) *float64) func(int, indicator.Level) string {
	return func(i int, _ indicator.Level) string {
		if e.Spread == nil || i >= len(e.Spread.Rows) {
			return indicatorweb.Optional(e.Gap.Indicator, nil)
		}
		return indicatorweb.Optional(e.Gap.Indicator, pick(e.Spread.Rows[i]))
	}
}

func places(v *float64, decimals int) string {
	if v == nil {
		return absent
	}
	return i18n.Number(*v, decimals)
}

// absent stands where a number is missing.
const absent = "—"
