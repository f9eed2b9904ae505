package deliveryweb

import (
	"context"
	_ "embed" // for the scripts
	"io"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

//go:embed visits.js
var visitsJS []byte

//go:embed worker.js
var workerJS []byte

var script = web.NewScript("visits.js", visitsJS)

const (
	today  = "/visits/today"
	moves  = "/api/delivery/v1/moves"
	worker = "/visits/worker.js"
)

// Persons opens the persons of a page; *party.Service is one.
type Persons interface {
	ShowAll(ctx context.Context, who access.Actor, ids []string, v party.View) ([]party.Known, error)
}

// Deps is what the pages are made from.
type Deps struct {
	Deliveries *delivery.Service
	Persons    Persons
	Regions    *region.Tree
	Item       func(code string) (i18n.Name, bool) // what is done on a visit
	Now        func() time.Time
	Random     io.Reader
}

// Routes registers the pages. A phone may hand in what it kept when its carer may deliver no more: of which visits that is kept, Move says.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET "+today, delivery.CanDeliver, h.today)                                                                   // day_page.go
	m.Handle("POST /visits/{id}/{step}", delivery.CanDeliver, h.step)                                                      // step.go
	web.API(m, "POST "+moves, access.Own, web.Operation{ID: "report-visits", Summary: "delivery.page.api.moves"}, h.moves) // moves.go
	m.Handle("GET "+tapPath, delivery.CanDeliver, h.tap)                                                                   // tap_page.go
	m.Handle("POST "+tapPath, delivery.CanDeliver, h.tapped)                                                               // tap_page.go
	m.Script(script)
	m.Worker(worker, workerJS)
}

type handlers struct{ Deps }
