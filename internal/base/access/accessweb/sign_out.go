package accessweb

import (
	"net/http"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// postSignOut ends the session. Whoever has none any more is out already.
func (h *Pages) postSignOut(w http.ResponseWriter, r *web.Request) error {
	out := yes
	if h.recall(r.Request, inProvider) == yes {
		out = "provider"
	}
	if r.Who.SignedIn() {
		if err := h.Accounts.EndSession(r.Context(), r.Who, h.here(r)); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	if err := h.leave(w, r); err != nil {
		return err
	}
	return r.SeeOther(w, "/sign-in", "out", out)
}

// endSession ends one of the reader's sessions on another device.
func (h *Pages) endSession(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	hash := f.Get("session")
	if !hashForm.MatchString(hash) {
		return fault.New(fault.NotFound, "access.absent")
	}
	if hash == h.here(r) {
		return h.postSignOut(w, r)
	}
	if err := h.Accounts.EndSession(r.Context(), r.Who, hash); err != nil {
		return err
	}
	return r.SeeOther(w, "/account#sessions")
}
