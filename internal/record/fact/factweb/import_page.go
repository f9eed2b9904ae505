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
