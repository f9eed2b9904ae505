package factweb

import (
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// page explains what can be imported and how.
func (h handlers) page(r *web.Request) (web.View, error) {
	wanted, err := h.Wanted(r.Context(), r.Who)
	if err != nil {
		return web.View{}, err
	}
	return web.View{Title: r.Page.T("fact.page.title"), Menu: "/import", Body: importPage(r.Page, wanted)}, nil
}

// template is the file to fill in, with two lines that would be accepted as they stand.
func (h handlers) template(*web.Request) (web.File, error) {
	return web.File{Name: "mihe-template.csv", Type: "text/csv; charset=utf-8", Body: fact.TemplateCSV(h.Examples...)}, nil
}

// columns explains the columns of an import file.
func columns(p web.Page) web.Table {
	t := web.Table{
		Caption: p.T("fact.page.columns"),
		Head:    []string{p.T("fact.page.column"), p.T("fact.page.must"), p.T("fact.page.means"), p.T("fact.page.example")},
	}
	for _, c := range fact.Columns {
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(c), Cells: []string{
			p.T("fact.page." + c + ".must"), p.T("fact.page." + c), p.T("fact.page." + c + ".example"),
		}})
	}
	return t
}

// wantedLabel is the action an indicator serves, in the page's words.
func wantedLabel(p web.Page, w Wanted) string {
	if len(w.Action) < 2 {
		return ""
	}
	return p.T("fact.page.action", "number", w.Action[1:])
}
