package evidenceweb

import (
	"net/http"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
)

// end answers POST /persons/{id}/confirming/{means}/end: means that are lost, or not wanted any more.
func (h handlers) end(w http.ResponseWriter, r *web.Request) error {
	id, _, err := posted(r)
	if err != nil {
		return err
	}
	means, err := h.means(r, id)
	if err != nil {
		return err
	}
	if _, err := h.Evidence.Withdraw(r.Context(), r.Who, means); err != nil {
		return h.refused(w, r, "", err)
	}
	return r.SeeOther(w, back(id), "done", "ended")
}

// means are those that the path names, and that the person of the path has or had.
func (h handlers) means(r *web.Request, id string) (string, error) {
	means, err := named(r, "means", "means")
	if err != nil {
		return "", err
	}
	list, err := h.Evidence.MeansOf(r.Context(), r.Who, id)
	if err == nil && !slices.ContainsFunc(list, func(m evidence.Means) bool { return m.ID == means }) {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return means, err
}
