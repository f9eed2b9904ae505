package indicatorweb

import (
	"cmp"
	"slices"

	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// trendView is how gap and ratio moved over the periods, together.
type trendView struct {
	Ratio, Gap web.Spark
	Note       string
	Table      web.Table
}

// trendOf builds the trend of g, nil when there is only one point.
func trendOf(p web.Page, g *indicator.Gap) *trendView {
	if len(g.Trend) < 2 {
		return nil
	}
	v := &trendView{Ratio: RatioSpark(p, g, "tr"), Gap: GapSpark(p, g, "tg"), Table: trendTable(p, g)}
	if c := g.Change; c != nil {
		v.Note = sentence(p, Changed(p, g))
		if c.WeightsFixed {
			v.Note = sentence(p, v.Note, p.T("indicator.trend.fixed"))
		}
	} else if g.ChangeWhy != nil {
		v.Note = p.T("indicator.lead.why", "why", capital(p.Say(*g.ChangeWhy)))
	}
	if breaks := g.Indicator.Breaks; len(breaks) > 0 && g.Trend[0].Period < breaks[0] {
		v.Note = sentence(p, v.Note, p.T("indicator.trend.break", "period", p.Period(breaks[0])))
	}
	return v
}

// widestTrend is the most groups whose levels the trend table still shows beside the gap.
const widestTrend = 8

// trendTable lists all periods: gap, ratio and Gini, and the level of every group when there are few.
func trendTable(p web.Page, g *indicator.Gap) web.Table {
	t := web.Table{
		Caption: p.T("indicator.trend.table"),
		Head: []string{
			p.T("indicator.trend.period"), p.T("indicator.trend.gap", "unit", GapUnit(p, g.Indicator)),
			p.T("indicator.trend.ratio"), p.T("indicator.trend.gini"),
		},
	}
	few := len(g.Groups) <= widestTrend
	for _, l := range g.Groups {
		few = few && groupLabel(p, l).Lang == "" // a table head holds the page's language only
	}
	for _, l := range g.Groups {
		if few {
			t.Head = append(t.Head, p.T("indicator.trend.level", "name", groupLabel(p, l).Text, "unit", Unit(p, g.Indicator)))
		}
	}
	for i, pt := range g.Trend {
		row := web.Row{Head: web.Plain(p.Period(pt.Period)), Cells: []string{
			Optional(g.Indicator, pt.Absolute), optional(pt.Ratio, 2), optional(pt.Gini, 3),
		}}
		if i > 0 && pt.Segment != g.Trend[i-1].Segment {
			row.Head.Text = p.T("indicator.trend.newer", "period", row.Head.Text)
		}
		for _, v := range pt.Levels {
			if few {
				row.Cells = append(row.Cells, Optional(g.Indicator, v))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func optional(v *float64, decimals int) string {
	if v == nil {
		return none
	}
	return i18n.Number(*v, decimals)
}

// changeView is each province's own change, in one of two orders: by code, or by own change. Never by level.
type changeView struct {
	Orders []web.Choice
	Table  web.Table
	Open   bool // the reader chose an order
}

// The values of ?order.
const (
	byCode   = "code"
	byChange = "change"
)

// changesOf builds the view of g, which must be grouped by province; nil when nothing can be compared.
func changesOf(p web.Page, g *indicator.Gap, order string) *changeView {
	c := g.Change
	if c == nil {
		return nil
	}
	from, to := p.Period(c.From), p.Period(c.To)
	v := &changeView{Open: order != "", Orders: []web.Choice{
		{Label: p.T("indicator.change.by_code"), Href: p.Again("order", byCode) + "#change", Here: order != byChange},
		{Label: p.T("indicator.change.by_change"), Href: p.Again("order", byChange) + "#change", Here: order == byChange},
	}}
	at := make([]int, 0, len(g.Groups))
	for i := range g.Groups {
		if c.ValuesFrom[i] != nil && c.ValuesTo[i] != nil {
			at = append(at, i)
		}
	}
	if order == byChange {
		slices.SortStableFunc(at, func(i, j int) int {
			return cmp.Compare(*c.ValuesTo[j]-*c.ValuesFrom[j], *c.ValuesTo[i]-*c.ValuesFrom[i])
		})
	}
	v.Table = web.Table{
		Caption: p.T("indicator.change.table", "from", from, "to", to),
		Head: []string{
			capital(p.T("indicator.by.province")), from, to, p.T("indicator.change.own", "unit", GapUnit(p, g.Indicator)),
			p.T("indicator.change.percent"),
		},
	}
	href := regionHref(p)
	for _, i := range at {
		v.Table.Rows = append(v.Table.Rows, changeRow(p, g, i, href))
	}
	return v
}

func changeRow(p web.Page, g *indicator.Gap, i int, href func(string) string) web.Row {
	from, to := *g.Change.ValuesFrom[i], *g.Change.ValuesTo[i]
	l := g.Groups[i]
	percent := none
	if from > 0 {
		percent = signed(100*(to-from)/from, 1) + "%"
	}
	return web.Row{Head: p.Name(l.Name), Href: href(l.Code), Cells: []string{
		Number(g.Indicator, from), Number(g.Indicator, to), signed(to-from, g.Indicator.Decimals), percent,
	}}
}

// signed writes a change with its sign.
func signed(v float64, decimals int) string {
	s := i18n.Number(v, decimals)
	if v > 0 {
		return "+" + s
	}
	return s
}
