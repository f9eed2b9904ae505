package deliveryweb_test

import (
	"crypto/rand"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// desk is the room of bookings over the posts of a site, and what it asks of others.
type desk struct {
	booking.Catalog
	booking.Persons
	staff delivery.Staff
}

// PostOf implements booking.Staff.
func (d desk) PostOf(q store.Queryer, id string) (party.Post, error) {
	p, found, err := d.staff.Post(q, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return party.Post{ID: p.ID, Person: p.Person, Organisation: p.Provider, Base: p.Base, From: p.From, Until: p.Until}, err
}

// Posts implements booking.Staff.
func (d desk) Posts(store.Queryer, string) ([]party.Post, error) { return nil, nil }

func hoursOf(db *store.DB, staff delivery.Staff, log access.Appender, now func() time.Time) booking.Trusted {
	return (&booking.Service{DB: db, Store: bookingdb.Store{}, Staff: desk{staff: staff}, Log: log, Node: 1, Now: now, Random: rand.Reader}).Trusted()
}
