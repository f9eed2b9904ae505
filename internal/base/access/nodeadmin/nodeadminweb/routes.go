package nodeadminweb

import (
	"mihe/internal/base/access"
	"mihe/internal/base/access/nodeadmin"
	"mihe/internal/base/web"
)

// Deps is what this page is made from.
type Deps struct{ Admin *nodeadmin.Service }

// The longest request bodies: the longest file that is read, and room for what a form puts around it.
const (
	calendarBody  = 128 << 10
	townshipsBody = 5 << 20
)

// Routes registers the page, its two forms and their templates.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /settings", access.ManageNode, h.page)                                          // settings_page.go
	m.Handle("GET /settings/calendar.csv", access.ManageNode, h.calendarTemplate)                 // templates.go
	m.Handle("GET /settings/townships.csv", access.ManageNode, h.townshipsTemplate)               // templates.go
	m.HandleUpload("POST /settings/calendar", access.ManageNode, calendarBody, h.postCalendar)    // post_calendar.go
	m.HandleUpload("POST /settings/townships", access.ManageNode, townshipsBody, h.postTownships) // post_townships.go
}

type handlers struct{ Deps }
