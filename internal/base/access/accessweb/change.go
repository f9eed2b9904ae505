package accessweb

import (
	"context"
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// change does something to the account that the path names and goes back to its page.
func (h *Pages) change(w http.ResponseWriter, r *web.Request, do func(ctx context.Context, who access.Actor, account string) error) error {
	id, err := named(r, "id", "acct")
	if err != nil {
		return err
	}
	if err := do(r.Context(), r.Who, id); err != nil {
		return err
	}
	return h.back(w, r, id)
}

func (h *Pages) disable(w http.ResponseWriter, r *web.Request) error {
	return h.change(w, r, h.Accounts.Disable)
}

func (h *Pages) enable(w http.ResponseWriter, r *web.Request) error {
	return h.change(w, r, h.Accounts.Enable)
}

func (h *Pages) resetFactor(w http.ResponseWriter, r *web.Request) error {
	return h.change(w, r, h.Accounts.ResetFactor)
}

// erase removes the person for good, once the reader has said that they mean it.
func (h *Pages) erase(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	if f.Get("sure") != yes {
		return h.showAccount(w, r, http.StatusUnprocessableEntity, showView{
			Erase: r.Page.T("access.page.erase.unsure"), Give: h.emptyGive(r.Page),
		})
	}
	return h.change(w, r, h.Accounts.Erase)
}

// reset gives out a new password and shows it, once.
func (h *Pages) reset(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "acct")
	if err != nil {
		return err
	}
	password, waits, err := h.Accounts.ResetPassword(r.Context(), r.Who, id)
	if err != nil {
		return err
	}
	if waits {
		return h.showPassword(w, r, http.StatusAccepted, "access.page.reset.waits", id, password)
	}
	return h.showPassword(w, r, http.StatusOK, "access.page.reset", id, password)
}
