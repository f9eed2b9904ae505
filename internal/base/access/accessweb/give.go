package accessweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// give gives the account a role in a region.
func (h *Pages) give(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "acct")
	if err != nil {
		return err
	}
	f, err := form(r)
	if err != nil {
		return err
	}
	v := giveView{Role: f.Get("role"), From: f.Get("from"), Until: f.Get("until"), Place: newPlaceField(r.Page, r.Page.T("access.page.give.place"))}
	at, place, ok := h.choose(r, f, v.Place)
	v.Place = place
	if !ok {
		return h.showAccount(w, r, http.StatusUnprocessableEntity, showView{Give: v})
	}
	_, err = h.Accounts.Give(r.Context(), r.Who, access.NewMandate{
		Account: id, Mandate: access.Mandate{Role: access.Role(v.Role), At: at}, From: v.From, Until: v.Until,
	})
	if x, is := refused(r.Page, err); is {
		v.Wrong = x
		return h.showAccount(w, r, x.status, showView{Give: v})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/accounts/"+id)
}

// take takes a role back.
func (h *Pages) take(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "acct")
	if err != nil {
		return err
	}
	mandate, err := named(r, "mandate", "mandate")
	if err != nil {
		return err
	}
	if err := h.Accounts.Take(r.Context(), r.Who, id, mandate); err != nil {
		return err
	}
	return r.SeeOther(w, "/accounts/"+id)
}
