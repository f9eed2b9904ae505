package steeringweb

import (
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// Deps is what the pages are made from.
type Deps struct {
	Plan       *steering.Plan
	Indicators func(access.Actor) *indicator.Service // what has been published, or everything for those who may see it
	Regions    *region.Tree
	Now        func() time.Time
}

// Routes registers the board and the pages of the plan's actions.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Page("GET /{$}", nil, h.board)               // board_page.go
	m.Page("GET /actions", nil, h.actions)         // actions_page.go
	m.Page("GET /actions/{number}", nil, h.action) // action_page.go
}

type handlers struct{ Deps }

// today is the current date in China.
func (h handlers) today() string { return calendar.Day(h.Now()) }
