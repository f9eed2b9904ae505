package bookingweb

import (
	"net/http"
	"strings"

	"mihe/internal/act/booking"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// calendarView is the hours of an account.
type calendarView struct {
	Done, Wrong string
	Secret      string // the address that was made just now: it is shown this once
	Slots       *web.Table
	Makes       []feedChoice
	Feeds       []feedLine
}

// feedChoice is what an address can be made for.
type feedChoice struct{ Post, Provider, Label string }

// feedLine is an open address.
type feedLine struct{ ID, Says string }

// calendar answers GET /calendar.
func (h handlers) calendar(w http.ResponseWriter, r *web.Request) error {
	return h.showCalendar(w, r, http.StatusOK, calendarView{Done: done(r)})
}

// subscribe answers POST /calendar with the page on which the new address stands: nothing keeps it, so no other page could show it.
func (h handlers) subscribe(w http.ResponseWriter, r *web.Request) error {
	if err := read(r); err != nil {
		return err
	}
	_, secret, err := h.Bookings.Subscribe(r.Context(), r.Who, typed(r, "post"), typed(r, "provider"))
	if err == nil {
		return h.showCalendar(w, r, http.StatusOK, calendarView{Secret: h.address(r, secret)})
	}
	bad, status, ok := refusal(r.Page, err)
	if !ok {
		return err
	}
	return h.showCalendar(w, r, status, calendarView{Wrong: bad.says})
}

// address is where a calendar program reads, in the language of the page.
func (h handlers) address(r *web.Request, secret string) string {
	base := strings.TrimSuffix(h.Address, "/")
	if base == "" {
		base = "http://" + r.Host
	}
	return base + feedPath + secret + feedSuffix + "?lang=" + string(r.Page.Lang)
}

// close answers POST /calendar/addresses/{id}/close.
func (h handlers) close(w http.ResponseWriter, r *web.Request) error {
	if err := h.Bookings.Unsubscribe(r.Context(), r.Who, r.PathValue("id")); err != nil {
		return err
	}
	return r.SeeOther(w, "/calendar", "done", "closed")
}

func (h handlers) showCalendar(w http.ResponseWriter, r *web.Request, status int, v calendarView) error {
	p := r.Page
	hours, err := h.Bookings.Hours(r.Context(), r.Who)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, one := range hours.Posts {
		names[one.ID] = p.T("booking.calendar.post", "number", ident.Number(one.ID))
		v.Makes = append(v.Makes, feedChoice{Post: one.ID, Label: names[one.ID]})
	}
	for _, one := range hours.Providers {
		names[one.ID] = p.T("booking.calendar.provider", "provider", web.Mark(p.Name(one.Name)))
		v.Makes = append(v.Makes, feedChoice{Provider: one.ID, Label: names[one.ID]})
	}
	for _, f := range hours.Feeds {
		v.Feeds = append(v.Feeds, feedLine{f.ID, p.T("booking.calendar.made", "of", names[f.Post+f.Provider], "when", p.Instant(f.MadeMs))})
	}
	v.Slots = slots(p, hours.Slots)
	return r.Render(w, status, web.View{Title: p.T("booking.calendar.title"), Menu: "/bookings", Body: calendarPage(p, v)})
}

// slots are hours in a table, or nil where there are none.
func slots(p web.Page, list []booking.Slot) *web.Table {
	if len(list) == 0 {
		return nil
	}
	t := &web.Table{
		Caption: p.T("booking.calendar.caption"),
		Head:    []string{p.T("booking.calendar.from"), p.T("booking.calendar.until"), p.T("booking.calendar.what"), p.T("booking.calendar.ways"), p.T("booking.calendar.of")},
	}
	for _, s := range list {
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(p.Instant(s.FromMs)), Cells: []string{
			p.Instant(s.UntilMs), p.T("booking.feed.slot", "number", ident.Number(s.ID)),
			p.T("booking.calendar.minutes", "before", s.WayBefore, "after", s.WayAfter), p.T("booking.calendar.post", "number", ident.Number(s.Post)),
		}})
	}
	return t
}
