package caseworkweb

import (
	"strconv"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/web"
)

// Deps is what the pages are made from.
type Deps struct {
	Cases   *casework.Service
	Regions *region.Tree
	Now     func() time.Time
	Links   func(c casework.Case, steps []string) []Link // may be nil: no programme has pages of its own
	// Colleagues lists the accounts that hold a right at a place, to whom a case can be given; nil: nobody knows, and the number is written.
	Colleagues func(q store.Queryer, right access.Right, at region.Key) ([]string, error)
}

// Link leads from a case to a page of its programme.
type Link struct {
	Step  string       // is taken there and not here; empty: there is something to read
	Right access.Right // without a step: who does something there, and alone is shown the way; None: everybody who reads the case
	Label string       // key of the words
	Path  string
}

// Routes registers the pages. A case is opened to whoever the use case lets: its person, a relative, officers of its region.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /cases", casework.CanRead, h.queue)              // queue_page.go
	m.Handle("GET /cases/mine", access.Own, h.mine)                // mine_page.go
	m.Handle("GET /cases/{id}", access.Own, h.show)                // case_page.go
	m.Handle("POST /cases/{id}", access.Own, h.act)                // case_act.go
	m.Handle("GET /cases/{id}/receipt", access.Own, h.receipt)     // receipt_page.go
	m.Handle("GET /cases/{id}/receipt.svg", access.Own, h.picture) // receipt_page.go
}

type handlers struct{ Deps }

func (h handlers) today() string { return calendar.Day(h.Now()) }

// links are the pages of the programme of a case, for the steps that the reader may take.
func (h handlers) links(c casework.Case, steps ...string) []Link {
	if h.Links == nil {
		return nil
	}
	return h.Links(c, steps)
}

// word is what a programme calls something of its machine.
func word(p web.Page, machine, sort, code string) string {
	if key := machine + "." + sort + "." + code; p.Words().Has(key) {
		return p.T(key)
	}
	return code
}

// place is the name of a region on today's map.
func (h handlers) place(p web.Page, k region.Key) web.Text {
	return p.Place(h.Regions.At(h.today()), k)
}

// turn says whose turn it is, until when, and how many working days are left where the calendar knows them.
func (h handlers) turn(p web.Page, t casework.Turn, person bool) string {
	key := "casework.page.turn.office"
	switch {
	case t.DueOn == "":
		return p.T("casework.page.turn.ended")
	case person:
		key = "casework.page.turn.person"
	}
	return p.T(key, "place", web.Mark(h.place(p, t.Place)), "left", h.left(p, t.DueOn))
}

func (h handlers) left(p web.Page, due string) string {
	days, err := h.Cases.Calendar().WorkingDaysBetween(h.today(), due)
	switch {
	case err != nil: // a year whose working days nobody has announced
		return p.T("casework.page.until", "day", p.Day(due))
	case days < 0:
		return p.T("casework.page.over", "day", p.Day(due), "days", strconv.Itoa(-days))
	}
	return p.T("casework.page.left", "day", p.Day(due), "days", strconv.Itoa(days))
}
