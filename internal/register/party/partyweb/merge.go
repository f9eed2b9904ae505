package partyweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// merge answers POST /persons/{id}/duplicates: the other entry is the same person, and readers are led here.
func (h handlers) merge(w http.ResponseWriter, r *web.Request) error {
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
	reason := strings.TrimSpace(f.Get("reason"))
	other, err := h.other(r, f.Get("other"))
	if err == nil && reason == "" {
		err = fault.New(fault.Invalid, "party.persons.reason.none").At("reason")
	}
	if err == nil {
		err = h.Persons.Merge(r.Context(), r.Who, id, other, reason)
	}
	if err != nil {
		return h.refused(w, r, id, mergeForm, err)
	}
	return h.back(w, r, id, "merged")
}

// unmerge answers POST /persons/{id}/duplicates/{other}/undo.
func (h handlers) unmerge(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "person")
	if err != nil {
		return err
	}
	other, err := named(r, "other", "person")
	if err != nil {
		return err
	}
	if err := h.Persons.Unmerge(r.Context(), r.Who, other, ""); err != nil {
		return err
	}
	return h.back(w, r, id, "unmerged")
}
