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

// step answers POST /visits/{id}/{step}: a step of one of the reader's own visits, taken now. What does not fit is said at the visit.
func (h handlers) step(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "delivery.wrong")
	}
	days, err := h.days(r, -1, 0, 1) // yesterday's page may still be open
	if err != nil {
		return err
	}
	m := delivery.Move{
		Visit: r.PathValue("id"), Step: delivery.Step(r.PathValue("step")), ClaimedMs: h.Now().UnixMilli(), Code: strings.TrimSpace(r.PostFormValue("code")),
	}
	own := slices.ContainsFunc(slices.Concat(days...), func(v delivery.Shown) bool { return v.ID == m.Visit })
	if !own || !slices.Contains(delivery.Moves, m.Step) {
		return fault.New(fault.NotFound, "access.absent")
	}
	id, err := ident.New("move", h.Now(), h.Random)
	if err != nil {
		return err
	}
	m.ID = strings.TrimPrefix(id, "move_")
	done, err := h.Deliveries.Move(r.Context(), r.Who, m)
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

// vain tells whether a code was handed in with a report that was taken, and the code was not.
func vain(m delivery.Move, done delivery.Moved) bool {
	return done.Outcome != delivery.Conflict && m.Code != "" && (m.Step == delivery.Finish || m.Step == delivery.Confirm) && !done.Taken
}
