package accessweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// waitView is what an account waits for, and whether the reader may confirm it.
type waitView struct {
	ID, Says, Whom string
	May            bool
}

// confirm lets what another administrator asked of the account take effect.
func (h *Pages) confirm(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "acct")
	if err != nil {
		return err
	}
	f, err := form(r)
	if err != nil {
		return err
	}
	if err := h.Accounts.Confirm(r.Context(), r.Who, id, f.Get("request")); err != nil {
		return err
	}
	return r.SeeOther(w, "/accounts/"+id)
}

// back goes back to the page of an account, which says when what was asked waits.
func (h *Pages) back(w http.ResponseWriter, r *web.Request, account string) error {
	waits, err := h.Accounts.Waits(r.Context(), r.Who, account)
	if err != nil {
		return err
	}
	if waits {
		return r.SeeOther(w, "/accounts/"+account, "done", "waits")
	}
	return r.SeeOther(w, "/accounts/"+account)
}

// wait says what an account waits for; nil, it does not.
func (h *Pages) wait(p web.Page, v access.Shown) *waitView {
	if v.Waits == nil {
		return nil
	}
	whom := "access.page.waits.either"
	if v.Confirms != access.ConfirmAccount {
		whom = "access.page.waits.security"
	}
	return &waitView{
		ID: v.Waits.ID, May: v.MayConfirm, Whom: p.T(whom),
		Says: p.T("access.page.waits."+string(v.Waits.What), "when", instant(v.Waits.AtMs), "who", v.Waits.By),
	}
}
