package evaluationweb

import (
	"strings"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/measure/composite"
)

// figurePart lists the indicators: where their figures are from, how many there are, and how many were filled in.
func (o *outcome) figurePart() part {
	t := web.Table{Caption: o.T("evaluation.figures.table"), Head: []string{
		o.T("evaluation.column.indicator"), o.T("evaluation.column.direction"), o.T("evaluation.column.range"), o.T("evaluation.column.complete"),
		o.T("evaluation.column.imputed"), o.T("evaluation.column.period"), o.T("evaluation.column.source"),
	}}
	for _, u := range o.r.Indicators {
		period, source := o.source(u.ID)
		n := float64(len(o.r.Units))
		t.Rows = append(t.Rows, web.Row{Head: o.Name(u.Title), Cells: []string{
			o.T("evaluation.direction." + u.Direction), o.rangeOf(u), share(1 - float64(u.Missing)/n), share(float64(u.Imputed) / n), period, source,
		}})
	}
	p := part{
		ID: "figures", Title: o.T("evaluation.figures.title"), Note: o.T("evaluation.figures.note"),
		Says:    []string{o.T("evaluation.figures.imputation."+o.r.Method.Imputation.By, "least", roughly(o.r.Method.Screen.Least))},
		Summary: o.T("evaluation.figures.table"), Table: t,
	}
	if len(o.r.Sources) == 0 {
		p.Says = append(p.Says, o.T("evaluation.figures.file"))
	}
	return p
}

// rangeOf is from the least to the greatest figure, with the unit where it is known.
func (o *outcome) rangeOf(u evaluation.Used) string {
	between := o.Range(i18n.Number(u.Low, decimals(u)), i18n.Number(u.High, decimals(u)))
	if u.Unit == "" {
		return between
	}
	return o.T("evaluation.with_unit", "n", between, "unit", o.T("indicator.unit."+u.Unit))
}

// decimals is how many places a range needs to be told apart.
func decimals(u evaluation.Used) int {
	if u.High-u.Low >= 100 {
		return 0
	}
	return 2
}

// source is the period and the source of an indicator's figures.
func (o *outcome) source(id string) (period, titles string) {
	var list []string
	for _, s := range o.r.Sources {
		if s.Indicator != id {
			continue
		}
		period = o.Period(s.Period)
		list = append(list, o.title(s.Title))
	}
	if list == nil {
		return o.T("evaluation.none"), o.T("evaluation.source.file")
	}
	return period, strings.Join(list, o.T("evaluation.semicolon"))
}

// outlierPart says what was done to outliers.
func (o *outcome) outlierPart() part {
	p := part{ID: "outliers", Title: o.T("evaluation.outliers.title"), Note: o.T("evaluation.outliers.note")}
	rule := o.r.Method.Outliers
	if rule == nil {
		p.Says = []string{o.T("evaluation.outliers.none")}
		return p
	}
	p.Says = []string{o.T("evaluation.outliers.rule", "skew", i18n.Number(rule.Skewness, 1), "kurtosis", i18n.Number(rule.Kurtosis, 1), "points", rule.Points)}
	p.Summary, p.Table = o.T("evaluation.outliers.table"), web.Table{Caption: o.T("evaluation.outliers.table"), Head: []string{
		o.T("evaluation.column.indicator"), o.T("evaluation.column.done"), o.T("evaluation.column.drawn"), o.T("evaluation.column.skew"),
		o.T("evaluation.column.kurtosis"), o.T("evaluation.column.settled"),
	}}
	for _, u := range o.r.Indicators {
		x := u.Treatment
		settled := "evaluation.outliers.settled"
		if !x.Settled {
			settled = "evaluation.outliers.unsettled"
		}
		p.Table.Rows = append(p.Table.Rows, web.Row{Head: o.Name(u.Title), Cells: []string{
			o.T(treatments[x.Step]), whole(len(x.High) + len(x.Low)), o.change(x.Before.Skew, x.After.Skew),
			o.change(x.Before.Kurtosis, x.After.Kurtosis), o.T(settled),
		}})
	}
	return p
}

// treatments are the words for what was done to a column.
var treatments = map[composite.Step]string{
	composite.Untouched: "evaluation.treated.none", composite.Winsorised: "evaluation.treated.winsorised", composite.Logged: "evaluation.treated.logged",
}

func (o *outcome) change(before, after float64) string {
	if before == after {
		return i18n.Number(before, 2)
	}
	return o.T("evaluation.change", "before", i18n.Number(before, 2), "after", i18n.Number(after, 2))
}

// weightPart lists what counts how much.
func (o *outcome) weightPart() part {
	t := web.Table{Caption: o.T("evaluation.weights.table"), Head: []string{
		o.T("evaluation.column.indicator"), o.T("evaluation.column.pillar"), o.T("evaluation.column.share"), o.T("evaluation.column.why"),
	}}
	for _, u := range o.r.Indicators {
		part := share(u.Share)
		if u.Constant {
			part = o.T("evaluation.weights.constant")
		}
		t.Rows = append(t.Rows, web.Row{Head: o.Name(u.Title), Cells: []string{o.node(u.Parent), part, o.title(u.Why)}})
	}
	return part{
		ID: "weights", Title: o.T("evaluation.weights.title"), Note: o.T("evaluation.weights.note"),
		Says: []string{o.T("evaluation.weights." + o.r.Method.Weights.By)}, Summary: o.T("evaluation.weights.table"), Table: t,
	}
}

func (o *outcome) node(id string) string {
	for _, n := range o.r.Nodes {
		if n.ID == id {
			return o.title(n.Title)
		}
	}
	return id
}
