package factweb

import (
	"net/http"

	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// latest is how many of one's own imports the page lists.
const latest = 10

// importView is the form with what was wrong with it, one's own imports, and what to write.
type importView struct {
	Wrong  string // with the file
	DryRun bool
	Max    int64 // megabytes
	Mine   web.Table
	Wanted []Wanted
	Loads  bool // whether the reader may see what has been loaded
}

// page answers GET /import.
func (h handlers) page(w http.ResponseWriter, r *web.Request) error {
	return h.form(w, r, http.StatusOK, importView{DryRun: true})
}

// form shows the page with the form as it was sent.
func (h handlers) form(w http.ResponseWriter, r *web.Request, status int, v importView) error {
	mine, err := h.Jobs.Mine(r.Context(), r.Who, latest)
	if err != nil {
		return err
	}
	if v.Wanted, err = h.Wanted(r.Context(), r.Who); err != nil {
		return err
	}
	p := r.Page
	v.Max, v.Mine, v.Loads = h.Limit>>20, mineTable(p, mine), r.Who.Check(fact.CanRead) == nil
	return r.Render(w, status, web.View{Title: p.T("fact.page.title"), Menu: "/import", Body: importPage(p, v)})
}

// mineTable lists one's own imports.
func mineTable(p web.Page, list []fact.Job) web.Table {
	t := web.Table{
		Caption: p.T("fact.page.mine.caption"),
		Head:    []string{p.T("fact.page.file"), p.T("fact.page.begun"), p.T("fact.page.job.state"), p.T("fact.page.rows")},
	}
	for _, j := range list {
		t.Rows = append(t.Rows, web.Row{
			Head: p.Typed(j.Name), Href: p.Link("/import/" + j.ID),
			Cells: []string{p.Instant(j.BegunMs), stateWords(p, j), i18n.Number(float64(j.Read), 0)},
		})
	}
	return t
}

// stateWords says how far a job has come; a job that was only to check stores nothing.
func stateWords(p web.Page, j fact.Job) string {
	if j.DryRun && j.State == fact.JobDone {
		return p.T("fact.page.job.checked")
	}
	return p.T("fact.page.job." + string(j.State))
}

// columns explains the columns of an import file.
func columns(p web.Page) web.Table {
	t := web.Table{
		Caption: p.T("fact.page.columns.caption"),
		Head:    []string{p.T("fact.page.column"), p.T("fact.page.must"), p.T("fact.page.means"), p.T("fact.page.example")},
	}
	for _, c := range fact.Columns {
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(c), Cells: []string{
			p.T("fact.page." + c + ".must"), p.T("fact.page." + c), p.T("fact.page." + c + ".example"),
		}})
	}
	return t
}

// wantedTable lists the indicators that nothing has been imported for, with the word to write in the first column.
func wantedTable(p web.Page, wanted []Wanted) web.Table {
	t := web.Table{
		Caption: p.T("fact.page.wanted.caption"),
		Head:    []string{p.T("fact.page.name"), "indicator", p.T("fact.page.serves")},
	}
	for _, w := range wanted {
		action := p.T("fact.page.no_action")
		if len(w.Action) > 1 {
			action = p.T("fact.page.action", "number", w.Action[1:])
		}
		t.Rows = append(t.Rows, web.Row{Head: p.Name(w.Name), Href: p.Link("/indicators/" + w.ID), Cells: []string{w.ID, action}})
	}
	return t
}
