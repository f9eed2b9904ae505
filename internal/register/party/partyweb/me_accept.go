package partyweb

import (
	"net/http"

	"mihe/internal/base/web"
)

// accept answers POST /me/mandates/accept: the reader acts for whoever handed over the code. A wrong one is said at its field.
func (h handlers) accept(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	_, err = h.Persons.Accept(r.Context(), r.Who, f.Get("code"))
	if e, status, ok := web.Refusal(err); ok {
		v := meView{}
		v.Code.Value, v.Code.Error = f.Get("code"), r.Page.T(e.Key, e.Args...)
		return h.showMe(w, r, status, v, nil)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/me", "done", "accepted")
}
