package bookingweb

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party/partyweb"
)

// Cases find whom a place is kept for; *casework.Service is one.
type Cases interface {
	Find(ctx context.Context, who access.Actor, said string) (ids []string, err error)
	View(ctx context.Context, who access.Actor, id, mandate string) (c casework.Case, actions []casework.Action, err error)
}

// Deps is what the pages are made from.
type Deps struct {
	Bookings *booking.Service
	Catalog  *catalog.Register
	Cases    Cases
	Mandates partyweb.Mandates
	Acting   string // what a mandate must be for, so that somebody answers for another
	Address  string // public address of the program; empty where nobody has set one
}

// Routes registers the pages.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /pools", booking.CanKeep, h.pools)                     // pools_page.go
	m.Handle("GET /pools/new", booking.CanKeep, h.openForm)              // open_page.go
	m.Handle("POST /pools", booking.CanKeep, h.open)                     // open_page.go
	m.Handle("GET /pools/{id}", booking.CanKeep, h.pool)                 // pool_page.go
	m.Handle("POST /pools/{id}", booking.CanKeep, h.change)              // pool_change.go
	m.Handle("POST /pools/{id}/claims", booking.CanHandle, h.claim)      // pool_change.go
	m.Handle("POST /holds/{id}/loan", booking.CanKeep, h.lend)           // loans.go
	m.Handle("POST /loans/{id}", booking.CanKeep, h.end)                 // loans.go
	m.Handle("GET /bookings", access.Own, h.mine)                        // mine_page.go
	m.Handle("POST /holds/{id}", access.Own, h.answer)                   // answer.go
	m.Handle("POST /waits/{id}", access.Own, h.leave)                    // answer.go
	m.Handle("GET /calendar", access.Own, h.calendar)                    // calendar_page.go
	m.Handle("POST /calendar", access.Own, h.subscribe)                  // calendar_page.go
	m.Handle("POST /calendar/addresses/{id}/close", access.Own, h.close) // calendar_page.go
	m.Handle("GET /calendar/{secret}", access.Public, h.feed)            // feed.go
}

type handlers struct{ Deps }

// key is one of the caller's own for a form that makes something: sent twice, it makes one.
func key() string { return rand.Text() }

// typed reads a field of a form.
func typed(r *web.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

// number reads a field that holds a whole number; what is none is refused at the field by the use case, which takes no number below its bounds.
func number(r *web.Request, name string) int {
	n, err := strconv.Atoi(typed(r, name))
	if err != nil {
		return -1
	}
	return n
}

// read takes a form apart.
func read(r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "booking.page.unread")
	}
	return nil
}

// done says what has just been done, when the address says so.
func done(r *web.Request) string {
	if k := "booking.done." + r.URL.Query().Get("done"); r.Page.Words().Has(k) {
		return r.Page.T(k)
	}
	return ""
}

// wrong is what a page says of a refusal: at one of its fields, or above them.
type wrong struct{ field, says string }

func (w wrong) at(field string) string {
	if w.field == field {
		return w.says
	}
	return ""
}

// above is what is wrong at none of the fields named.
func (w wrong) above(fields ...string) string {
	if slices.Contains(fields, w.field) {
		return ""
	}
	return w.says
}

// refusal is what a page that is shown again says; ok is false for errors that the reader cannot mend there.
func refusal(p web.Page, err error) (w wrong, status int, ok bool) {
	e, status, ok := web.Refusal(err)
	if !ok {
		return wrong{}, 0, false
	}
	return wrong{e.Field, p.T(e.Key, e.Args...)}, status, true
}
