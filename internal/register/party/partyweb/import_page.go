package partyweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// latest is how many of one's own imports the page lists.
const latest = 10

// importView is the form with what was wrong with it, one's own imports, and what to write.
type importView struct {
	DryRun bool
	Wrong  string // with the form
	Done   string
	Failed string // what became of a file with faults, or of one that could not be taken now
	Faults web.Table
	More   string
	Max    int64 // megabytes
	Mine   web.Table
}

// importPage answers GET /import/persons.
func (h handlers) importPage(w http.ResponseWriter, r *web.Request) error {
	done := ""
	switch r.URL.Query().Get("done") {
	case "stored":
		done = r.Page.T("party.persons.import.stored")
	case "same":
		done = r.Page.T("party.persons.import.same")
	}
	return h.importForm(w, r, http.StatusOK, importView{DryRun: true, Done: done})
}

func (h handlers) importForm(w http.ResponseWriter, r *web.Request, status int, v importView) error {
	list, err := h.Persons.Imports(r.Context(), r.Who, latest)
	if err != nil {
		return err
	}
	p := r.Page
	v.Max, v.Mine = fileLimit>>20, mineTable(p, list)
	return r.Render(w, status, web.View{Title: p.T("party.persons.import"), Menu: "/import/persons", Body: importPage(p, v)})
}

// mineTable lists one's own imports.
func mineTable(p web.Page, list []party.Batch) web.Table {
	t := web.Table{Caption: p.T("party.persons.import.mine.caption"), Head: []string{
		p.T("party.persons.import.file"), p.T("party.persons.import.when"), p.T("party.persons.import.as_on"), p.T("party.persons.import.persons"),
		p.T("party.persons.import.households"),
	}}
	for _, b := range list {
		t.Rows = append(t.Rows, web.Row{Head: p.Typed(b.Name), Cells: []string{
			p.Instant(b.AtMs), p.Day(b.AsOn), i18n.Number(float64(b.Persons), 0), i18n.Number(float64(b.Households), 0),
		}})
	}
	return t
}

// faultsTable lists what is wrong with a file, at its cells.
func faultsTable(p web.Page, list []csvfile.Problem) web.Table {
	t := web.Table{Caption: p.T("party.persons.import.faults.caption"), Head: []string{
		p.T("party.persons.import.line"), p.T("party.persons.import.column"), p.T("party.persons.import.text"), p.T("party.persons.import.reason"),
	}}
	for _, x := range list {
		column := x.Column
		if column == "" {
			column = p.T("party.persons.import.whole")
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(strconv.Itoa(x.Line)), Cells: []string{column, web.Mark(p.Typed(x.Text)), p.T(x.Key, x.Args...)}})
	}
	return t
}

// columns explains the columns of a file.
func columns(p web.Page) web.Table {
	t := web.Table{Caption: p.T("party.persons.import.columns.caption"), Head: []string{
		p.T("party.template.column"), p.T("party.persons.import.must"), p.T("party.template.means"),
	}}
	for _, c := range party.Explained() {
		must := p.T("party.persons.no")
		if c.Must {
			must = p.T("party.persons.yes")
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(c.Name), Cells: []string{must, c.Says(p.T)}})
	}
	return t
}
