package app

import (
	"strings"
	"testing"

	"mihe/internal/act/booking"
	"mihe/internal/base/access"
)

// booked is a pool of the county with somebody who has its one place, and somebody who waits.
type booked struct{ offer, pool, hold, wait string }

// book opens a pool at the services that the object column tells apart.
func (w *world) book(t *testing.T) {
	t.Helper()
	ctx, who := t.Context(), access.System("clerk", booking.CanHandle)
	w.booked = map[string]booked{}
	for _, object := range []string{published, actsFor} {
		s := w.services[object]
		p, err := w.Bookings.OpenPool(ctx, who, booking.Pool{Service: s.ID, Offer: s.Offers[0].ID, Unit: "seat", Total: 1, HoldHours: 720})
		w.must(t, err)
		c := booking.Claim{Pool: p.ID, Units: 1, Person: w.elder(t, "person"), Key: "one"}
		h, err := w.Bookings.Claim(ctx, who, c)
		w.must(t, err)
		x, err := w.Bookings.Join(ctx, who, c)
		w.must(t, err)
		w.booked[object] = booked{s.ID + " " + s.Offers[0].ID, p.ID, h.ID, x.ID}
	}
}

// bookingRequest is about a pool, a hold or a wait, or a loan that is not there. What a form leaves out is refused; what is given back, or left,
// stays so for the next who asks.
func (w *world) bookingRequest(t *testing.T, q *request, object string, p *person) {
	t.Helper()
	b, ok := w.booked[object]
	if !ok {
		b = w.booked[published]
	}
	w.assigned(t, object, p)
	q.form.Set("offer", b.offer)
	id := map[string]string{"/pools/": b.pool, "/holds/": b.hold, "/waits/": b.wait, "/loans/": "loan_01ke5y3x80a9svzgxj00m6c4xb"}
	for prefix, one := range id {
		if strings.HasPrefix(q.path, prefix) {
			q.path = strings.Replace(q.path, "{id}", one, 1)
		}
	}
	if strings.HasSuffix(q.path, "/loan") {
		q.form.Set("pool", b.pool)
	}
}
