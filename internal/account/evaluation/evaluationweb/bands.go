package evaluationweb

import (
	"strings"

	"mihe/internal/base/web"
)

// shades is how many shades the look has.
const shades = 5

// shade spreads the bands over the shades: the first is the lightest, the last the darkest.
func (o *outcome) shade(band int) int { return 1 + (band-1)*(shades-1)/(o.r.Bands-1) }

// counts is how many units of a set are in each band.
func (o *outcome) counts(s set) []int {
	n := make([]int, o.r.Bands)
	for _, u := range s.units {
		n[u.Band-1]++
	}
	return n
}

// bandName is a band with what its number means at both ends.
func (o *outcome) bandName(band int) string {
	switch band {
	case 1:
		return o.T("evaluation.band.first")
	case o.r.Bands:
		return o.T("evaluation.band.last", "n", band)
	}
	return o.T("evaluation.band", "n", band)
}

// key explains the shades.
func (o *outcome) key() (list []web.Band) {
	for band := 1; band <= o.r.Bands; band++ {
		list = append(list, web.Band{Number: o.shade(band), Name: o.bandName(band)})
	}
	return list
}

// bandPart is how the units of each set divide into bands.
func (o *outcome) bandPart() part {
	t := web.Table{Caption: o.T("evaluation.bands.table"), Head: []string{o.column(), o.T("evaluation.column.count")}}
	for band := 1; band <= o.r.Bands; band++ {
		t.Head = append(t.Head, o.bandName(band))
	}
	for _, s := range o.sets {
		row := web.Row{Head: s.name, Cells: []string{whole(len(s.units))}}
		for _, c := range o.counts(s) {
			row.Cells = append(row.Cells, whole(c))
		}
		t.Rows = append(t.Rows, row)
	}
	return part{
		ID: "bands", Title: o.T("evaluation.bands.title"), Note: o.T("evaluation.bands.note", "bands", o.r.Bands),
		Lead: keyView(o.key()), Picture: web.StackChart(o.stacks()), Summary: o.T("evaluation.bands.table"), Table: t,
	}
}

// bandWords says the picture: each set with the numbers of its bands.
func (o *outcome) bandWords() string {
	var list []string
	for _, s := range o.sets {
		var n []string
		for _, c := range o.counts(s) {
			n = append(n, whole(c))
		}
		list = append(list, o.T("evaluation.bands.one", "name", s.name.Text, "counts", strings.Join(n, "/")))
	}
	return strings.Join(list, o.T("evaluation.semicolon"))
}

// stacks is the picture of it.
func (o *outcome) stacks() web.Stacks {
	pic := web.Stacks{ID: "bp", Title: o.T("evaluation.bands.picture"), Desc: o.T("evaluation.bands.desc", "says", o.bandWords())}
	for _, s := range o.sets {
		stack, before, all := web.Stack{Name: s.name, Value: whole(len(s.units))}, 0, float64(len(s.units))
		for i, c := range o.counts(s) {
			if c > 0 {
				stack.Parts = append(stack.Parts, web.Part{Band: o.shade(i + 1), From: float64(before) / all, To: float64(before+c) / all})
			}
			before += c
		}
		pic.Rows = append(pic.Rows, stack)
	}
	return pic
}
