package bookingweb

import (
	"net/http"

	"mihe/internal/act/booking"
	"mihe/internal/base/web"
)

// lend answers POST /holds/{id}/loan.
func (h handlers) lend(w http.ResponseWriter, r *web.Request) error {
	if err := read(r); err != nil {
		return err
	}
	hold := r.PathValue("id")
	l, err := h.Bookings.Lend(r.Context(), r.Who, booking.NewLoan{Hold: hold, Piece: typed(r, "piece"), DueOn: typed(r, "due_on")})
	return h.after(w, r, err, from(r, l.Pool), hold, "lent")
}

// end answers POST /loans/{id}: the device came back, or it will not.
func (h handlers) end(w http.ResponseWriter, r *web.Request) error {
	if err := read(r); err != nil {
		return err
	}
	id, said := r.PathValue("id"), "returned"
	var l booking.Loan
	var err error
	if typed(r, "do") == "lost" {
		said = "lost"
		l, err = h.Bookings.Lose(r.Context(), r.Who, id)
	} else {
		l, err = h.Bookings.Return(r.Context(), r.Who, id, typed(r, "condition"))
	}
	return h.after(w, r, err, from(r, l.Pool), id, said)
}

// from is the pool of the page on which a form stood, which is known where nothing was changed too.
func from(r *web.Request, pool string) string {
	if pool != "" {
		return pool
	}
	return typed(r, "pool")
}
