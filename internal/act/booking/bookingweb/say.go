package bookingweb

import (
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// title is what a pool is called: the service and where.
func title(p web.Page, b booking.Pool) string {
	return p.T("booking.page.title", "service", web.Mark(p.Name(b.Name)), "place", web.Mark(p.Name(b.Place)))
}

// units says how many of what.
func units(p web.Page, b booking.Pool, n int) string {
	return p.T("booking.page.units", "n", n, "unit", p.T("catalog.unit."+b.Unit))
}

// room says how much is free, kept and waited for.
func room(p web.Page, v booking.View) string {
	waiting := 0
	for _, w := range v.Line {
		if w.Standing == booking.Waiting {
			waiting++
		}
	}
	return p.T("booking.page.room", "free", max(v.Free, 0), "total", v.Total, "waiting", waiting)
}

// standing says what a hold is.
func standing(p web.Page, h booking.Hold) (says string, mood web.Mood) {
	if h.State == booking.Taken {
		return p.T("booking.state.taken"), web.Done
	}
	if h.Wait != "" {
		return p.T("booking.state.offered", "day", p.Day(calendar.Day(time.UnixMilli(h.ExpiresMs-1)))), web.Current
	}
	return p.T("booking.state.held", "until", p.Instant(h.ExpiresMs)), web.Current
}

// lent says until when a device is out, and whether it is late.
func lent(p web.Page, l booking.Loan, today string) (says string, mood web.Mood) {
	switch {
	case l.Late(today):
		return p.T("booking.loan.late", "day", p.Day(l.DueOn)), web.Late
	case l.State == booking.Lent:
		return p.T("booking.loan.until", "day", p.Day(l.DueOn)), web.Current
	case l.State == booking.Lost:
		return p.T("booking.loan.gone", "day", p.Day(l.EndedOn)), web.Neutral
	}
	return p.T("booking.loan.back", "day", p.Day(l.EndedOn), "condition", p.T("booking.condition."+l.Condition)), web.Done
}

// called is the number by which people speak of a hold, a wait or a loan.
func called(p web.Page, id string) string {
	return p.T("booking.page.number", "number", ident.Number(id))
}
