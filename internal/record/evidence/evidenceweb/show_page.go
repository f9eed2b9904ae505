package evidenceweb

import (
	"net/http"
	"net/url"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party"
)

// view is what a person confirms with, and the forms that hand out something else.
type view struct {
	ID, Name string
	Done     string
	Problem  string
	Problems problems // at which form, and field
	Sheet    meansView
	Tag      meansView
	Number   meansView
	Earlier  web.Table
}

// problems are a form that was refused, with what was typed into it.
type problems struct {
	form   string
	err    *fault.Error
	values url.Values
}

// at is what is said at a field of a form.
func (x problems) at(p web.Page, form, field string) string {
	if x.err == nil || x.form != form || x.err.Field != field {
		return ""
	}
	return p.T(x.err.Key, x.err.Args...)
}

// field is a field of a form with what was typed into it.
func (x problems) field(p web.Page, form, name string) web.Field {
	f := web.Field{
		Name: name, ID: form + "-" + name, Label: p.T("evidence.page." + form + "." + name), Error: x.at(p, form, name), Complete: "off",
	}
	if key := "evidence.page." + form + "." + name + ".hint"; p.Words().Has(key) {
		f.Hint = p.T(key)
	}
	if x.form == form {
		f.Value = x.values.Get(name)
	}
	return f
}

// meansView is the means of a kind that a person has now; without an ID there are none.
type meansView struct {
	ID, Number string
	Facts      []web.Fact
	Waits      bool // a number that nobody has stood by
	May        bool // and the reader can
}

// show answers GET /persons/{id}/confirming.
func (h handlers) show(w http.ResponseWriter, r *web.Request) error {
	v := view{}
	if key := "evidence.page.done." + r.URL.Query().Get("done"); r.Page.Words().Has(key) {
		v.Done = r.Page.T(key)
	}
	return h.render(w, r, http.StatusOK, v)
}

func (h handlers) render(w http.ResponseWriter, r *web.Request, status int, v view) error {
	id, err := named(r, "id", "person")
	if err != nil {
		return err
	}
	list, err := h.Evidence.MeansOf(r.Context(), r.Who, id)
	if err != nil {
		return err
	}
	p := r.Page
	v.ID = id
	if v.Name, err = h.name(r, id); err != nil {
		return err
	}
	for _, m := range list {
		if m.EndedMs != 0 {
			continue
		}
		one := meansView{ID: m.ID, Number: ident.Number(m.ID), Facts: facts(p, m), Waits: m.Kind == evidence.Number && m.Seconded == "", May: m.By != r.Who.ID}
		switch m.Kind {
		case evidence.Sheet:
			v.Sheet = one
		case evidence.Tag:
			v.Tag = one
		case evidence.Number:
			v.Number = one
		}
	}
	v.Earlier = earlier(p, list)
	return r.Render(w, status, web.View{
		Title: p.T("evidence.page.title"), Menu: "/persons", Body: showPage(p, v),
		Crumbs: []web.Crumb{{Href: "/persons", Text: web.Plain(p.T("party.persons.find"))}, {Text: web.Plain(p.T("evidence.page.title"))}},
	})
}

// name is whom the means are for, opened under a grant.
func (h handlers) name(r *web.Request, id string) (string, error) {
	k, err := h.Persons.Show(r.Context(), r.Who, id, party.View{Purpose: evidence.Issuing, Groups: []party.Group{party.Identity}})
	return k.Names.Name, err
}

// facts are what is told of means that a person has.
func facts(p web.Page, m evidence.Means) []web.Fact {
	say := func(key string, args ...any) []web.Text { return []web.Text{web.Plain(p.T(key, args...))} }
	list := []web.Fact{
		{Term: p.T("evidence.page.number"), Says: []web.Text{web.Plain(ident.Number(m.ID))}},
		{Term: p.T("evidence.page.since"), Says: []web.Text{web.Plain(p.Instant(m.AtMs))}},
	}
	switch m.Kind {
	case evidence.Sheet:
		asked := say("evidence.page.crossed.never")
		if m.Open > 0 {
			asked = say("evidence.page.crossed.open", "place", m.Open)
		}
		list = append(
			list, web.Fact{Term: p.T("evidence.page.used"), Says: say("evidence.page.used.of", "used", m.Last, "size", m.Size)},
			web.Fact{Term: p.T("evidence.page.crossed"), Says: asked},
		)
	case evidence.Tag:
		list = append(list, web.Fact{Term: p.T("evidence.page.used"), Says: say("evidence.page.used.taps", "count", m.Last)})
	case evidence.Number:
		seconded := say("evidence.page.number.waits")
		if m.Seconded != "" {
			seconded = say("evidence.page.number.stands")
		}
		list = append(list, web.Fact{Term: p.T("evidence.page.checked"), Says: seconded})
	}
	return list
}

// earlier is a table of what has ended, the last first.
func earlier(p web.Page, list []evidence.Means) web.Table {
	t := web.Table{Caption: p.T("evidence.page.earlier.caption"), Head: []string{
		p.T("evidence.page.kind"), p.T("evidence.page.number"), p.T("evidence.page.since"), p.T("evidence.page.until"),
	}}
	for _, m := range slices.Backward(list) {
		if m.EndedMs != 0 {
			t.Rows = append(t.Rows, web.Row{Head: web.Plain(p.T("evidence.kind." + string(m.Kind))), Cells: []string{
				ident.Number(m.ID), p.Instant(m.AtMs), p.Instant(m.EndedMs),
			}})
		}
	}
	return t
}

// refused shows the page again with the form that was not accepted; any other failure goes on.
func (h handlers) refused(w http.ResponseWriter, r *web.Request, form string, err error) error {
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	x := problems{form, e, r.PostForm}
	v := view{Problems: x}
	if e.Field == "" {
		v.Problem = r.Page.T(e.Key, e.Args...)
	}
	return h.render(w, r, status, v)
}

// languages are those that a sheet is printed in.
func languages(p web.Page) (list []web.Option) {
	for _, l := range []i18n.Lang{i18n.ZhCN, i18n.En} {
		list = append(list, web.Option{Value: string(l), Label: web.Plain(p.T("evidence.page.sheet.lang." + string(l)))})
	}
	return list
}

// olds are whether the sheet that is replaced is at hand.
func olds(p web.Page) []web.Option {
	return []web.Option{
		{Value: oldHere, Label: web.Plain(p.T("evidence.page.sheet.old.here"))}, {Value: oldLost, Label: web.Plain(p.T("evidence.page.sheet.old.lost"))},
	}
}
