package bookingweb

import (
	"net/http"

	"mihe/internal/act/booking"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// change answers POST /pools/{id}.
func (h handlers) change(w http.ResponseWriter, r *web.Request) error {
	if err := read(r); err != nil {
		return err
	}
	id := r.PathValue("id")
	_, err := h.Bookings.ChangePool(r.Context(), r.Who, id, booking.PoolChange{Total: number(r, "total"), HoldHours: number(r, "hold_hours"), Until: typed(r, "until")})
	return h.after(w, r, err, id, "change", "changed")
}

// claim answers POST /pools/{id}/claims: keeps a place for whom a case is about, or puts them at the end of the line.
func (h handlers) claim(w http.ResponseWriter, r *web.Request) error {
	if err := read(r); err != nil {
		return err
	}
	id, said := r.PathValue("id"), "claimed"
	c := booking.Claim{Pool: id, Units: number(r, "units"), Key: typed(r, "key")}
	err := h.find(r, &c)
	if err == nil {
		if typed(r, "do") == "join" {
			said = "joined"
			_, err = h.Bookings.Join(r.Context(), r.Who, c)
		} else {
			_, err = h.Bookings.Claim(r.Context(), r.Who, c)
		}
	}
	return h.after(w, r, err, id, "claim", said)
}

// find fills in whom the case with the number that was typed is about. That the actor looked stands among the uses of the person's data.
func (h handlers) find(r *web.Request, c *booking.Claim) error {
	if _, err := h.Bookings.Pool(r.Context(), r.Who, c.Pool); err != nil { // whoever may not know of the pool learns nothing of cases
		return err
	}
	ids, err := h.Cases.Find(r.Context(), r.Who, typed(r, "number"))
	if err != nil {
		return err
	}
	if len(ids) != 1 {
		return fault.New(fault.Invalid, "booking.page.case").At("number")
	}
	one, _, err := h.Cases.View(r.Context(), r.Who, ids[0], "")
	c.Person, c.For = one.Person, one.ID
	return err
}

// after leads back to the pool, or shows it again with what is wrong.
func (h handlers) after(w http.ResponseWriter, r *web.Request, err error, pool, form, said string) error {
	if err == nil {
		return r.SeeOther(w, "/pools/"+pool, "done", said)
	}
	bad, status, ok := refusal(r.Page, err)
	if !ok {
		return err
	}
	return h.showPool(w, r, status, pool, form, bad)
}
