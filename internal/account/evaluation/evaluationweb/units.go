package evaluationweb

import (
	"slices"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/web"
)

// stretch is how many units one table of a report holds at most.
const stretch = 200

// folded is a table behind its summary.
type folded struct {
	Summary string
	Table   web.Table
}

// unitTables are all units by their codes, set by set, so that thousands of them can be folded.
func (o *outcome) unitTables() (list []folded) {
	for _, s := range o.sets {
		for units := range slices.Chunk(s.units, stretch) {
			title := o.T("evaluation.units.summary", "name", web.Mark(s.name), "count", whole(len(units)))
			if len(s.units) > stretch {
				title = o.T("evaluation.units.stretch", "name", web.Mark(s.name), "from", units[0].ID, "to", units[len(units)-1].ID)
			}
			list = append(list, folded{web.Unmarked(title), o.unitTable(title, units)})
		}
	}
	return list
}

func (o *outcome) unitTable(caption string, units []evaluation.Judged) web.Table {
	t := web.Table{Caption: caption}
	for _, key := range []string{"units", "code", "band", "bands", "score", "scores", "arithmetic", "geometric", "ranks", "weakest", "tie", "imputed"} {
		t.Head = append(t.Head, o.T("evaluation.column."+key))
	}
	for _, p := range o.r.Panel {
		t.Head = append(t.Head, o.T("evaluation.past.column.score", "period", p.Period))
	}
	for _, u := range units {
		t.Rows = append(t.Rows, web.Row{Head: o.Name(u.Name), Cells: append([]string{
			u.ID, whole(u.Band), o.bands(u), score(u.Score), o.Range(score(u.Low), score(u.High)), score(u.Arithmetic), o.geometric(u), o.ranks(u),
			o.weakest(u), whole(u.Group), roughly(u.Imputed),
		}, o.pastScores(u)...)})
	}
	return t
}
