package partyweb

import (
	"net/http"

	"mihe/internal/base/web"
)

// revokeMine ends a mandate that the reader gave, or gives one back that the reader holds.
func (h handlers) revokeMine(w http.ResponseWriter, r *web.Request) error {
	if err := h.Persons.Revoke(r.Context(), r.Who, r.PathValue("id")); err != nil {
		return err
	}
	return r.SeeOther(w, "/me", "done", "revoked")
}
