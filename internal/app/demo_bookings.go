package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/register/party"
)

// demoPool is what the centre counts of one unit: so many, so many of them taken, so many in line. The elder of the demonstration stands in every line
// and has a device.
type demoPool struct {
	unit           string
	total, taken   int
	before, behind int // in line, before and behind the elder
}

var demoPools = []demoPool{{"seat", 4, 4, 1, 1}, {"bed", 2, 2, 0, 1}, {"device", 5, 4, 0, 0}}

// demoKeepers is how many other made-up elders have something to do with the pools.
const demoKeepers = 16

// demoBookings opens a few pools at the centre, with places taken, devices lent of which one is overdue, and lines. What is there already stays.
func (d *demonstration) demoBookings(ctx context.Context) error {
	n := d.Nodes[0]
	who := access.System("demo-booking", booking.CanHandle)
	held, err := n.Bookings.Pools(ctx, who)
	if err != nil {
		return err
	}
	elder, err := d.demoElder(ctx, n)
	if err != nil {
		return err
	}
	others, err := demoOthers(ctx, n, elder)
	if err != nil {
		return err
	}
	orgs, err := d.demoEmployers(ctx, n)
	if err != nil {
		return err
	}
	next := 0
	other := func() string {
		next++
		return others[next-1]
	}
	for _, one := range demoPools {
		var p booking.View
		if i := slices.IndexFunc(held, func(v booking.View) bool { return v.Unit == one.unit }); i >= 0 {
			p = held[i]
		} else if p.Pool, err = d.demoOpen(ctx, n, who, one, orgs[0]); err != nil {
			return err
		}
		if one.unit == "device" {
			err = demoLend(ctx, n, who, p, one, elder, other)
		} else {
			err = demoLine(ctx, n, who, p, one, elder, other)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// demoOthers are made-up elders of the register, other than one.
func demoOthers(ctx context.Context, n *Node, elder string) (ids []string, err error) {
	enough := errors.New("enough")
	w := party.ListWish{Region: demoCounty, BornBefore: "1956-01", Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes}}
	_, err = n.Persons.List(ctx, access.System("demo-booking", party.CanList), w, func(one party.Listed) error {
		if one.ID == elder {
			return nil
		}
		if ids = append(ids, one.ID); len(ids) == demoKeepers {
			return enough
		}
		return nil
	})
	if errors.Is(err, enough) {
		return ids, nil
	}
	if err == nil {
		err = fmt.Errorf("%d elders", len(ids))
	}
	return nil, err
}

// demoDays is how many days ago the pools were opened, and demoLentDays for how many of them the overdue device was lent.
const demoDays, demoLentDays = 100, 30

// demoOpen opens a pool at the offer of a provider that declares the least of a unit.
func (d *demonstration) demoOpen(ctx context.Context, n *Node, who access.Actor, one demoPool, provider string) (booking.Pool, error) {
	public, err := n.Catalog.Public(ctx)
	if err != nil {
		return booking.Pool{}, err
	}
	p := booking.Pool{Unit: one.unit, Total: one.total, HoldHours: 72, From: calendar.Day(time.Now().AddDate(0, 0, -demoDays))}
	least := 0
	for _, l := range public.Listings {
		for _, o := range l.Service.Offers {
			for _, c := range l.Capacities[o.ID] {
				if l.Provider.ID == provider && c.Unit == one.unit && c.Capacity != nil && (least == 0 || *c.Capacity < least) {
					p.Service, p.Offer, least = l.Service.ID, o.ID, *c.Capacity
				}
			}
		}
	}
	return n.Bookings.OpenPool(ctx, who, p)
}

// demoLine fills a pool and puts people in line; with nobody before the elder, a place becomes free and is offered.
func demoLine(ctx context.Context, n *Node, who access.Actor, p booking.View, one demoPool, elder string, other func() string) error {
	var first string
	for i := range one.taken {
		h, err := n.Bookings.Claim(ctx, who, booking.Claim{Pool: p.ID, Units: 1, Person: other(), Key: fmt.Sprint("demo-", i)})
		if err == nil && h.State == booking.Held {
			h, err = n.Bookings.Take(ctx, who, h.ID)
		}
		if err != nil {
			return err
		}
		first = h.ID
	}
	for i := range one.before + 1 + one.behind {
		person := elder
		if i != one.before {
			person = other()
		}
		if slices.ContainsFunc(p.Line, func(w booking.Wait) bool { return w.Person == person }) {
			continue
		}
		if _, err := n.Bookings.Join(ctx, who, booking.Claim{Pool: p.ID, Units: 1, Person: person}); err != nil {
			return err
		}
	}
	if one.before > 0 {
		return nil
	}
	_, err := n.Bookings.Release(ctx, who, first)
	return err
}

// demoLend lends devices: the first long ago and not given back, the second to the elder; the last is kept and not handed out yet.
func demoLend(ctx context.Context, n *Node, who access.Actor, p booking.View, one demoPool, elder string, other func() string) error {
	past := *n.Bookings
	past.Now = func() time.Time { return time.Now().AddDate(0, 0, -demoDays) }
	for i := range one.taken {
		at, person, loan := n.Bookings, other(), booking.NewLoan{Piece: fmt.Sprintf("DEMO-%02d", i+1)}
		switch i {
		case 0:
			at, loan.DueOn = &past, calendar.Day(time.Now().AddDate(0, 0, demoLentDays-demoDays))
		case 1:
			person = elder
		}
		h, err := at.Claim(ctx, who, booking.Claim{Pool: p.ID, Units: 1, Person: person, Key: fmt.Sprint("demo-", i)})
		if err != nil {
			return err
		}
		if loan.Hold = h.ID; i == one.taken-1 {
			return nil
		}
		if slices.ContainsFunc(p.Loans, func(l booking.Loan) bool { return l.Hold == h.ID }) || h.State != booking.Held {
			continue
		}
		if _, err := at.Lend(ctx, who, loan); err != nil {
			return err
		}
	}
	return nil
}
