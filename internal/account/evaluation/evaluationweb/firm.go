package evaluationweb

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/web"
)

// each is the greatest number of units of which each has its own row in a picture.
const each = 60

// firmPart says how sure places are: how many bands the interval of a rank touches, and which units cannot be told apart.
func (o *outcome) firmPart() part {
	p := part{
		ID: "firm", Title: o.T("evaluation.firm.title"), Note: o.T("evaluation.firm.note", "runs", whole(o.r.Robustness.Runs)),
		Says: []string{o.T("evaluation.firm.groups", "groups", whole(o.r.Robustness.Groups), "units", o.count())},
	}
	if len(o.r.Units) <= each {
		p.Picture, p.Summary, p.Table = o.everyInterval()
	} else {
		p.Picture, p.Summary, p.Table = o.spans()
	}
	return p
}

// spans counts units by the number of bands that the interval of their rank touches.
func (o *outcome) spans() (picture templ.Component, summary string, t web.Table) {
	n := make([]int, o.r.Bands)
	for _, u := range o.r.Units {
		n[u.WorstBand-u.BestBand]++
	}
	t = web.Table{Caption: o.T("evaluation.firm.table"), Head: []string{
		o.T("evaluation.column.spans"), o.T("evaluation.column.count"), o.T("evaluation.column.part"),
	}}
	var bars []web.Bar
	for i, c := range n {
		part := float64(c) / float64(len(o.r.Units))
		name := web.Plain(o.T("evaluation.firm.spans", "n", i+1))
		bars = append(bars, web.Bar{Label: name, Value: roughly(part), Share: part, Note: o.T("evaluation.pillars.bar", "count", whole(c))})
		t.Rows = append(t.Rows, web.Row{Head: name, Cells: []string{whole(c), share(part)}})
	}
	return web.Bars(o.T("evaluation.firm.picture"), bars), o.T("evaluation.firm.table"), t
}

// everyInterval draws the interval of each unit's rank, in the order of the identifiers.
func (o *outcome) everyInterval() (picture templ.Component, summary string, t web.Table) {
	a := axis{1, float64(max(2, len(o.r.Units)))}
	pic := web.Intervals{ID: "fi", Title: o.T("evaluation.firm.each"), Axis: []web.Tick{{At: 0, Label: "1"}, {At: 1, Label: o.count()}}}
	t = web.Table{Caption: o.T("evaluation.firm.each"), Head: []string{
		o.T("evaluation.column.units"), o.T("evaluation.column.ranks"), o.T("evaluation.column.bands"), o.T("evaluation.column.tie"),
	}}
	var says []string
	for _, u := range o.r.Units {
		name := o.Name(u.Name)
		pic.Rows = append(pic.Rows, web.Interval{
			Name: name, Value: o.ranks(u), Low: a.at(float64(u.Ranks.Best)), At: a.at(float64(u.Ranks.Median)), High: a.at(float64(u.Ranks.Worst)),
		})
		t.Rows = append(t.Rows, web.Row{Head: name, Cells: []string{o.ranks(u), o.bands(u), whole(u.Group)}})
		says = append(says, o.T("evaluation.bands.one", "name", name.Text, "counts", o.ranks(u)))
	}
	pic.Desc = strings.Join(says, o.T("evaluation.semicolon"))
	return web.IntervalChart(pic), o.T("evaluation.firm.each"), t
}

// tiePart lists the groups of units that cannot be told apart.
func (o *outcome) tiePart() part {
	t := web.Table{Caption: o.T("evaluation.ties.table"), Head: []string{
		o.T("evaluation.column.tie"), o.T("evaluation.column.count"), o.T("evaluation.column.bands"),
	}}
	list := make([][]evaluation.Judged, o.r.Robustness.Groups)
	for _, u := range o.r.Units {
		list[u.Group-1] = append(list[u.Group-1], u)
	}
	for i, units := range list {
		var bands []int
		for _, u := range units {
			bands = append(bands, u.Band)
		}
		slices.Sort(bands)
		covered := whole(bands[0])
		if last := bands[len(bands)-1]; last > bands[0] {
			covered = o.Range(covered, whole(last))
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(o.T("evaluation.ties.one", "n", i+1)), Cells: []string{whole(len(units)), covered}})
	}
	return part{
		ID: "ties", Title: o.T("evaluation.ties.title"), Note: o.T("evaluation.ties.note"),
		Summary: o.T("evaluation.ties.table"), Table: t,
	}
}
