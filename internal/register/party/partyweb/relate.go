package partyweb

import (
	"net/http"

	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// relate answers POST /persons/{id}/relations.
func (h handlers) relate(w http.ResponseWriter, r *web.Request) error {
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
	other, err := h.other(r, f.Get("other"))
	if err == nil {
		_, err = h.Persons.Relate(r.Context(), r.Who, party.Relation{
			Person: id, Other: other, Kind: party.RelationKind(f.Get("kind")), Shown: party.Shown(f.Get("shown")), From: f.Get("from"),
		})
	}
	if err != nil {
		return h.refused(w, r, id, relateForm, err)
	}
	return h.back(w, r, id, "related")
}

// part answers POST /persons/{id}/relations/{relation}/end.
func (h handlers) part(w http.ResponseWriter, r *web.Request) error {
	id, err := named(r, "id", "person")
	if err != nil {
		return err
	}
	relation, err := named(r, "relation", "relation")
	if err != nil {
		return err
	}
	if err := h.Persons.Part(r.Context(), r.Who, id, relation); err != nil {
		return err
	}
	return h.back(w, r, id, "parted")
}
