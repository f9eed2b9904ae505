package ruleweb

import (
	"net/http"
	"slices"
	"strconv"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/money"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// reportView is what a version would change.
type reportView struct {
	Title, Lead, Against string
	Item                 string
	Counts               web.Table
	Hidden               bool // some counts are not shown
	Cost                 []web.Num
	Unpriced             string // why there is no cost
	Due, Served          web.Table
	Back                 []web.Link
}

// report answers GET /rules/{set}/{version}/reports/{report}.
func (h handlers) report(w http.ResponseWriter, r *web.Request) error {
	x, err := h.viewed(r, r.PathValue("version"))
	if err != nil {
		return err
	}
	impact, err := h.Rules.Report(r.Context(), r.Who, r.PathValue("report"))
	if err != nil {
		return err
	}
	if impact.After != x.Version.Version {
		return fault.New(fault.NotFound, "rule.report.absent")
	}
	p := r.Page
	supply := h.Supply(x.Set)
	title := p.Name(x.Rules.Document().Title).Text
	v := reportView{Title: p.T("rule.page.report.title", "set", title, "version", short(impact.After)), Against: p.T("rule.page.report.first")}
	if impact.Before != "" {
		v.Against = p.T("rule.page.report.against", "version", short(impact.Before))
	}
	if item := impact.Question.Gap.Item; item != "" {
		v.Item = p.T("rule.page.report.item", "item", x.Rules.ResultTitles([]string{item}, p.Lang)[0])
	}
	g := groups{p, supply}
	v.Counts, v.Hidden = g.counts(impact)
	v.Lead = lead(p, impact)
	v.Cost, v.Unpriced = costs(p, impact)
	v.Due, v.Served = g.due(impact), g.served(impact)
	v.Back = []web.Link{{Label: p.T("rule.page.report.back"), Href: p.Link("/rules/" + x.Set + "/" + x.Version.Version)}}
	return r.Render(w, http.StatusOK, web.View{Title: v.Title, Menu: "/rules", Body: reportPage(p, v)})
}

// lead is who gains and who loses, in a sentence.
func lead(p web.Page, i rule.Impact) string {
	sums := i.Counts[len(i.Counts)-1]
	of := map[rule.Effect]string{}
	for k, e := range i.Effects {
		of[e] = count(p, sums[k])
	}
	return p.T("rule.page.report.lead", "gains", of[rule.Gains], "loses", of[rule.Loses], "open", of[rule.Open], "all", count(p, sums[len(sums)-1]))
}

// count is a number of people, or that it is too small to be shown.
func count(p web.Page, n *int64) string {
	if n == nil {
		return p.T("rule.page.few")
	}
	return i18n.Number(float64(*n), 0)
}

// groups words the groups of a report as the programme calls them.
type groups struct {
	p      web.Page
	supply *Supply
}

func (g groups) name(group string) string {
	if g.supply != nil {
		if key := g.supply.Words + "." + group; g.p.Words().Has(key) {
			return g.p.T(key)
		}
	}
	return group
}

// counts is who gains and who loses, by group. Effects that nobody has, and that do not always occur, are left out.
func (g groups) counts(i rule.Impact) (t web.Table, hidden bool) {
	t = web.Table{Caption: g.p.T("rule.page.report.counts"), Head: []string{g.p.T("rule.page.report.group")}}
	rare := func(k int) bool {
		return k < len(i.Effects) && (i.Effects[k] == rule.Mixed || i.Effects[k] == rule.Other) &&
			!slices.ContainsFunc(i.Counts, func(row []*int64) bool { return row[k] == nil || *row[k] > 0 })
	}
	for k, e := range i.Effects {
		if !rare(k) {
			t.Head = append(t.Head, g.p.T("rule.page.effect."+string(e)))
		}
	}
	t.Head = append(t.Head, g.p.T("rule.page.report.all"))
	for n, row := range i.Counts {
		name := g.p.T("rule.page.report.sum")
		if n < len(i.Groups) {
			name = g.name(i.Groups[n])
		}
		one := web.Row{Head: web.Plain(name)}
		for k, c := range row {
			if hidden = hidden || c == nil; !rare(k) {
				one.Cells = append(one.Cells, count(g.p, c))
			}
		}
		t.Rows = append(t.Rows, one)
	}
	return t, hidden
}

// costs is what all cases come to before and after, and the difference.
func costs(p web.Page, i rule.Impact) (list []web.Num, why string) {
	switch {
	case len(i.Question.Prices) == 0:
		return nil, p.T("rule.page.cost.unasked")
	case i.Cost == nil:
		return nil, p.T("rule.page.cost.few")
	}
	unit := p.T("rule.page.yuan")
	for _, c := range []struct {
		key string
		fen money.Fen
	}{{"before", i.Cost.Before}, {"after", i.Cost.After}, {"more", i.Cost.After - i.Cost.Before}} {
		list = append(list, web.Num{Label: p.T("rule.page.cost." + c.key), Value: c.fen.String(), Unit: unit})
	}
	return list, ""
}

// due is the gap between those who are due something, in percentage points.
func (g groups) due(i rule.Impact) web.Table {
	if i.Gap == nil {
		return web.Table{}
	}
	p := g.p
	return web.Table{
		Caption: p.T("rule.page.gap.due.caption", "group", g.name(i.Question.Gap.Group), "reference", g.name(i.Question.Gap.Reference)),
		Head:    []string{p.T("rule.page.gap.what"), p.T("rule.page.before"), p.T("rule.page.after"), p.T("rule.page.change")},
		Rows:    []web.Row{g.row(p.T("rule.page.gap.due"), *i.Gap, "rule.page.points")},
	}
}

// served is the share of those due it who have it, by group, and the gap between the two.
func (g groups) served(i rule.Impact) web.Table {
	if i.Served == nil {
		return web.Table{}
	}
	p := g.p
	return web.Table{
		Caption: p.T("rule.page.gap.served.caption"), Head: []string{p.T("rule.page.gap.what"), p.T("rule.page.before"), p.T("rule.page.after"), p.T("rule.page.change")},
		Rows: []web.Row{
			g.row(p.T("rule.page.gap.served", "group", g.name(i.Question.Gap.Reference)), i.Served.Reference, "rule.page.percent"),
			g.row(p.T("rule.page.gap.served", "group", g.name(i.Question.Gap.Group)), i.Served.Group, "rule.page.percent"),
			g.row(p.T("rule.page.gap"), i.Served.Gap, "rule.page.points"),
		},
	}
}

// row is a figure before and after, with the difference in percentage points where there are both.
func (g groups) row(name string, o rule.GapOutcome, unit string) web.Row {
	said := func(v string) string {
		if v == "" {
			return g.p.T("rule.page.gap.nobody")
		}
		return g.p.T(unit, "n", v)
	}
	change := g.p.T("rule.page.gap.nobody")
	before, err := strconv.ParseFloat(o.Before, 64)
	after, err2 := strconv.ParseFloat(o.After, 64)
	if err == nil && err2 == nil {
		change = g.p.T("rule.page.points", "n", strconv.FormatFloat(after-before, 'f', 1, 64))
	}
	return web.Row{Head: web.Plain(name), Cells: []string{said(o.Before), said(o.After), change}}
}
