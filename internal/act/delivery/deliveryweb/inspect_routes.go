package deliveryweb

import (
	"slices"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// InspectDeps is what these pages are made from.
type InspectDeps struct {
	Deliveries *delivery.Service
	Persons    Persons
	Regions    *region.Tree
	Item       func(code string) (i18n.Name, bool) // what is done on a visit
}

const (
	auditsPath    = "/audits"
	anomaliesPath = "/anomalies"
)

// InspectRoutes registers the pages of those who look whether what was reported took place. Whoever reads deliveries reads what came of it.
func InspectRoutes(m *web.Mux, d InspectDeps) {
	h := inspect{d}
	m.Handle("GET "+auditsPath, delivery.CanRead, h.audits)                      // audits_page.go
	m.Handle("POST "+auditsPath, delivery.CanAudit, h.sample)                    // audits_page.go
	m.Handle("GET "+auditsPath+"/{id}", delivery.CanRead, h.audit)               // audit_page.go
	m.Handle("POST "+auditsPath+"/{id}/late", delivery.CanAudit, h.late)         // audit_page.go
	m.Handle("GET "+auditsPath+"/{id}/{visit}", delivery.CanAudit, h.call)       // call_page.go
	m.Handle("POST "+auditsPath+"/{id}/{visit}", delivery.CanAudit, h.asked)     // call_page.go
	m.Handle("GET "+anomaliesPath, delivery.CanRead, h.anomalies)                // anomalies_page.go
	m.Handle("GET "+doubtsPath+"{visit}", delivery.CanAudit, h.doubt)            // doubt_page.go
	m.Handle("POST "+doubtsPath+"{visit}", delivery.CanAudit, h.doubted)         // doubt_page.go
	m.Handle("POST "+anomaliesPath+"/{key}", delivery.CanAudit, h.answerAnomaly) // anomalies_page.go
}

type inspect struct{ InspectDeps }

// item is what is done on a visit, marked with its language.
func (h inspect) item(p web.Page, code string) string {
	return office{OfficeDeps{Item: h.Item}}.item(p, code)
}

func (h inspect) view() *region.View { return h.Regions.At(calendar.Day(h.Deliveries.Now())) }

// place is the name of a place, marked with its language.
func (h inspect) place(p web.Page, k region.Key) string { return web.Mark(p.Place(h.view(), k)) }

// places are where a reader holds a right, and what lies right below.
func (h inspect) places(who access.Actor, right access.Right) (list []region.Key) {
	held, everywhere := who.Places(right)
	if everywhere {
		held = []region.Key{h.Deliveries.Home}
	}
	view := h.view()
	for _, k := range held {
		for _, one := range append([]region.Key{k}, view.Children(k)...) {
			if !slices.Contains(list, one) {
				list = append(list, one)
			}
		}
	}
	return list
}

// options are places to choose from.
func (h inspect) options(p web.Page, places []region.Key) (list []web.Option) {
	view := h.view()
	for _, k := range places {
		list = append(list, web.Option{Value: k.String(), Label: p.Place(view, k)})
	}
	return list
}

// lastMonth is the last month that is over.
func lastMonth(now time.Time) string {
	now = now.In(calendar.China)
	return time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, calendar.China).Format("2006-01")
}

// clock is the time of day of an instant.
func clock(ms int64) string { return time.UnixMilli(ms).In(calendar.China).Format("15:04") }

// saidOf says what has just been done, when the address says so.
func saidOf(r *web.Request) string {
	if k := "delivery.inspect.done." + r.URL.Query().Get("done"); r.Page.Words().Has(k) {
		return r.Page.T(k)
	}
	return ""
}
