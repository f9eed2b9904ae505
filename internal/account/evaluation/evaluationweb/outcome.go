package evaluationweb

import (
	"math"
	"slices"

	"github.com/a-h/templ"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// outcome is a result as one reader is shown it.
type outcome struct {
	web.Page
	r       *evaluation.Result
	sets    []set
	pillars []int // the nodes right below the index, in the method's order; numbers of Result.Nodes
}

// set is a group with its units, or all units where there are no groups.
type set struct {
	id    string
	name  web.Text
	units []evaluation.Judged
}

// part is a section: what it says, a picture, and every figure of the picture as a table.
type part struct {
	ID, Title, Note string
	Says            []string
	Lead            templ.Component // before the picture: a key
	Picture         templ.Component
	Summary         string // of the table
	Table           web.Table
	Long            bool // the table stays folded on a screen
}

func newOutcome(p web.Page, r *evaluation.Result) *outcome {
	o := &outcome{Page: p, r: r}
	for _, n := range r.Method.Nodes {
		if at := slices.IndexFunc(r.Nodes, func(c evaluation.Combined) bool { return c.ID == n.ID }); at >= 0 && r.Nodes[at].Parent == o.index().ID {
			o.pillars = append(o.pillars, at)
		}
	}
	if len(r.Groups) == 0 {
		o.sets = []set{{"all", web.Plain(p.T("evaluation.all")), r.Units}}
		return o
	}
	at := map[string]int{}
	for i, g := range r.Groups {
		at[g.ID] = i
		o.sets = append(o.sets, set{id: g.ID, name: p.Name(g.Name)})
	}
	for _, u := range r.Units {
		if i, ok := at[u.Unit.Group]; ok {
			o.sets[i].units = append(o.sets[i].units, u)
		}
	}
	o.sets = slices.DeleteFunc(o.sets, func(s set) bool { return len(s.units) == 0 }) // all of whose units were left out
	return o
}

// index is the node that everything is combined to: the last.
func (o *outcome) index() evaluation.Combined { return o.r.Nodes[len(o.r.Nodes)-1] }

// column is the head of the column that names the sets.
func (o *outcome) column() string {
	if len(o.r.Groups) == 0 {
		return o.T("evaluation.column.units")
	}
	return o.T("evaluation.column.group")
}

func (o *outcome) title(n i18n.Name) string { return web.Mark(o.Name(n)) }

// indicator is the title of an indicator by its identifier.
func (o *outcome) indicator(id string) string {
	for _, u := range o.r.Indicators {
		if u.ID == id {
			return o.title(u.Title)
		}
	}
	return id
}

func whole(n int) string         { return i18n.Number(float64(n), 0) }
func score(v float64) string     { return i18n.Number(v, 1) }
func share(v float64) string     { return i18n.Number(100*v, 1) + "%" }
func roughly(v float64) string   { return i18n.Number(100*v, 0) + "%" }
func (o *outcome) count() string { return whole(len(o.r.Units)) }

func (o *outcome) geometric(u evaluation.Judged) string {
	if u.Geometric == nil {
		return o.T("evaluation.none")
	}
	return score(*u.Geometric)
}

// ranks is the interval in which a unit's rank lies: a rank is never shown without it.
func (o *outcome) ranks(u evaluation.Judged) string {
	return o.Range(whole(u.Ranks.Best), whole(u.Ranks.Worst))
}

// bands is the interval of a unit's band.
func (o *outcome) bands(u evaluation.Judged) string {
	if u.BestBand == u.WorstBand {
		return whole(u.BestBand)
	}
	return o.Range(whole(u.BestBand), whole(u.WorstBand))
}

// weakest is the pillar in which a unit is furthest behind.
func (o *outcome) weakest(u evaluation.Judged) string {
	if u.Weakest < 0 {
		return o.T("evaluation.none")
	}
	return o.title(o.r.Nodes[u.Weakest].Title)
}

// spread is the smallest of at least a tenth, half and nine tenths of some values.
type spread struct{ low, middle, high float64 }

func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	at := func(tenths int) float64 { return sorted[(tenths*len(sorted)+9)/10-1] }
	return spread{at(1), at(5), at(9)}
}

func valuesOf(units []evaluation.Judged, of func(evaluation.Judged) float64) []float64 {
	list := make([]float64, len(units))
	for i, u := range units {
		list[i] = of(u)
	}
	return list
}

// axis is a common axis from low to high.
type axis struct{ low, high float64 }

// steps is how many stretches an axis has.
const steps = 4

// scale is the axis of scores: the method's scale, wider where scores leave it.
func (o *outcome) scale() axis {
	a := axis{o.r.Method.Normalisation.Low, o.r.Method.Normalisation.High}
	for _, u := range o.r.Units {
		a.low, a.high = min(a.low, u.Score, u.Low), max(a.high, u.Score, u.High)
	}
	return axis{math.Floor(a.low), math.Ceil(a.high)}
}

func (a axis) at(v float64) float64 { return (v - a.low) / (a.high - a.low) }

func (a axis) ticks(label func(float64) string) (list []web.Tick) {
	for i := range steps + 1 {
		at := float64(i) / steps
		list = append(list, web.Tick{At: at, Label: label(a.low + at*(a.high-a.low))})
	}
	return list
}
