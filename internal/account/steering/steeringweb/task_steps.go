package steeringweb

import (
	"net/http"
	"strconv"

	"mihe/internal/account/steering"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// step answers POST /tasks/{id}/{step}: one step, then the task again.
func (h handlers) step(step steering.Step) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		if err := r.ParseForm(); err != nil {
			return fault.Wrap(err, fault.Invalid, "steering.form.unreadable")
		}
		id := r.PathValue("id")
		days, err := strconv.Atoi(r.PostFormValue("days"))
		if err != nil {
			days = 0 // refused where a number is asked for
		}
		reason := r.PostFormValue("reason")
		_, err = h.Tasks.Act(r.Context(), r.Who, id, steering.Deed{Step: step, Reason: reason, Days: days})
		if e, ok := fault.As(err); ok && e.Kind == fault.Invalid && e.Field != "" {
			return h.showTask(w, r, http.StatusUnprocessableEntity, step, web.Field{Value: reason}, err)
		}
		if err != nil {
			return err
		}
		return r.SeeOther(w, "/tasks/"+id)
	}
}
