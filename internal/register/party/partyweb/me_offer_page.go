package partyweb

import (
	"net/http"
	"net/url"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// offerView is the form by which the reader lets a relative act.
type offerView struct {
	Name, Until web.Field
	Matters     []choice
	Wrong       string // what is wrong at no field
	WrongWhat   string
}

// choice is a matter, and whether it is ticked.
type choice struct {
	Matter
	On bool
}

// offerForm answers GET /me/mandates/new. Whom the register does not know has nothing that another could do for them.
func (h handlers) offerForm(w http.ResponseWriter, r *web.Request) error {
	if _, err := h.Persons.Show(r.Context(), r.Who, r.Who.Person, party.View{Purpose: access.OwnData, Groups: party.Groups}); err != nil {
		return err
	}
	return h.showOffer(w, r, http.StatusOK, url.Values{}, nil)
}

// showOffer shows the form, with what was typed into one that was refused.
func (h handlers) showOffer(w http.ResponseWriter, r *web.Request, status int, typed url.Values, wrong *fault.Error) error {
	p := r.Page
	at := func(field string) string {
		if wrong == nil || wrong.Field != field {
			return ""
		}
		return p.T(wrong.Key, wrong.Args...)
	}
	v := offerView{
		Name: web.Field{
			Name: "name", Label: p.T("party.me.offer.name"), Hint: p.T("party.me.offer.name.hint"), Value: typed.Get("name"), Error: at("name"), Required: true, Complete: "off",
		},
		Until:     web.Field{Name: "until", Label: p.T("party.persons.delegate.until"), Kind: "date", Value: typed.Get("until"), Error: at("until"), Required: true},
		WrongWhat: at("what"), Wrong: at(""),
	}
	for _, m := range h.Matters {
		v.Matters = append(v.Matters, choice{m, slices.Contains(typed["what"], m.What)})
	}
	return r.Render(w, status, web.View{
		Title: p.T("party.me.offer"), Menu: "/me", Body: offerPage(p, v), Crumbs: below(p, "party.me.offer"),
	})
}

// offer answers POST /me/mandates: the code, which stands on this page and nowhere else.
func (h handlers) offer(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	n := party.NewOffer{Name: f.Get("name"), What: f["what"], Until: f.Get("until")}
	code := ""
	if err = h.offered(n.What); err == nil {
		code, err = h.Persons.Offer(r.Context(), r.Who, n)
	}
	if e, status, ok := web.Refusal(err); ok {
		return h.showOffer(w, r, status, f, e)
	}
	if err != nil {
		return err
	}
	p := r.Page
	return r.Render(w, http.StatusCreated, web.View{
		Title: p.T("party.me.offer.made"), Menu: "/me", Body: offeredPage(p, n.Name, code), Crumbs: below(p, "party.me.offer"),
	})
}
