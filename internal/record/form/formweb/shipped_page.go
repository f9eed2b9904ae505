package formweb

import (
	"net/http"
	"net/url"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/form"
)

// shipped answers GET /forms/shipped: the forms that come with the program, and which of them people may be asked to fill.
func (h handlers) shipped(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	list, err := h.Forms.ShippedForms(r.Context(), r.Who)
	if err != nil {
		return err
	}
	t := web.Table{Caption: p.T("form.page.shipped.caption"), Head: []string{p.T("form.page.form"), p.T("form.page.shipped.state"), p.T("form.page.number"), p.T("form.page.valid")}}
	for _, f := range list {
		row := web.Row{Head: p.Name(f.Title), Href: p.Link("/forms/shipped/" + f.ID), Cells: []string{p.T("form.page.shipped.not"), "", ""}}
		if l := f.InUse; l != nil {
			row.Cells = []string{p.T("form.page.shipped.registered"), web.Mark(p.Typed(l.Number)), p.Range(l.From, l.To)}
		}
		t.Rows = append(t.Rows, row)
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("form.page.shipped"), Menu: "/forms", Body: shippedPage(p, t), Crumbs: forms(p, web.Plain(p.T("form.page.shipped")))})
}

// forms is the path to a page under the forms.
func forms(p web.Page, rest ...web.Text) []web.Crumb {
	list := []web.Crumb{{Href: "/forms", Text: web.Plain(p.T("form.page.title"))}}
	for i, t := range rest {
		c := web.Crumb{Text: t}
		if i < len(rest)-1 {
			c.Href = "/forms/shipped"
		}
		list = append(list, c)
	}
	return list
}

// officialView is the form by which a shipped form is registered.
type officialView struct {
	ID             string
	Title, Purpose web.Text
	State          string // of the edition in use
	Problem        string
	Fields         []web.Field
	Asked, Held    web.Table
}

// official answers GET /forms/shipped/{form}. What the edition in use says of itself stands in the fields: a new paper changes little.
func (h handlers) official(w http.ResponseWriter, r *web.Request) error {
	return h.showOfficial(w, r, http.StatusOK, nil, nil)
}

// showOfficial shows the form, with what was typed into one that was refused.
func (h handlers) showOfficial(w http.ResponseWriter, r *web.Request, status int, typed url.Values, wrong *fault.Error) error {
	p := r.Page
	list, err := h.Forms.ShippedForms(r.Context(), r.Who)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(f form.Shipped) bool { return f.ID == r.PathValue("form") })
	if i < 0 {
		return fault.New(fault.NotFound, "form.edition.absent")
	}
	f := list[i]
	v := officialView{ID: f.ID, Title: p.Name(f.Title), Purpose: p.Name(f.Purpose), State: p.T("form.page.shipped.not")}
	v.Asked, v.Held = fields(p, f.Layout)
	if typed == nil {
		typed = url.Values{"from": {h.today()}}
		if l := f.InUse; l != nil {
			v.State = p.T("form.page.shipped.in_use", "number", web.Mark(p.Typed(l.Number)), "days", p.Range(l.From, l.To))
			typed = url.Values{
				"number": {l.Number}, "authority_zh": {l.Authority.Zh}, "authority_en": {l.Authority.En}, "approval": {l.Approval}, "from": {l.From}, "to": {l.To},
			}
		}
	}
	for _, name := range []string{"number", "authority_zh", "authority_en", "approval", "from", "to"} {
		one := web.Field{Name: name, Label: p.T("form.page.official." + name), Value: typed.Get(name), Required: true, Complete: "off"}
		if hint := "form.page.official." + name + ".hint"; p.Words().Has(hint) {
			one.Hint = p.T(hint)
		}
		if name == "from" || name == "to" {
			one.Kind = "date"
		}
		if wrong != nil && wrong.Field == name {
			one.Error = p.T(wrong.Key, wrong.Args...)
		}
		v.Fields = append(v.Fields, one)
	}
	if wrong != nil && !slices.ContainsFunc(v.Fields, func(f web.Field) bool { return f.Name == wrong.Field }) {
		v.Problem = p.T(wrong.Key, wrong.Args...)
	}
	return r.Render(w, status, web.View{
		Title: v.Title.Text, Menu: "/forms", Body: officialPage(p, v), Crumbs: forms(p, web.Plain(p.T("form.page.shipped")), v.Title),
	})
}

// registered answers POST /forms/shipped/{form}: the edition that people may be asked to fill from its first day on.
func (h handlers) registered(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "form.page.unread")
	}
	f := r.PostForm
	l, err := h.Forms.RegisterShipped(r.Context(), r.Who, r.PathValue("form"), form.Official{
		Number: f.Get("number"), Authority: i18n.Name{Zh: f.Get("authority_zh"), En: f.Get("authority_en")}, Approval: f.Get("approval"),
		From: f.Get("from"), To: f.Get("to"),
	})
	if e, status, ok := web.Refusal(err); ok {
		return h.showOfficial(w, r, status, f, e)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/forms/"+l.Version())
}
