package partyweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// delegate answers POST /persons/{id}/mandates: a mandate given at the counter or on paper, from today on.
func (h handlers) delegate(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "person")
	if err != nil {
		return err
	}
	f, err := form(r)
	if err != nil {
		return err
	}
	if _, err := h.Persons.Lives(r.Context(), r.Who, id); err != nil {
		return err
	}
	m := party.Mandate{
		For: id, What: f["what"], From: calendar.Day(h.Now()), Until: f.Get("until"), Shown: party.Shown(f.Get("shown")), Paper: strings.TrimSpace(f.Get("paper")),
	}
	if m.Who, err = h.other(r, f.Get("other")); err == nil {
		err = h.offered(m.What)
	}
	if err == nil {
		who := r.Who
		if who.Channel = access.Counter; m.Shown == party.OnPaper {
			who.Channel = access.Paper
		}
		_, err = h.Persons.Delegate(r.Context(), who, m)
	}
	if e, ok := fault.As(err); ok && e.Field == "who" {
		err = e.At("other")
	}
	if err != nil {
		return h.refused(w, r, id, mandateForm, err)
	}
	return h.back(w, r, id, "delegated")
}

// offered refuses what no programme offers to do under a mandate.
func (h handlers) offered(what []string) error {
	for _, one := range what {
		known := false
		for _, m := range h.Matters {
			known = known || m.What == one
		}
		if !known {
			return fault.New(fault.Invalid, "party.mandate.what").At("what")
		}
	}
	return nil
}

// revoke answers POST /persons/{id}/mandates/{mandate}/revoke.
func (h handlers) revoke(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "person")
	if err != nil {
		return err
	}
	mandate, err := named(r, "mandate", "mandate")
	if err != nil {
		return err
	}
	if err := h.Persons.Revoke(r.Context(), r.Who, mandate); err != nil {
		return err
	}
	return h.back(w, r, id, "revoked")
}
