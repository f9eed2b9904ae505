package deliveryweb

import (
	"net/http"
	"slices"
	"strings"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// step answers POST /visits/{id}/{step}: a step of one of the reader's own visits, taken now. The form holds the identifier of the
// report, so that pressing twice reports once. What does not fit is said at the visit.
func (h handlers) step(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "delivery.wrong")
	}
	days, err := h.days(r, -1, 0, 1) // yesterday's page may still be open
	if err != nil {
		return err
	}
	after, err := h.Deliveries.Afterwards(r.Context(), r.Who)
	if err != nil {
		return err
	}
	m := delivery.Move{
		Visit: r.PathValue("id"), Step: delivery.Step(r.PathValue("step")), ID: r.PostFormValue("move"), Code: strings.TrimSpace(r.PostFormValue("code")),
	}
	own := slices.ContainsFunc(slices.Concat(slices.Concat(days...), after), func(v delivery.Shown) bool { return v.ID == m.Visit })
	if !own || !slices.Contains(delivery.Moves, m.Step) {
		return fault.New(fault.NotFound, "access.absent")
	}
	if m.ID == "" { // a page of an older release is still open
		if m.ID, err = h.mint(); err != nil {
			return err
		}
	}
	done, err := h.Deliveries.Press(r.Context(), r.Who, m)
	if err != nil {
		e, status, ok := web.Refusal(err)
		if !ok {
			return err
		}
		return h.show(w, r, status, wrong{m.Visit, r.Page.T(e.Key, e.Args...)})
	}
	if done.Outcome == delivery.Conflict {
		return h.show(w, r, http.StatusConflict, wrong{m.Visit, r.Page.T(done.Said())})
	}
	if vain(m, done) {
		return r.SeeOther(w, today, "done", "vain")
	}
	return r.SeeOther(w, today, "done", string(m.Step))
}

// mint makes the identifier of a report, as a phone does.
func (h handlers) mint() (string, error) {
	id, err := ident.New("move", h.Now(), h.Random)
	return strings.TrimPrefix(id, "move_"), err
}

// vain tells whether a code was handed in with a report that was taken, and the code was not.
func vain(m delivery.Move, done delivery.Moved) bool {
	return done.Outcome != delivery.Conflict && m.Code != "" && (m.Step == delivery.Finish || m.Step == delivery.Confirm) && !done.Taken
}
