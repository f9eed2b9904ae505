package ruleweb

import (
	"net/http"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// versionView is one version: since when it holds, who gets what, and what may be done with it.
type versionView struct {
	Title, Note string
	Mood        web.Mood
	State       string
	Facts       []web.Fact
	Unchecked   string
	Result      stepView // who gets what
	Steps       []stepView
	Asked       web.Table
	Parameters  web.Table
	History     web.Table
	Reports     []web.Link
	Assess      *assessForm
	Silent      string // why the version cannot be assessed here
	Adopt       *adoptForm
}

// stepView is how one value is found: a sentence, or a sentence and a table.
type stepView struct {
	Title, Says string
	Table       web.Table
	Source      string // of every row of the table
}

// holding answers GET /rules/{set}: the version that holds today, or the one that will.
func (h handlers) holding(w http.ResponseWriter, r *web.Request) error {
	all, err := h.Rules.InForce(r.Context())
	if err != nil {
		return err
	}
	set := r.PathValue("set")
	now, next := standing(all, set, h.today())
	if now.Version == "" {
		now = next
	}
	if now.Version == "" {
		return fault.New(fault.NotFound, "rule.none", "set", set, "on", h.today())
	}
	return h.version(w, r, http.StatusOK, now.Version, refused{})
}

// show answers GET /rules/{set}/{version}.
func (h handlers) show(w http.ResponseWriter, r *web.Request) error {
	return h.version(w, r, http.StatusOK, r.PathValue("version"), refused{})
}

// viewed reads a version of the set that the address names.
func (h handlers) viewed(r *web.Request, version string) (rule.Viewed, error) {
	v, err := h.Rules.View(r.Context(), r.Who, version)
	if err == nil && v.Set != r.PathValue("set") {
		err = fault.New(fault.NotFound, "rule.version.absent", "version", version)
	}
	return v, err
}

// version shows a version, with what was typed into a form that was refused.
func (h handlers) version(w http.ResponseWriter, r *web.Request, status int, version string, f refused) error {
	x, err := h.viewed(r, version)
	if err != nil {
		return err
	}
	p := r.Page
	d := x.Rules.Describe(p.Words(), p.Lang, h.today())
	v := versionView{Title: d.Title, Note: d.Note, Asked: asked(p, d), Parameters: parameters(p, d)}
	v.Mood, v.State = h.state(p, x)
	if n := unverified(d); n > 0 {
		v.Unchecked = p.T("rule.page.unchecked.says", "n", n, "all", len(d.Parameters))
	}
	v.Facts = []web.Fact{
		{Term: p.T("rule.page.source"), Says: []web.Text{p.Typed(x.Source)}},
		{Term: p.T("rule.page.version"), Says: []web.Text{web.Plain(short(x.Version.Version))}},
	}
	for i, s := range d.Steps {
		one := stepView{Title: s.Title, Says: s.Says}
		if len(s.Rows) > 0 {
			one.Table, one.Source = rows(p, s)
		}
		if i == len(d.Steps)-1 {
			v.Result = one
		} else {
			v.Steps = append(v.Steps, one)
		}
	}
	v.History = h.history(p, x)
	for _, c := range x.Reports {
		v.Reports = append(v.Reports, web.Link{Label: p.T("rule.page.report.of", "when", p.Instant(c.AtMs)), Href: h.reportLink(p, x, c.ID)})
	}
	h.forms(r, x, f, &v)
	return r.Render(w, status, web.View{
		Title: d.Title, Menu: "/rules", Body: versionPage(p, v),
		Crumbs: []web.Crumb{{Href: "/rules", Text: web.Plain(p.T("rule.page.title"))}, {Text: web.Plain(d.Title)}},
	})
}

// forms are what the reader may do with a version.
func (h handlers) forms(r *web.Request, x rule.Viewed, f refused, v *versionView) {
	if r.Who.May(rule.CanPropose, h.Rules.Home) {
		if supply := h.Supply(x.Set); supply != nil {
			v.Assess = newAssess(r.Page, x, f)
		} else {
			v.Silent = r.Page.T("rule.page.assess.none")
		}
	}
	if r.Who.May(rule.CanAdopt, h.Rules.Home) {
		v.Adopt = h.newAdopt(r.Page, x, f)
	}
}

// state says whether a version holds, will hold, held, or is only proposed.
func (h handlers) state(p web.Page, x rule.Viewed) (web.Mood, string) {
	now, next := standing(x.Adoptions, x.Set, h.today())
	switch {
	case now.Version == x.Version.Version:
		return web.Done, p.T("rule.page.state.holds", "from", p.Day(now.From))
	case next.Version == x.Version.Version:
		return web.Current, p.T("rule.page.state.soon", "from", p.Day(next.From))
	case x.Adopted():
		return web.Neutral, p.T("rule.page.state.held")
	}
	return web.Late, p.T("rule.page.state.proposed")
}

// rows is a decision table: what is given, on which conditions, by which source. A source that all rows have in common is said once.
func rows(p web.Page, s rule.DescribedStep) (t web.Table, source string) {
	t = web.Table{Caption: p.T("rule.page.rows", "what", s.Title), Head: []string{s.Title}}
	if len(s.Inputs) == 0 {
		t.Head = append(t.Head, p.T("rule.page.conditions"))
	}
	t.Head = append(t.Head, s.Inputs...)
	source = s.Rows[0].Source
	differ := slices.ContainsFunc(s.Rows, func(r rule.DescribedRow) bool { return r.Source != source })
	if differ {
		t.Head, source = append(t.Head, p.T("rule.page.source")), ""
	}
	for _, row := range s.Rows {
		cells := slices.Clone(row.When)
		if differ {
			cells = append(cells, row.Source)
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(row.Then), Cells: cells})
	}
	return t, source
}

// asked are the facts that are asked of one case.
func asked(p web.Page, d rule.Described) web.Table {
	t := web.Table{Caption: p.T("rule.page.asked.caption"), Head: []string{p.T("rule.page.fact"), p.T("rule.page.values")}}
	for _, f := range d.Facts {
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(f.Title), Cells: []string{f.Values}})
	}
	return t
}

// parameters are the values that some authority has set, each with its days, its source and whether the two were compared.
func parameters(p web.Page, d rule.Described) web.Table {
	t := web.Table{
		Caption: p.T("rule.page.parameters.caption"),
		Head:    []string{p.T("rule.page.parameter"), p.T("rule.page.value"), p.T("rule.page.days"), p.T("rule.page.checked.head"), p.T("rule.page.source")},
	}
	for _, one := range d.Parameters {
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(one.Title), Cells: []string{one.Value, days(p, one.From, one.To), badge(p, one.Verified), one.Source}})
	}
	return t
}

// history is which versions of the set were adopted, from when, by which decision; none is ever taken away.
func (h handlers) history(p web.Page, x rule.Viewed) web.Table {
	t := web.Table{
		Caption: p.T("rule.page.history.caption"),
		Head:    []string{p.T("rule.page.from"), p.T("rule.page.version"), p.T("rule.page.basis"), p.T("rule.page.adopted.when")},
	}
	for _, a := range slices.Backward(x.Adoptions) {
		t.Rows = append(t.Rows, web.Row{
			Head: web.Plain(a.From), Href: p.Link("/rules/" + a.Set + "/" + a.Version),
			Cells: []string{short(a.Version), web.Mark(p.Typed(a.Basis)), p.Instant(a.AtMs)},
		})
	}
	return t
}

func (h handlers) reportLink(p web.Page, x rule.Viewed, report string) string {
	return p.Link("/rules/" + x.Set + "/" + x.Version.Version + "/reports/" + report)
}
