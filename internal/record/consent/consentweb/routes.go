package consentweb

import (
	"mihe/internal/base/access"
	"mihe/internal/base/web"
	"mihe/internal/record/consent"
)

// Deps is what these pages are made from.
type Deps struct{ Consents *consent.Service }

// Routes registers the pages of people on their own consents.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /me/consents", access.Own, h.list)                    // list_page.go
	m.Handle("GET /me/consents/{purpose}/{group}", access.Own, h.one)   // one_page.go
	m.Handle("POST /me/consents/{purpose}/{group}", access.Own, h.said) // one_page.go
}

type handlers struct{ Deps }
