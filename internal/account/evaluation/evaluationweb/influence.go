package evaluationweb

import (
	"strings"

	"mihe/internal/base/web"
	"mihe/measure/sensitivity"
)

// influencePart says which open choice moves the ranks how much.
func (o *outcome) influencePart() part {
	b := o.r.Robustness
	p := part{
		ID: "choices", Title: o.T("evaluation.choices.title"), Note: o.T("evaluation.choices.note"),
		Says: []string{o.T("evaluation.choices.shift", "mean", score(b.Shift.Mean), "low", score(b.Shift.Low), "high", score(b.Shift.High), "units", o.count())},
	}
	if len(b.Factors) == 0 {
		p.Says = append(p.Says, o.T("evaluation.choices.none"))
		return p
	}
	pic := web.Intervals{ID: "ch", Title: o.T("evaluation.choices.picture"), Axis: axis{0, 1}.ticks(roughly)}
	t := web.Table{Caption: o.T("evaluation.choices.table"), Head: []string{
		o.T("evaluation.column.choice"), o.T("evaluation.column.first"), o.T("evaluation.column.total"),
	}}
	var says []string
	for _, f := range b.Factors {
		name, total := o.T("evaluation.factor."+f.Name), o.estimate(f.Effect.Total)
		v, known := f.Effect.Total.Value()
		row := web.Interval{Name: web.Plain(name), Low: within(f.Effect.Total.Low), At: within(v), High: within(f.Effect.Total.High), Unmarked: !known}
		if known {
			row.Value = roughly(v)
		}
		pic.Rows = append(pic.Rows, row)
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(name), Cells: []string{o.estimate(f.Effect.First), total}})
		says = append(says, o.T("evaluation.bands.one", "name", name, "counts", total))
	}
	pic.Desc = strings.Join(says, o.T("evaluation.semicolon"))
	p.Picture, p.Summary, p.Table = web.IntervalChart(pic), o.T("evaluation.choices.table"), t
	return p
}

// within keeps an estimate near an end, which may pass it a little, on the axis.
func within(v float64) float64 { return min(1, max(0, v)) }

// estimate is a share with its interval, or the interval alone where that is too wide for a number.
func (o *outcome) estimate(e sensitivity.Estimate) string {
	between := o.Range(roughly(within(e.Low)), roughly(within(e.High)))
	if v, known := e.Value(); known {
		return o.T("evaluation.estimate", "value", roughly(within(v)), "interval", between)
	}
	return o.T("evaluation.estimate.wide", "interval", between)
}

// omissionPart says what leaving out each indicator does to the ranks, in the order of the method.
func (o *outcome) omissionPart() (p part, asked bool) {
	t := web.Table{Caption: o.T("evaluation.left.table"), Head: []string{
		o.T("evaluation.column.indicator"), o.T("evaluation.column.mean_shift"), o.T("evaluation.column.max_shift"), o.T("evaluation.column.moved"),
	}}
	var bars []web.Bar
	greatest := 0.0
	for _, u := range o.r.Indicators {
		if u.Influence != nil {
			greatest = max(greatest, u.Influence.MeanShift)
		}
	}
	for _, u := range o.r.Indicators {
		if u.Influence == nil {
			continue
		}
		x, moved := u.Influence, o.r.Units[u.Influence.Unit]
		bar := web.Bar{Label: o.Name(u.Title), Value: score(x.MeanShift)}
		if greatest > 0 {
			bar.Share = x.MeanShift / greatest
		}
		bars = append(bars, bar)
		t.Rows = append(t.Rows, web.Row{Head: o.Name(u.Title), Cells: []string{score(x.MeanShift), whole(x.MaxShift), o.title(moved.Name)}})
	}
	return part{
		ID: "left", Title: o.T("evaluation.left.title"), Note: o.T("evaluation.left.note"),
		Picture: web.Bars(o.T("evaluation.left.picture"), bars), Summary: o.T("evaluation.left.table"), Table: t,
	}, len(bars) > 0
}
