package bookingweb

import (
	"net/http"

	"mihe/internal/base/web"
)

// answer is one button of a form.
type answer struct{ Do, Label string }

// answer answers POST /holds/{id}: the place is taken, or given back, by the person or by whoever keeps the pool.
func (h handlers) answer(w http.ResponseWriter, r *web.Request) error {
	if err := read(r); err != nil {
		return err
	}
	who, err := h.whose().Actor(r, r.URL.Query().Get("mandate"))
	if err != nil {
		return err
	}
	id, said := r.PathValue("id"), "released"
	if typed(r, "do") == "take" {
		said = "taken"
		_, err = h.Bookings.Take(r.Context(), who, id)
	} else {
		_, err = h.Bookings.Release(r.Context(), who, id)
	}
	return h.answered(w, r, err, said)
}

// leave answers POST /waits/{id}.
func (h handlers) leave(w http.ResponseWriter, r *web.Request) error {
	if err := read(r); err != nil {
		return err
	}
	who, err := h.whose().Actor(r, r.URL.Query().Get("mandate"))
	if err != nil {
		return err
	}
	_, err = h.Bookings.Leave(r.Context(), who, r.PathValue("id"))
	return h.answered(w, r, err, "left")
}

// answered leads back to the page that the button stood on, or shows it again with what is wrong.
func (h handlers) answered(w http.ResponseWriter, r *web.Request, err error, said string) error {
	if pool := typed(r, "pool"); pool != "" {
		return h.after(w, r, err, pool, "", said)
	}
	mandate := r.URL.Query().Get("mandate")
	if err == nil {
		return r.SeeOther(w, "/bookings", "mandate", mandate, "done", said)
	}
	bad, status, ok := refusal(r.Page, err)
	if !ok {
		return err
	}
	return h.showMine(w, r, status, mandate, bad)
}
