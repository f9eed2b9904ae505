package evaluationweb

import (
	"mihe/internal/account/evaluation"
	"mihe/internal/base/web"
)

// pastPart holds a panel's judged period against each other one: the same units in both, on bounds fixed over all periods. A score inside a
// unit's present interval is told as no change.
func (o *outcome) pastPart() part {
	t := web.Table{Caption: o.T("evaluation.past.table")}
	for _, key := range []string{"period", "bounds", "left", "both", "median_then", "median_now", "above", "within", "below"} {
		t.Head = append(t.Head, o.T("evaluation.past.column."+key))
	}
	for _, p := range o.r.Panel {
		var then, now []float64
		var above, within, below int
		for _, u := range o.r.Units {
			past, ok := u.In(p.Period)
			switch {
			case !ok:
				continue
			case past.Within:
				within++
			case past.Score < u.Score:
				above++
			default:
				below++
			}
			then, now = append(then, past.Score), append(now, u.Score)
		}
		middles := []string{o.T("evaluation.none"), o.T("evaluation.none")}
		if len(then) > 0 {
			middles = []string{score(spreadOf(then).middle), score(spreadOf(now).middle)}
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(p.Period), Cells: []string{
			whole(p.Units), whole(p.Left), whole(len(then)), middles[0], middles[1], whole(above), whole(within), whole(below),
		}})
	}
	return part{
		ID: "past", Title: o.T("evaluation.past.title"), Note: o.T("evaluation.past.note", "period", o.r.Period),
		Summary: o.T("evaluation.past.table"), Table: t,
	}
}

// pastScores are a unit's scores in the other periods of a panel.
func (o *outcome) pastScores(u evaluation.Judged) (cells []string) {
	for _, p := range o.r.Panel {
		cell := o.T("evaluation.none")
		if past, ok := u.In(p.Period); ok {
			cell = score(past.Score)
		}
		cells = append(cells, cell)
	}
	return cells
}
