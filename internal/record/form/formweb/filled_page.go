package formweb

import (
	"net/http"

	"mihe/internal/base/web"
	"mihe/internal/record/form"
)

// filledView is a filled form, or what is left of it.
type filledView struct {
	Erased  bool
	Title   web.Text
	Facts   []web.Fact
	Answers web.Table
	Notices []web.Link
}

// filled answers GET /forms/filled/{id}. Whoever reads it is named in the ledger before the page is sent.
func (h handlers) filled(w http.ResponseWriter, r *web.Request) error {
	o, err := h.Forms.Open(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	v := filledView{Erased: o.Erased, Title: p.Name(o.Layout.Title)}
	by := p.Doer(o.Actor)
	if !o.OnBehalf {
		by = p.T("form.page.by.person")
	}
	v.Facts = []web.Fact{
		{Term: p.T("form.page.filled.at"), Says: []web.Text{web.Plain(p.Instant(o.AtMs))}},
		{Term: p.T("form.page.filled.by"), Says: web.Runs(by)},
		{Term: p.T("form.page.channel"), Says: []web.Text{web.Plain(p.T("form.page.channel." + string(o.Channel)))}},
	}
	if o.SupersededBy != "" {
		v.Notices = append(v.Notices, web.Link{Label: p.T("form.page.filled.superseded"), Href: p.Link("/forms/filled/" + o.SupersededBy)})
	}
	if o.Supersedes != "" {
		v.Notices = append(v.Notices, web.Link{Label: p.T("form.page.filled.corrects"), Href: p.Link("/forms/filled/" + o.Supersedes)})
	}
	if !o.Erased {
		v.Answers = answers(p, o)
	}
	return r.Render(w, http.StatusOK, web.View{Title: v.Title.Text, Menu: "/forms", Body: filledPage(p, v)})
}

// answers are what the person answered, in the order of the form.
func answers(p web.Page, o form.Opened) web.Table {
	t := web.Table{Caption: p.T("form.page.answers"), Head: []string{p.T("form.page.field"), p.T("form.page.answer")}}
	for _, f := range o.Layout.Fields {
		if f.Source != "" {
			continue
		}
		said := p.T("form.page.unanswered")
		if a, there := o.Answers[f.ID]; there {
			said = answer(p, f, a)
		}
		t.Rows = append(t.Rows, web.Row{Head: p.Name(f.Title), Cells: []string{said}})
	}
	return t
}

// answer is an answer in words.
func answer(p web.Page, f form.Field, a string) string {
	switch f.Type { //nolint:exhaustive // the others are shown as they were written
	case form.Boolean:
		if a == "true" {
			return p.T("form.page.yes")
		}
		return p.T("form.page.no")
	case form.Choice:
		for _, o := range f.Options {
			if o.ID == a {
				return web.Mark(p.Name(o.Title))
			}
		}
	}
	return web.Mark(p.Typed(a))
}
