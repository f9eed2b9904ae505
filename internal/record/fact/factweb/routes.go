package factweb

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// Wanted is an indicator that nothing has been imported for yet.
type Wanted struct {
	ID     string
	Name   i18n.Name
	Action string // "A4", or "-"
}

// Deps is what these pages are made from. What is wanted belongs to a higher room, so it is asked for.
type Deps struct {
	Wanted   func(ctx context.Context, who access.Actor) ([]Wanted, error)
	Examples []fact.TemplateRow
}

// Routes registers the import page and its template.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Page("GET /import", nil, h.page)                      // import_page.go
	m.Download("GET /import/template.csv", nil, h.template) // import_page.go
}

type handlers struct{ Deps }
