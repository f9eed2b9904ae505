package accessweb

import (
	"net/http"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// password changes the reader's own. The session goes on under a new token; all others end.
func (h *Pages) password(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	if f.Get("new") != f.Get("again") {
		err = fault.New(fault.Invalid, "access.page.password.differ").At("again")
	} else {
		err = h.Accounts.ChangePassword(r.Context(), r.Who, f.Get("old"), f.Get("new"), h.here(r))
	}
	if x, ok := refused(r.Page, err); ok {
		return h.showMine(w, r, x.status, mineView{Wrong: x})
	}
	if err != nil {
		return err
	}
	if err := h.renew(w, r); err != nil {
		return err
	}
	return r.SeeOther(w, "/account", "done", "password")
}
