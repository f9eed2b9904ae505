package deliveryweb

import (
	"context"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// Colleagues names those who work for an organisation; *party.Service is one.
type Colleagues interface {
	Staff(ctx context.Context, who access.Actor, organisation string) ([]party.Employed, error)
}

// DayDeps is what these pages are made from.
type DayDeps struct {
	Deliveries *delivery.Service
	Persons    Persons
	Colleagues Colleagues
	Regions    *region.Tree
	Item       func(code string) (i18n.Name, bool) // what is done on a visit
	Now        func() time.Time
}

const daysPath = "/days"

// DayRoutes registers the pages on which the days of providers are planned. Whose days they are is for the use cases to say: a provider's account and an
// officer plan by different rights.
func DayRoutes(m *web.Mux, d DayDeps) {
	h := days{d}
	m.Handle("GET "+daysPath, access.Own, h.list)                                         // days_page.go
	m.Handle("GET "+daysPath+"/of/{provider}/{on}", access.Own, h.day)                    // days_page.go
	m.Handle("POST "+daysPath+"/of/{provider}/{on}/propose", access.Own, h.propose)       // days_turns.go
	m.Handle("POST "+daysPath+"/of/{provider}/{on}/adopt", access.Own, h.adopt)           // days_turns.go
	m.Handle("POST "+daysPath+"/of/{provider}/{on}/visits/{visit}", access.Own, h.change) // days_turns.go
}

type days struct{ DayDeps }

func dayPath(provider, on string) string { return daysPath + "/of/" + provider + "/" + on }

// today is the day in China, and so many days from it.
func (h days) today(from int) string { return calendar.Day(h.Now().AddDate(0, 0, from)) }

// menu is the entry of the menu from which a reader comes here.
func (h days) menu(p web.Page) string {
	if p.Offers(delivery.CanPlan) {
		return daysPath
	}
	return monthsPath
}

// known opens the persons of a day to an account of the provider, which calls on them: names, and nothing else. To an officer they are numbers.
func (h days) known(r *web.Request, d delivery.DayPlan) (map[string]party.Known, error) {
	known := map[string]party.Known{}
	if !d.Acts {
		return known, nil
	}
	return known, openPersons(r, h.Persons, personsOf(d), nameOnly, known)
}

// colleagues names who works for the provider, to who may keep its staff. To others a post is a number.
func (h days) colleagues(r *web.Request, d delivery.DayPlan) (map[string]string, error) {
	names := map[string]string{}
	if !d.Acts {
		return names, nil
	}
	list, err := h.Colleagues.Staff(r.Context(), r.Who, d.Provider.ID)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Denied || kind == fault.NotFound) {
		return names, nil
	}
	for _, e := range list {
		names[e.ID] = e.Name
	}
	return names, err
}
