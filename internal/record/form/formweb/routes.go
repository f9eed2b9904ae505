package formweb

import (
	"context"
	"net/url"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/record/form"
)

// Deps is what the pages are made from.
type Deps struct {
	Forms *form.Service
	// Home is where a person is registered; fault.NotFound when nobody is.
	Home    func(ctx context.Context, person string) (region.Key, error)
	Minutes []form.Minutes // for one field, in the order of their days
	// KeyIn is where sheets of a form are keyed in with what they are to begin, such as a case; empty, here. nil: all here.
	KeyIn func(s form.Sheet, l *form.Layout) string
	Now   func() time.Time
}

// Routes registers the pages. Who may fill a form for whom the use cases say: the person, and officers of the place.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /forms", access.Public, h.list)                          // list_page.go
	m.Handle("GET /forms/{id}", access.Public, h.show)                     // form_page.go
	m.Handle("GET /forms/shipped", form.CanRegister, h.shipped)            // shipped_page.go
	m.Handle("GET /forms/shipped/{form}", form.CanRegister, h.official)    // shipped_page.go
	m.Handle("POST /forms/shipped/{form}", form.CanRegister, h.registered) // shipped_page.go
	m.Handle("GET /forms/print/{id}", access.Own, h.ask)                   // print_page.go
	m.Handle("POST /forms/print/{id}", access.Own, h.print)                // print_page.go
	m.Handle("GET /forms/sheets/{code}", access.Own, h.sheet)              // sheet_page.go
	m.Handle("GET /forms/sheets/{code}/qr.svg", access.Own, h.qr)          // sheet_page.go
	m.Handle("GET /forms/key-in", access.Own, h.keyIn)                     // key_in_page.go
	m.Handle("POST /forms/key-in", access.Own, h.keep)                     // key_in_page.go
	m.Handle("GET /forms/filled/{id}", access.Own, h.filled)               // filled_page.go
}

type handlers struct{ Deps }

// elsewhere is where a sheet is keyed in, if not here.
func (h handlers) elsewhere(s form.Sheet, l *form.Layout) string {
	if h.KeyIn == nil || s.UsedBy != "" {
		return ""
	}
	return h.KeyIn(s, l)
}

func (h handlers) today() string { return calendar.Day(h.Now()) }

// minutes is how long one filling takes a person, and whether somebody has measured it; false when no parameter holds.
func (h handlers) minutes(l *form.Layout) (minutes float64, b form.Burden, ok bool) {
	b, ok = form.BurdenOf(l, 1, h.today(), h.Minutes)
	return b.Hours * 60 / float64(b.Times), b, ok
}

// address is where a page is found from paper: by HTTPS, but for a program that is tried on the reader's own machine.
func address(r *web.Request, path, query string) string {
	u := url.URL{Scheme: "https", Host: r.Host, Path: path, RawQuery: query}
	if name := u.Hostname(); name == "localhost" || strings.HasPrefix(name, "127.") {
		u.Scheme = "http"
	}
	return u.String()
}
