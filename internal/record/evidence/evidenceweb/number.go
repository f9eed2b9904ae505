package evidenceweb

import (
	"net/http"

	"mihe/internal/base/web"
)

// number answers POST /persons/{id}/confirming/number: it notes at which number the person is called.
func (h handlers) number(w http.ResponseWriter, r *web.Request) error {
	id, f, err := posted(r)
	if err != nil {
		return err
	}
	if _, err := h.Evidence.NoteNumber(r.Context(), r.Who, id, f.Get("number")); err != nil {
		return h.refused(w, r, numberForm, err)
	}
	return r.SeeOther(w, back(id), "done", "noted")
}

// second answers POST /persons/{id}/confirming/{means}/second: a colleague has asked the person, too.
func (h handlers) second(w http.ResponseWriter, r *web.Request) error {
	id, _, err := posted(r)
	if err != nil {
		return err
	}
	means, err := h.means(r, id)
	if err != nil {
		return err
	}
	if _, err := h.Evidence.SecondNumber(r.Context(), r.Who, means); err != nil {
		return h.refused(w, r, numberForm, err)
	}
	return r.SeeOther(w, back(id), "done", "seconded")
}
