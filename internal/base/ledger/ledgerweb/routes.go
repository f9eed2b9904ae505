package ledgerweb

import (
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// Regions names regions, those of the past too; *region.Tree is one.
type Regions interface {
	Versions(k region.Key) []region.Unit
}

// Deps is what these pages are made from.
type Deps struct {
	Ledger  *Service
	Regions Regions
}

// Routes registers the pages and files of the ledger.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /ledger", access.ReadLedger, h.list)                  // list_page.go
	m.Handle("GET /ledger/{seq}", access.ReadLedger, h.entry)           // entry_page.go
	m.Handle("GET /ledger/head.json", access.ReadLedger, h.head)        // files.go
	m.Handle("GET /ledger/segment.jsonl", access.ReadLedger, h.segment) // files.go
}

type handlers struct{ Deps }
