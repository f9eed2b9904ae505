package opennessweb

import (
	"net/http"
	"slices"
	"strconv"

	"mihe/internal/account/openness"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// take answers POST /publication: one step for every series that was chosen, or for none of them.
func (h *handlers) take(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "openness.step.unknown")
	}
	f := r.PostForm
	a := ask(f.Get)
	s := stepView{
		Attribute: f.Get("attribute"), Basis: f.Get("basis"), Reason: f.Get("reason"), Everyone: f.Get("all") == "1", chosen: map[string]bool{},
	}
	wish := openness.Wish{Step: openness.Step(f.Get("step")), Series: f["series"]}
	for _, id := range wish.Series {
		s.chosen[id] = true
	}
	switch wish.Step {
	case openness.Propose:
		wish.Attribute, wish.Basis = openness.Attribute(s.Attribute), s.Basis
	case openness.Refuse, openness.Withdraw:
		wish.Reason = s.Reason
	default: // the other steps say nothing
	}
	if s.Everyone {
		var err error
		if wish.Series, err = h.everyone(r, a); err != nil {
			return err
		}
	}
	err := h.Openness.Take(r.Context(), r.Who, wish)
	if err == nil {
		return r.SeeOther(w, "/publication", "state", string(a.state), "q", a.query, "done", strconv.Itoa(len(wish.Series)))
	}
	return h.again(w, r, a, s, err)
}

// everyone lists all that the filter finds.
func (h *handlers) everyone(r *web.Request, a asked) (ids []string, err error) {
	all, err := h.Openness.List(r.Context(), r.Who)
	if err != nil {
		return nil, err
	}
	n, err := h.names()
	for _, l := range h.filtered(r.Page, all, n, a) {
		ids = append(ids, l.ID())
	}
	return ids, err
}

// again shows the form as it was filled in, with what was wrong. Nothing has been changed.
func (h *handlers) again(w http.ResponseWriter, r *web.Request, a asked, s stepView, err error) error {
	e, ok := fault.As(err)
	if !ok || e.Kind == fault.Internal || e.Kind == fault.Unavailable {
		return err
	}
	status := map[fault.Kind]int{fault.Conflict: http.StatusConflict, fault.Denied: http.StatusForbidden, fault.NotFound: http.StatusNotFound}[e.Kind]
	if status == 0 {
		status = http.StatusUnprocessableEntity
	}
	field := e.Field
	if !slices.Contains([]string{"series", "attribute", "basis", "reason"}, field) {
		field = "" // no field of the form: said above it
	}
	s.Wrong = map[string]string{field: web.Unmarked(r.Page.T(e.Key, e.Args...))}
	return h.show(w, r, status, a, s, "")
}
