package catalog

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Declare records what is declared of the room that an offer of a service has. Whoever acts for the provider declares for it;
// an official who may enter it in that place declares in its stead, and the record says which of the two it was.
func (g *Register) Declare(ctx context.Context, who access.Actor, service string, c Capacity) (Capacity, error) {
	err := g.DB.Write(ctx, func(tx *store.Tx) error {
		sv, l, err := g.Offered(tx, service, c.Offer)
		if err != nil {
			return err
		}
		if c.DeclaredBy, err = g.declares(tx, who, sv, l); err != nil {
			return hidden(err, "catalog.offer.absent")
		}
		c.Source = strings.TrimSpace(c.Source)
		if err := c.check(g.Today()); err != nil {
			return err
		}
		c.Account, c.AtMs = who.ID, g.Now().UnixMilli()
		return g.write(tx, who, "catalog.capacity.declared", l.Region, Record{Capacity: &c})
	})
	return c, err
}

func absent() error { return fault.New(fault.NotFound, "catalog.offer.absent") }

// declares says as what an actor declares for an offer at a location, or why it may not.
func (g *Register) declares(q store.Queryer, who access.Actor, s Service, at Location) (string, error) {
	_, acts, err := g.ActsFor(q, who.ID, s.Provider)
	if err != nil {
		return "", err
	}
	if acts {
		return ByProvider, who.CheckAt(CanDeclare, at.Region)
	}
	return ByOfficial, who.CheckAt(CanEnter, at.Region)
}

// The bounds of what is declared.
const (
	// MostPlaces is more than any offer has.
	MostPlaces = 1_000_000
	oldestDays = 366
	longSource = 200
)

func (c Capacity) check(today string) error {
	if !slices.Contains(Units, c.Unit) {
		return wrong("unit")
	}
	for _, n := range []struct {
		field string
		value *int
	}{{"capacity", c.Capacity}, {"funded", c.Funded}, {"vacancy", c.Vacancy}, {"waiting", c.Waiting}} {
		if n.value != nil && (*n.value < 0 || *n.value > MostPlaces) {
			return fault.New(fault.Invalid, "catalog.number.range", "max", MostPlaces).At(n.field)
		}
	}
	over := func(part *int) bool { return part != nil && c.Capacity != nil && *part > *c.Capacity }
	length := utf8.RuneCountInString(c.Source)
	unread := !utf8.ValidString(c.Source) || strings.ContainsFunc(c.Source, csvfile.Control)
	return first(
		when(over(c.Funded), "funded"), when(over(c.Vacancy), "vacancy"),
		when(!slices.Contains(CapacityStatuses, c.Status), "status"), c.fits(),
		when(!recent(c.AsOf, today), "as_of"), when(length == 0 || length > longSource || unread, "source"),
	)
}

// fits refuses a status that the numbers contradict.
func (c Capacity) fits() error {
	none := c.Vacancy != nil && *c.Vacancy == 0
	some := c.Vacancy != nil && *c.Vacancy > 0
	if c.Status == Open && none || c.Status == "full" && some {
		return fault.New(fault.Invalid, "catalog.status.contradicts").At("status")
	}
	return nil
}

// recent tells whether a day is not to come and no more than a year ago.
func recent(day, today string) bool {
	d, err := time.Parse(time.DateOnly, day)
	now, wrong := time.Parse(time.DateOnly, today)
	return err == nil && wrong == nil && !d.After(now) && now.Sub(d) <= oldestDays*24*time.Hour
}
