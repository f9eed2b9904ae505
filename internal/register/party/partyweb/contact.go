package partyweb

import (
	"net/http"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// contact corrects the reader's own telephone and address.
func (h handlers) contact(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "party.page.unread")
	}
	c := party.Correction{Phone: r.PostFormValue("phone"), Address: r.PostFormValue("address")}
	err := h.Persons.Correct(r.Context(), r.Who, r.Who.Person, c)
	if err == nil {
		return r.SeeOther(w, "/me", "done", "contact")
	}
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	v, says, status := meView{}, r.Page.T(f.Key, f.Args...), http.StatusUnprocessableEntity
	if f.Kind == fault.Conflict {
		status = http.StatusConflict
	}
	switch f.Field {
	case "phone":
		v.Phone.Error = says
	case "address":
		v.Street.Error = says
	default:
		v.Wrong = says
	}
	return h.show(w, r, status, v, &c)
}
