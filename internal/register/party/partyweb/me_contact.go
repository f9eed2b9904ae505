package partyweb

import (
	"net/http"

	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// contact corrects the reader's own telephone and address.
func (h handlers) contact(w http.ResponseWriter, r *web.Request) error {
	in, err := form(r)
	if err != nil {
		return err
	}
	c := party.Correction{Phone: in.Get("phone"), Address: in.Get("address")}
	err = h.Persons.Correct(r.Context(), r.Who, r.Who.Person, c)
	if err == nil {
		return r.SeeOther(w, "/me", "done", "contact")
	}
	f, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	v, says := meView{}, r.Page.T(f.Key, f.Args...)
	switch f.Field {
	case "phone":
		v.Phone.Error = says
	case "address":
		v.Street.Error = says
	default:
		v.Wrong = says
	}
	return h.showMe(w, r, status, v, &c)
}
