package evaluationweb

import (
	"slices"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// pageView is a shipped method with what it gives over the figures a reader may see.
type pageView struct {
	Method    *evaluation.Method
	O         *outcome // nil when there is no result
	Refused   string   // why
	Own       []own
	Parts     []part
	Downloads []web.Link
}

// own is one of the reader's places.
type own struct {
	ID      string
	Name    web.Text
	Says    []string
	Numbers []web.Num
	Pillars web.Intervals
	Table   web.Table
}

// page answers GET /evaluations/{id}.
func (h handlers) page(r *web.Request) (web.View, error) {
	p := r.Page
	m, ok := h.Methods.Find(r.PathValue("id"))
	if !ok {
		return web.View{}, fault.New(fault.NotFound, "evaluation.unknown", "id", r.PathValue("id")).At("id")
	}
	v := pageView{Method: m, Downloads: []web.Link{{Label: p.T("evaluation.page.method"), Href: p.Link(path(m) + ".yaml")}}}
	result, err := h.Evaluations.Result(r.Context(), r.Who, m.ID)
	switch wrong, refused := fault.As(err); {
	case err == nil:
		v.fill(p, result, r.Who)
	case refused && (wrong.Kind == fault.Invalid || wrong.Kind == fault.NotFound):
		v.Refused = p.T("evaluation.page.unpublished") // the figures are not there, or not for this reader: which is not said
		if !h.Evaluations.Public(r.Who) {
			v.Refused = p.T(wrong.Key, wrong.Args...)
		}
	default:
		return web.View{}, err
	}
	title := p.Name(m.Title)
	return web.View{Figures: true, Title: title.Text, Menu: "/", Body: page(p, v), Crumbs: []web.Crumb{
		{Href: "/", Text: web.Plain(p.T("evaluation.page.crumb"))}, {Text: title},
	}}, nil
}

// fill shows a result.
func (v *pageView) fill(p web.Page, r *evaluation.Result, who access.Actor) {
	v.O = newOutcome(p, r)
	for _, f := range []struct{ key, ending string }{{"csv", ".csv"}, {"xlsx", ".xlsx"}, {"json", ".json"}} {
		v.Downloads = append(v.Downloads, web.Link{Label: p.T("evaluation.page." + f.key), Href: p.Link(path(v.Method) + f.ending)})
	}
	for _, u := range ownUnits(r, who) {
		v.Own = append(v.Own, v.O.own(u))
	}
	v.Parts = []part{v.O.bandPart(), v.O.meanPart()}
	if len(v.O.pillars) > 0 {
		v.Parts = append(v.Parts, v.O.pillarPart())
	}
	v.Parts = append(v.Parts, v.O.firmPart(), v.O.influencePart(), v.O.figurePart())
	for i := range v.Parts {
		v.Parts[i].Long = !p.Print // a page is read in bits; on paper everything is open
	}
}

// ownUnits are the units that the reader's account is at home in.
func ownUnits(r *evaluation.Result, who access.Actor) (list []evaluation.Judged) {
	for _, m := range who.Mandates() {
		i := slices.IndexFunc(r.Units, func(u evaluation.Judged) bool {
			return u.ID == string(m.At.Code) && r.Method.Data.Level == m.At.Level.String()
		})
		if i >= 0 && !slices.ContainsFunc(list, func(u evaluation.Judged) bool { return u.ID == r.Units[i].ID }) {
			list = append(list, r.Units[i])
		}
	}
	return list
}

// own shows one unit: its band with the interval, both means, and its pillars beside those of all units.
func (o *outcome) own(u evaluation.Judged) own {
	others := -1
	for _, one := range o.r.Units {
		if one.Group == u.Group {
			others++
		}
	}
	v := own{
		ID: u.ID, Name: o.Name(u.Name),
		Says: []string{o.T("evaluation.own.say", "ranks", o.ranks(u), "units", o.count(), "others", whole(others))},
		Numbers: []web.Num{
			{Label: o.T("evaluation.own.band"), Value: whole(u.Band), Unit: o.T("evaluation.own.band.unit", "interval", o.bands(u), "bands", o.r.Bands)},
			{Label: o.T("evaluation.own.arithmetic"), Value: score(u.Arithmetic), Unit: o.T("evaluation.own.score.unit")},
			{Label: o.T("evaluation.own.geometric"), Value: o.geometric(u), Unit: o.T("evaluation.own.score.unit")},
		},
	}
	if u.Weakest >= 0 {
		v.Says = append(v.Says, o.T("evaluation.own.weakest", "pillar", o.weakest(u), "score", score(u.Nodes[u.Weakest])))
	}
	a := o.scale()
	v.Pillars = web.Intervals{ID: "o" + u.ID, Title: o.T("evaluation.own.pillars"), Axis: a.ticks(points)}
	v.Table = web.Table{Caption: o.T("evaluation.own.pillars.table"), Head: []string{
		o.T("evaluation.column.pillar"), o.T("evaluation.column.score"), o.T("evaluation.column.p10"), o.T("evaluation.column.median"), o.T("evaluation.column.p90"),
	}}
	for _, n := range o.pillars {
		name := o.Name(o.r.Nodes[n].Title)
		d := spreadOf(valuesOf(o.r.Units, func(u evaluation.Judged) float64 { return u.Nodes[n] }))
		v.Pillars.Rows = append(v.Pillars.Rows, web.Interval{Name: name, Value: score(u.Nodes[n]), Low: a.at(d.low), At: a.at(u.Nodes[n]), High: a.at(d.high)})
		v.Table.Rows = append(v.Table.Rows, web.Row{Head: name, Cells: []string{score(u.Nodes[n]), score(d.low), score(d.middle), score(d.high)}})
		v.Pillars.Desc += o.T("evaluation.own.one", "name", web.Unmarked(web.Mark(name)), "score", score(u.Nodes[n]), "median", i18n.Number(d.middle, 1))
	}
	return v
}
