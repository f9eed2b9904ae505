package partyweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// correct answers POST /persons/{id}/correct: a new version that supersedes the old one, with a reason.
func (h handlers) correct(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "person")
	if err != nil {
		return err
	}
	f, err := form(r)
	if err != nil {
		return err
	}
	// What stands there already is asked first: whether somebody elsewhere is there at all is not to be learned from a form.
	if _, err := h.Persons.Lives(r.Context(), r.Who, id); err != nil {
		return err
	}
	c := party.Correction{Name: f.Get("name"), Phone: f.Get("phone"), Address: f.Get("address"), Reason: strings.TrimSpace(f.Get("reason"))}
	if c.Region, err = h.placeAt(strings.TrimSpace(f.Get("region"))); err == nil && c.Reason == "" {
		err = fault.New(fault.Invalid, "party.persons.reason.none").At("reason")
	}
	if name, value, chosen := strings.Cut(f.Get("fact"), "="); chosen {
		c.Facts = party.Facts{party.Field(name): {Value: value, Source: strings.TrimSpace(f.Get("source")), AsOf: f.Get("as_of")}}
	}
	if err == nil {
		err = h.Persons.Correct(r.Context(), r.Who, id, c)
	}
	if e, ok := fault.As(err); ok && c.Facts[party.Field(e.Field)] != (party.Fact{}) {
		err = e.At("fact")
	}
	if err != nil {
		return h.refused(w, r, id, correctForm, err)
	}
	return h.back(w, r, id, "corrected")
}
