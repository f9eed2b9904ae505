// Package selfcheckweb is the page of the self-check (减负自检), for whoever coordinates a county and whoever audits it.
package selfcheckweb

import (
	"mihe/internal/account/selfcheck"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// Deps is what the page is made from.
type Deps struct {
	SelfCheck *selfcheck.Service
	Regions   *region.Tree
}

// Routes registers the page.
func Routes(m *web.Mux, d Deps) {
	m.Handle("GET /selfcheck", selfcheck.CanRead, handlers{d}.show) // page.go
}

type handlers struct{ Deps }
