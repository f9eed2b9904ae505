package evaluationweb

import (
	"strings"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/measure/sensitivity"
)

// warnings are the reasons to look twice, in words.
func (o *outcome) warnings() (list []string) {
	for _, w := range o.r.Warnings {
		list = append(list, o.warning(w))
	}
	if x := o.r.Robustness.Influence; x != nil {
		for _, w := range x.Warnings {
			if w == sensitivity.MixedScales {
				list = append(list, o.T("evaluation.warning.mixed_scales"))
			}
		}
	}
	for _, u := range o.r.Indicators {
		if u.Treatment.Step != 0 && !u.Treatment.Settled {
			list = append(list, o.T("evaluation.warning.unsettled", "indicator", o.title(u.Title)))
		}
	}
	return list
}

// warning puts one into words. What it is about is an indicator, or two of them.
func (o *outcome) warning(w evaluation.Warning) string {
	one, other, _ := strings.Cut(w.Indicator, "|")
	return o.T("evaluation.warning."+w.Kind, "indicator", o.indicator(one), "other", o.indicator(other),
		"value", i18n.Number(w.Value, 2), "percent", roughly(w.Value), "count", i18n.Number(w.Value, 0))
}

// excludedPart lists the units that were not judged and what they lack.
func (o *outcome) excludedPart() part {
	t := web.Table{Caption: o.T("evaluation.excluded.table"), Head: []string{
		o.T("evaluation.column.units"), o.T("evaluation.column.code"), o.T("evaluation.column.complete"), o.T("evaluation.column.missing"),
	}}
	for _, x := range o.r.Excluded {
		lacks := o.T("evaluation.excluded.everything")
		if len(x.Missing) < len(o.r.Indicators) {
			var names []string
			for _, id := range x.Missing {
				names = append(names, o.indicator(id))
			}
			lacks = strings.Join(names, o.T("evaluation.comma"))
		}
		t.Rows = append(t.Rows, web.Row{Head: o.Name(x.Name), Cells: []string{x.ID, roughly(x.Share), lacks}})
	}
	p := part{ID: "excluded", Title: o.T("evaluation.excluded.title"), Note: o.T("evaluation.excluded.note"), Table: t, Long: true}
	p.Summary = o.T("evaluation.excluded.summary", "count", whole(len(t.Rows)))
	if len(t.Rows) == 0 {
		p.Says = []string{o.T("evaluation.excluded.none")}
	}
	return p
}
