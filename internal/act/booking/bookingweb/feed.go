package bookingweb

import (
	"net/http"
	"strings"
	"time"

	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/standard/icalendar"
)

// feedPath and feedSuffix stand around the secret of an address.
const (
	feedPath   = "/calendar/"
	feedSuffix = ".ics"
)

// feedEvery is how often a calendar program should ask again.
const feedEvery = time.Hour

// feed answers GET /calendar/{secret}: hours as a calendar program reads them, by number alone. It names nobody, and asks nobody to sign in.
func (h handlers) feed(w http.ResponseWriter, r *web.Request) error {
	f, slots, err := h.Bookings.Subscribed(r.Context(), strings.TrimSuffix(r.PathValue("secret"), feedSuffix))
	if err != nil {
		return err
	}
	p := r.Page
	c := icalendar.Calendar{Product: "-//Mihe//booking//" + string(p.Lang), Name: p.T("booking.feed.name", "number", ident.Number(f.Post+f.Provider)), Refresh: feedEvery}
	for _, s := range slots {
		c.Events = append(c.Events, icalendar.Event{
			UID: s.ID + "@mihe", Stamp: time.UnixMilli(s.ChangedMs), Start: time.UnixMilli(s.FromMs), End: time.UnixMilli(s.UntilMs),
			Summary:     p.T("booking.feed.slot", "number", ident.Number(s.ID)),
			Description: p.T("booking.feed.says", "post", ident.Number(s.Post), "before", s.WayBefore, "after", s.WayAfter),
			Sequence:    s.Sequence, Cancelled: s.Cancelled,
		})
	}
	raw, err := c.Bytes()
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Name: "mihe.ics", Type: "text/calendar; charset=utf-8", Body: raw})
}
