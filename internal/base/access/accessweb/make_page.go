package accessweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// makeView is the form for a new account.
type makeView struct {
	User, Name, Phone string
	Place             placeField
	Wrong             refusal
}

func (h *Pages) form(w http.ResponseWriter, r *web.Request) error {
	return h.showForm(w, r, http.StatusOK, makeView{Place: newPlaceField(r.Page, r.Page.T("access.page.home"))})
}

func (h *Pages) showForm(w http.ResponseWriter, r *web.Request, status int, v makeView) error {
	p := r.Page
	return r.Render(w, status, web.View{
		Title: p.T("access.page.make"), Menu: "/accounts", Body: makePage(p, v),
		Crumbs: belowList(p, web.Plain(p.T("access.page.make"))),
	})
}

func belowList(p web.Page, last web.Text) []web.Crumb {
	return []web.Crumb{{Href: "/accounts", Text: web.Plain(p.T("access.page.list"))}, {Text: last}}
}

// make makes an account and shows its first password, once.
func (h *Pages) make(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	v := makeView{User: f.Get("user"), Name: f.Get("name"), Phone: f.Get("phone"), Place: newPlaceField(r.Page, r.Page.T("access.page.home"))}
	home, place, ok := h.choose(r, f, v.Place)
	v.Place = place
	if !ok {
		return h.showForm(w, r, http.StatusUnprocessableEntity, v)
	}
	a, password, err := h.Accounts.Make(r.Context(), r.Who, access.NewAccount{User: v.User, Name: v.Name, Phone: v.Phone, Home: home})
	if x, is := refused(r.Page, err); is {
		v.Wrong = x
		return h.showForm(w, r, x.status, v)
	}
	if err != nil {
		return err
	}
	return h.showPassword(w, r, http.StatusCreated, "access.page.made", a.ID, password)
}

// showPassword shows a password that was given out. It stands on this page and nowhere else.
func (h *Pages) showPassword(w http.ResponseWriter, r *web.Request, status int, title, account, password string) error {
	p := r.Page
	return r.Render(w, status, web.View{
		Title: p.T(title), Menu: "/accounts",
		Body:   passwordPage(p, p.T(title), password, p.Link("/accounts/"+account)),
		Crumbs: belowList(p, web.Plain(p.T(title))),
	})
}
