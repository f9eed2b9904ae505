package formweb

import (
	"net/http"

	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/form"
)

// listView is the forms in use, and those that nobody may fill yet.
type listView struct {
	InUse   web.Table
	Others  web.Table // for those alone who may read forms
	KeyIn   string    // for whoever is signed in
	Shipped string    // for whoever registers forms
}

// list answers GET /forms.
func (h handlers) list(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	inUse, err := h.Forms.InUse(r.Context())
	if err != nil {
		return err
	}
	v := listView{InUse: h.table(p, p.T("form.page.in_use.caption"), inUse)}
	if r.Who.May(form.CanRead, h.Forms.Home) {
		all, err := h.Forms.List(r.Context(), r.Who)
		if err != nil {
			return err
		}
		var others []*form.Layout
		for _, l := range all {
			if l.Number == "" || l.Approval == "" {
				others = append(others, l)
			}
		}
		v.Others = h.table(p, p.T("form.page.others"), others)
	}
	if r.Who.May(form.CanRegister, h.Forms.Home) {
		v.Shipped = p.Link("/forms/shipped")
	}
	if r.Who.SignedIn() {
		v.KeyIn = p.Link("/forms/key-in")
	}
	return r.Render(w, http.StatusOK, web.View{Title: p.T("form.page.title"), Menu: "/forms", Body: listPage(p, v)})
}

// table lists forms with what they cost people.
func (h handlers) table(p web.Page, caption string, list []*form.Layout) web.Table {
	t := web.Table{Caption: caption, Head: []string{
		p.T("form.page.form"), p.T("form.page.number"), p.T("form.page.authority"), p.T("form.page.valid"), p.T("form.page.asked"), p.T("form.page.held"), p.T("form.page.minutes"),
	}}
	for _, l := range list {
		minutes, b, ok := h.minutes(l)
		t.Rows = append(t.Rows, web.Row{
			Head: p.Name(l.Title), Href: p.Link("/forms/" + l.Version()),
			Cells: []string{web.Mark(p.Typed(l.Number)), web.Mark(p.Name(l.Authority)), p.T("form.page.until", "to", l.To), i18n.Number(float64(b.Asked), 0), i18n.Number(float64(b.Shown), 0), said(p, minutes, b, ok)},
		})
	}
	return t
}

// said is how long a form takes, and whether that was measured.
func said(p web.Page, minutes float64, b form.Burden, ok bool) string {
	switch {
	case !ok:
		return p.T("form.page.minutes.unknown")
	case b.Verified:
		return p.T("form.page.minutes.measured", "n", i18n.Number(minutes, 1))
	}
	return p.T("form.page.minutes.assumed", "n", i18n.Number(minutes, 1))
}
