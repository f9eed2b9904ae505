package formweb

import (
	"net/http"

	"mihe/internal/base/web"
	"mihe/internal/record/form"
)

// formView is one form: what is asked and why, and what is not because a register holds it.
type formView struct {
	Title, Purpose web.Text
	State          string
	Mood           web.Mood
	Facts          []web.Fact
	Asked, Held    web.Table
	Print          string
}

// show answers GET /forms/{id}.
func (h handlers) show(w http.ResponseWriter, r *web.Request) error {
	l, err := h.Forms.Form(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	v := formView{Title: p.Name(l.Title), Purpose: p.Name(l.Purpose), State: p.T("form.page.usable"), Mood: web.Done, Facts: h.facts(p, l)}
	if e, _, ok := web.Refusal(l.Fillable(h.today())); ok {
		v.State, v.Mood = p.T(e.Key, e.Args...), web.Late
	} else if r.Who.SignedIn() {
		v.Print = p.Link("/forms/print/" + l.Version())
	}
	v.Asked, v.Held = fields(p, l)
	return r.Render(w, http.StatusOK, web.View{
		Title: v.Title.Text, Menu: "/forms", Body: formPage(p, v),
		Crumbs: []web.Crumb{{Href: "/forms", Text: web.Plain(p.T("form.page.title"))}, {Text: v.Title}},
	})
}

// facts are the number of a form, who made it, by which paper, until when, and how long it takes.
func (h handlers) facts(p web.Page, l *form.Layout) []web.Fact {
	minutes, b, ok := h.minutes(l)
	number, approval := p.Typed(l.Number), p.Typed(l.Approval)
	if l.Number == "" {
		number = web.Plain(p.T("form.page.no_number"))
	}
	if l.Approval == "" {
		approval = web.Plain(p.T("form.page.no_number"))
	}
	return []web.Fact{
		{Term: p.T("form.page.number"), Says: []web.Text{number}},
		{Term: p.T("form.page.authority"), Says: []web.Text{p.Name(l.Authority)}},
		{Term: p.T("form.page.approval"), Says: []web.Text{approval}},
		{Term: p.T("form.page.valid"), Says: []web.Text{web.Plain(p.Range(l.From, l.To))}},
		{Term: p.T("form.page.minutes"), Says: []web.Text{web.Plain(said(p, minutes, b, ok))}},
	}
}

// fields are what a form asks, and what it takes from registers.
func fields(p web.Page, l *form.Layout) (asked, held web.Table) {
	asked = web.Table{Caption: p.T("form.page.asked.caption"), Head: []string{p.T("form.page.field"), p.T("form.page.why")}}
	held = web.Table{Caption: p.T("form.page.held.caption"), Head: []string{p.T("form.page.field"), p.T("form.page.register"), p.T("form.page.why")}}
	for _, f := range l.Fields {
		if f.Source == "" {
			asked.Rows = append(asked.Rows, web.Row{Head: p.Name(f.Title), Cells: []string{web.Mark(p.Name(f.Purpose))}})
		} else {
			held.Rows = append(held.Rows, web.Row{Head: p.Name(f.Title), Cells: []string{register(p, f.Source), web.Mark(p.Name(f.Purpose))}})
		}
	}
	return asked, held
}

// register is what a register is called; one without words is shown as it is written.
func register(p web.Page, source string) string {
	if key := "form.page.register." + source; p.Words().Has(key) {
		return p.T(key)
	}
	return source
}
