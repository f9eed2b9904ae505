package evaluationweb

import (
	"strings"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/web"
)

// scorePart is where the scores of each set lie: a tenth, half and nine tenths of its units.
func (o *outcome) scorePart() part {
	a := o.scale()
	pic := web.Intervals{ID: "sc", Title: o.T("evaluation.scores.picture"), Axis: a.ticks(points)}
	t := web.Table{Caption: o.T("evaluation.scores.table"), Head: []string{
		o.column(), o.T("evaluation.column.count"), o.T("evaluation.column.p10"), o.T("evaluation.column.median"), o.T("evaluation.column.p90"),
	}}
	var says []string
	for _, s := range o.sets {
		d := spreadOf(valuesOf(s.units, func(u evaluation.Judged) float64 { return u.Score }))
		pic.Rows = append(pic.Rows, web.Interval{Name: s.name, Value: score(d.middle), Low: a.at(d.low), At: a.at(d.middle), High: a.at(d.high)})
		t.Rows = append(t.Rows, web.Row{Head: s.name, Cells: []string{whole(len(s.units)), score(d.low), score(d.middle), score(d.high)}})
		says = append(says, o.T("evaluation.scores.one", "name", s.name.Text, "low", score(d.low), "middle", score(d.middle), "high", score(d.high)))
	}
	pic.Desc = strings.Join(says, o.T("evaluation.semicolon"))
	return part{
		ID: "scores", Title: o.T("evaluation.scores.title"), Note: o.T("evaluation.scores.note"),
		Picture: web.IntervalChart(pic), Summary: o.T("evaluation.scores.table"), Table: t,
	}
}

func points(v float64) string { return whole(int(v + .5)) }

// meanPart sets both means side by side: how much of a weakness was made up for by strengths.
func (o *outcome) meanPart() part {
	p := part{ID: "means", Title: o.T("evaluation.means.title"), Note: o.T("evaluation.means.note")}
	if len(o.r.Units) == 0 || o.r.Units[0].Geometric == nil {
		p.Says = []string{o.T("evaluation.means.none")}
		return p
	}
	a := o.scale()
	pic := web.Strip{ID: "me", Title: o.T("evaluation.means.picture"), Axis: a.ticks(points)}
	t := web.Table{Caption: o.T("evaluation.means.table"), Head: []string{
		o.column(), o.T("evaluation.column.arithmetic"), o.T("evaluation.column.geometric"), o.T("evaluation.column.compensated"),
	}}
	var says []string
	for _, s := range o.sets {
		arith := spreadOf(valuesOf(s.units, func(u evaluation.Judged) float64 { return u.Arithmetic })).middle
		geo := spreadOf(valuesOf(s.units, func(u evaluation.Judged) float64 { return *u.Geometric })).middle
		less := spreadOf(valuesOf(s.units, func(u evaluation.Judged) float64 { return u.Arithmetic - *u.Geometric })).middle
		pic.Pairs = append(pic.Pairs, web.Pair{Name: web.Mark(s.name), Value: score(less), First: a.at(arith), Last: a.at(geo)})
		t.Rows = append(t.Rows, web.Row{Head: s.name, Cells: []string{score(arith), score(geo), score(less)}})
		says = append(says, o.T("evaluation.means.one", "name", s.name.Text, "arithmetic", score(arith), "geometric", score(geo)))
	}
	pic.Desc = strings.Join(says, o.T("evaluation.semicolon"))
	p.Picture, p.Summary, p.Table = web.StripChart(pic), o.T("evaluation.means.table"), t
	return p
}

// pillarPart counts where units are furthest behind.
func (o *outcome) pillarPart() part {
	t := web.Table{Caption: o.T("evaluation.pillars.table"), Head: []string{
		o.T("evaluation.column.pillar"), o.T("evaluation.column.share"), o.T("evaluation.column.median_score"), o.T("evaluation.column.weakest_in"),
	}}
	var bars []web.Bar
	for _, n := range o.pillars {
		node, weak := o.r.Nodes[n], 0
		for _, u := range o.r.Units {
			if u.Weakest == n {
				weak++
			}
		}
		part := float64(weak) / float64(len(o.r.Units))
		middle := spreadOf(valuesOf(o.r.Units, func(u evaluation.Judged) float64 { return u.Nodes[n] })).middle
		bars = append(bars, web.Bar{Label: o.Name(node.Title), Value: roughly(part), Share: part, Note: o.T("evaluation.pillars.bar", "count", whole(weak))})
		t.Rows = append(t.Rows, web.Row{Head: o.Name(node.Title), Cells: []string{share(node.Share), score(middle), whole(weak)}})
	}
	return part{
		ID: "pillars", Title: o.T("evaluation.pillars.title"), Note: o.T("evaluation.pillars.note"),
		Picture: web.Bars(o.T("evaluation.pillars.picture"), bars), Summary: o.T("evaluation.pillars.table"), Table: t,
	}
}
