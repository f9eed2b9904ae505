package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
)

// demoArranged arranges a service that was granted in a case of the demonstration, by the use case and as the caseworker; its provider counts the
// places first. It does so once.
func (d *demonstration) demoArranged(ctx context.Context) error {
	n := d.Nodes[0]
	who := access.System("demo-caseworker", roles[Caseworker]...)
	var decided []string
	err := d.DB.Read(ctx, func(q store.Queryer) (err error) { decided, err = demoDecided(q, n); return err })
	if err != nil {
		return err
	}
	for _, id := range decided {
		a, err := n.Elders.Arranging(ctx, who, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(a.Items, func(g eldercare.Granted) bool { return len(g.Plans) > 0 }) {
			return nil // done before
		}
		item, s, found := demoSupply(a)
		if !found {
			continue
		}
		if err := d.demoCounted(ctx, n, s); err != nil {
			return err
		}
		w := eldercare.Wish{Item: item, Offer: s.Offer.ID, From: calendar.Day(time.Now()), Months: 12, Per: delivery.Week, Times: 1, Minutes: 60}
		if s.Prices[0].Unit == "month" {
			w.Per = delivery.Month
		}
		_, err = n.Elders.Arrange(ctx, who, id, w)
		return err
	}
	return errors.New("nothing that was granted can be arranged")
}

// demoDecided are the applications that were decided, in the order in which they were opened.
func demoDecided(q store.Queryer, n *Node) (ids []string, err error) {
	return ids, n.Cases.Store.Records(q, n.Number, func(_ int64, body []byte) error {
		var a casework.Action
		if err := json.Unmarshal(body, &a); err != nil || a.Opening == nil || a.Opening.Machine != eldercare.Entitlement {
			return err
		}
		c, err := n.Cases.Store.Case(q, n.Number, a.Case)
		if err == nil && c.Decision != "" && !c.Appealed {
			ids = append(ids, c.ID)
		}
		return err
	})
}

// demoSupply is the first offer of the first item that has one with room.
func demoSupply(a *eldercare.Arranging) (item string, s eldercare.Supply, found bool) {
	for _, g := range a.Items {
		for _, s := range g.Offers {
			if s.Room() && len(s.Prices) > 0 {
				return g.Item, s, true
			}
		}
	}
	return "", eldercare.Supply{}, false
}

// demoCounted lets the places of an offer be counted, as many as were declared.
func (d *demonstration) demoCounted(ctx context.Context, n *Node, s eldercare.Supply) error {
	if s.Pool != nil {
		return nil
	}
	for _, c := range s.Listing.Capacities[s.Offer.ID] {
		if c.Vacancy == nil {
			continue
		}
		_, err := n.Bookings.OpenPool(ctx, access.System("demo-booking", booking.CanHandle), booking.Pool{
			Service: s.Listing.Service.ID, Offer: s.Offer.ID, Unit: c.Unit, Total: *c.Vacancy, HoldHours: 72,
		})
		return err
	}
	return nil
}
