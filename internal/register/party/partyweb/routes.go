package partyweb

import (
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// Deps is what the pages are made from.
type Deps struct {
	Persons *party.Service
	Regions *region.Tree
	Now     func() time.Time
}

// Routes registers the pages on which people see to their own data. Who has no entry in the register is told so.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /me", access.Own, h.me)                           // me_page.go
	m.Handle("POST /me/contact", access.Own, h.contact)             // contact.go
	m.Handle("POST /me/mandates/{id}/revoke", access.Own, h.revoke) // revoke.go
	m.Handle("GET /me/uses", access.Own, h.uses)                    // uses_page.go
	m.Handle("GET /me/data.zip", access.Own, h.takeAlong)           // take_along.go
	m.Handle("GET /me/erase", access.Own, h.eraseForm)              // erase_page.go
	m.Handle("POST /me/erase", access.Own, h.erase)                 // erase_page.go
}

type handlers struct{ Deps }

// place is the name of a region on today's map.
func (h handlers) place(p web.Page, k region.Key) web.Text {
	unit, ok := h.Regions.At(calendar.Day(h.Now())).Unit(k)
	if !ok {
		return web.Plain(string(k.Code))
	}
	return p.Name(unit.Name)
}
