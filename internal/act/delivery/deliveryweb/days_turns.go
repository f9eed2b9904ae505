package deliveryweb

import (
	"net/http"
	"slices"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// The forms of a visit that is set.
const (
	doMove   = "move"
	doCancel = "cancel"
	doAccept = "accept"
)

// propose answers POST /days/of/{provider}/{on}/propose.
func (h days) propose(w http.ResponseWriter, r *web.Request) error {
	_, err := h.Deliveries.Propose(r.Context(), r.Who, r.PathValue("provider"), r.PathValue("on"))
	return h.turned(w, r, err, "proposed", bad{})
}

// adopt answers POST /days/of/{provider}/{on}/adopt.
func (h days) adopt(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	// Whose day it is comes first: what stands on it is not to be learned from the answer.
	d, err := h.Deliveries.DayPlan(r.Context(), r.Who, r.PathValue("provider"), r.PathValue("on"))
	if err != nil {
		return err
	}
	id := posted(r, "proposal")
	if d.Latest == nil || d.Latest.ID != id {
		return h.turned(w, r, fault.New(fault.Conflict, "delivery.days.newer"), "", bad{})
	}
	_, err = h.Deliveries.Adopt(r.Context(), r.Who, id, r.PostForm["without"])
	return h.turned(w, r, err, "adopted", bad{})
}

// change answers POST /days/of/{provider}/{on}/visits/{visit}: another time or carer for a visit of the day, or none; or what was reported of a missed one
// is taken in.
func (h days) change(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	d, err := h.Deliveries.DayPlan(r.Context(), r.Who, r.PathValue("provider"), r.PathValue("on"))
	if err != nil {
		return err
	}
	id := r.PathValue("visit")
	if !slices.ContainsFunc(d.Set, func(v delivery.Visit) bool { return v.ID == id }) {
		return fault.New(fault.NotFound, "access.absent")
	}
	b := bad{visit: id, do: posted(r, "do")}
	if b.do == doAccept {
		_, err := h.Deliveries.Accept(r.Context(), r.Who, id, posted(r, "reason"))
		if e, _ := fault.As(err); e == nil || e.Field != "reason" {
			b = bad{} // what else is wrong is said above: the form may be gone
		}
		return h.turned(w, r, err, "accepted", b)
	}
	c := delivery.Change{Step: delivery.Cancel, Reason: posted(r, "reason")}
	done := "cancelled"
	if b.do != doCancel {
		b.do, c.Step, done = doMove, delivery.Reschedule, "moved"
		at, err := time.ParseInLocation("2006-01-02 15:04", d.On+" "+posted(r, "from"), calendar.China)
		if err != nil {
			return h.turned(w, r, fault.New(fault.Invalid, "delivery.days.move.time").At("from"), "", b)
		}
		c.FromMs = at.UnixMilli()
		for _, name := range []string{"posts", "second"} {
			if post := posted(r, name); post != "" {
				c.Posts = append(c.Posts, post)
			}
		}
	}
	_, err = h.Deliveries.Change(r.Context(), r.Who, id, c)
	return h.turned(w, r, err, done, b)
}

// turned leads back to the day, or shows it again with what is wrong.
func (h days) turned(w http.ResponseWriter, r *web.Request, err error, done string, b bad) error {
	if err == nil {
		return r.SeeOther(w, dayPath(r.PathValue("provider"), r.PathValue("on")), "done", done)
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	b.says, b.field = r.Page.T(e.Key, e.Args...), e.Field
	if b.visit != "" && !slices.Contains([]string{"from", "posts", "reason"}, b.field) {
		b.field = "from" // the first of the form
	}
	return h.show(w, r, status, b)
}
