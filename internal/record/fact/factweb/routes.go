package factweb

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// Wanted is an indicator that nothing has been imported for yet.
type Wanted struct {
	ID     string
	Name   i18n.Name
	Action string // "A4", or "-"
}

// Deps is what these pages are made from. What is wanted, and how far publication has come, belongs to higher rooms, so it
// is asked for.
type Deps struct {
	Jobs     *fact.Jobs
	Facts    *fact.Service // of the node
	Common   *fact.Service // what every node sees
	Limit    int64         // the largest file, in bytes; that of Jobs
	Regions  *region.Tree
	Wanted   func(ctx context.Context, who access.Actor) ([]Wanted, error)
	Examples []fact.TemplateRow
	// States returns the key of the words for the publication state of a series, for those who may know; nil for the
	// others.
	States func(ctx context.Context, who access.Actor) (func(owner int64, s fact.Series) string, error)
}

// around is what a form takes beside its file.
const around = 64 << 10

// Routes registers the pages of imports.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /import", fact.CanImport, h.page)                        // import_page.go
	m.HandleUpload("POST /import", fact.CanImport, d.Limit+around, h.post) // send.go
	m.Handle("GET /import/template.csv", fact.CanImport, h.templateCSV)    // template.go
	m.Handle("GET /import/template.xlsx", fact.CanImport, h.templateXLSX)  // template.go
	m.Handle("GET /import/batches", fact.CanRead, h.batches)               // batches_page.go
	m.Handle("GET /import/batches/{n}", fact.CanRead, h.batch)             // batch_page.go
	m.Handle("GET /import/{id}", fact.CanImport, h.job)                    // job_page.go
	m.Handle("GET /import/{id}/{file}", fact.CanImport, h.file)            // job_file.go
	m.Handle("POST /import/{id}/cancel", fact.CanImport, h.cancel)         // job_page.go
}

type handlers struct{ Deps }
