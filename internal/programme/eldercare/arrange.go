package eldercare

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/money"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

// Wish is what is arranged of a granted item.
type Wish struct {
	Item, Offer string
	Price       int    // which of Supply.Prices
	From        string // YYYY-MM-DD
	Months      int
	Per         delivery.Per
	Times       int
	Minutes     int // of a visit
	Windows     []delivery.Window
	Skills      []string
	Together    bool
	Residence   Residence // where the register does not say
	Replaces    string    // a plan of the item that ends when this one begins; or empty
}

// Arrange makes the plan by which an item that was granted is provided, and takes a place of the offer for it: both or neither. Where a place
// is kept for the person in this case, that one is taken. It is refused where there is no room or others wait for it: then Queue is what is left.
func (s *Service) Arrange(ctx context.Context, who access.Actor, id string, w Wish) (p delivery.Plan, err error) {
	a, err := s.Arranging(ctx, who, id)
	if err != nil {
		return p, err
	}
	_, c, err := a.Supply(w.Item, w.Offer)
	if err != nil {
		return p, err
	}
	if p, err = s.planned(a, c, w); err != nil {
		return p, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.unmoved(tx, who, a.Case); err != nil {
			return err
		}
		made := p
		if made.Hold, err = s.placed(tx, who, a, c, w); err != nil {
			return err
		}
		if w.Replaces == "" {
			made, err = s.Plans.MakeIn(tx, who, made)
		} else {
			made, err = s.Plans.ReplaceIn(tx, who, w.Replaces, made)
		}
		p = made
		return err
	})
	if err != nil {
		return delivery.Plan{}, err
	}
	return p, nil
}

// Queue puts the person at the end of the line of an offer, for the place that a plan as wished would take.
func (s *Service) Queue(ctx context.Context, who access.Actor, id string, w Wish) (wait booking.Wait, err error) {
	a, err := s.Arranging(ctx, who, id)
	if err != nil {
		return wait, err
	}
	_, c, err := a.Supply(w.Item, w.Offer)
	if err != nil {
		return wait, err
	}
	if c.Pool == nil {
		return wait, fault.New(fault.Conflict, "eldercare.arrange.uncounted")
	}
	if _, err := s.planned(a, c, w); err != nil { // whoever waits, waits for what can be had
		return wait, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.unmoved(tx, who, a.Case); err != nil {
			return err
		}
		wait, err = s.Places.JoinIn(tx, who, booking.Claim{Pool: c.Pool.ID, Units: unitsOf(c.Pool.Unit, w), Person: a.Case.Person, For: a.Case.ID})
		return err
	})
	return wait, err
}

// EndArranged ends a plan that was arranged in a case, from a day on, for one of the reasons of delivery.Endings.
func (s *Service) EndArranged(ctx context.Context, who access.Actor, id, plan, day, why string) error {
	var c casework.Case
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if c, err = s.Desk.Store.Case(q, s.Node, id); err == nil {
			err = who.CheckAt(delivery.CanPlan, c.Place)
		}
		return err
	})
	if err != nil {
		return err
	}
	plans, err := s.Plans.Plans(ctx, who, c.Person)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(plans, func(p delivery.Plan) bool { return p.ID == plan && p.Cause == c.ID }) {
		return fault.New(fault.NotFound, "access.absent")
	}
	if day < s.today() {
		return fault.New(fault.Invalid, "eldercare.arrange.past").At("day")
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error { return s.Plans.EndIn(tx, who, plan, day, why) })
}

// unmoved refuses when something has happened in the case since it was read: an appeal, another decision.
func (s *Service) unmoved(q store.Queryer, who access.Actor, seen casework.Case) error {
	c, err := s.arrangeable(q, who, seen.ID)
	if err == nil && (c.Actions != seen.Actions || c.Decision != seen.Decision) {
		err = fault.New(fault.Conflict, "casework.act.moved")
	}
	return err
}

// planned is the plan of a wish: its price is that of the directory, and what the public pays follows from dated data.
func (s *Service) planned(a *Arranging, c Supply, w Wish) (p delivery.Plan, err error) {
	from, err := time.Parse(time.DateOnly, w.From)
	switch {
	case err != nil || w.From < s.today():
		return p, fault.New(fault.Invalid, "eldercare.arrange.past").At("from")
	case w.Months < 1 || w.Months > mostMonths:
		return p, fault.New(fault.Invalid, "eldercare.arrange.months", "most", mostMonths).At("months")
	}
	p = delivery.Plan{
		Person: a.Case.Person, Cause: a.Case.ID, Decision: a.Case.Decision, Provider: c.Listing.Provider.ID, Offer: c.Offer.ID, Item: w.Item,
		Place: a.Home, Residence: string(a.Residence), Minutes: w.Minutes, Per: w.Per, Times: w.Times, Windows: w.Windows, Skills: w.Skills,
		Together: w.Together, PayTo: delivery.ToProvider, From: w.From, Until: from.AddDate(0, w.Months, 0).Format(time.DateOnly),
	}
	if p.Residence == "" {
		p.Residence = string(w.Residence)
	}
	if p.Price, err = price(c, w); err != nil {
		return p, err
	}
	share, told := Share{}, false
	if of, provided := s.provides(w.Item); provided {
		share, told = of.On(w.From)
	}
	if !told {
		return p, fault.New(fault.Conflict, "eldercare.arrange.unshared")
	}
	p.Share, p.Rule = share.Of(p.Price), share.From
	return p, p.Check()
}

// mostMonths is how long something is arranged at once; then somebody looks again.
const mostMonths = 24

// prices are those of a service that hold on a day and of which a visit, or a month, can be made.
func prices(s catalog.Service, day string) (list []catalog.Cost) {
	for _, c := range s.Costs {
		if c.Unit != "piece" && c.From <= day && (c.Until == "" || day < c.Until) {
			list = append(list, c)
		}
	}
	return list
}

// price is the price of a visit, or of a month where the price is one of a month.
func price(c Supply, w Wish) (money.Fen, error) {
	if len(c.Prices) == 0 {
		return 0, fault.New(fault.Conflict, "eldercare.arrange.unpriced")
	}
	if w.Price < 0 || w.Price >= len(c.Prices) {
		return 0, fault.New(fault.Invalid, "eldercare.arrange.price").At("price")
	}
	one := c.Prices[w.Price]
	switch {
	case one.Unit == "hour" && w.Minutes > 0 && w.Minutes <= 24*60:
		return (one.Fen*money.Fen(w.Minutes) + 30) / 60, nil
	case one.Unit == "month" && (w.Per != delivery.Month || w.Times != 1):
		return 0, fault.New(fault.Invalid, "eldercare.arrange.monthly").At("times")
	}
	return one.Fen, nil
}

// weeksOfMonth is how many weeks a month is counted as, where a pool counts by the week.
const weeksOfMonth = 4

// unitsOf is how many units of a pool a wish takes.
func unitsOf(unit string, w Wish) int {
	weekly := w.Times
	if w.Per == delivery.Month {
		weekly = (w.Times + weeksOfMonth - 1) / weeksOfMonth
	}
	switch unit {
	case "visit_per_week":
		return max(weekly, 1)
	case "hour_per_week":
		return max((weekly*w.Minutes+59)/60, 1)
	}
	return 1
}

// placed takes a place for a plan: the one that is kept for the person, the one of the plan that is replaced, or a free one. Where nobody counts
// the places of the offer there is none to take.
func (s *Service) placed(tx *store.Tx, who access.Actor, a *Arranging, c Supply, w Wish) (hold string, err error) {
	if c.Pool == nil {
		return "", nil
	}
	units := unitsOf(c.Pool.Unit, w)
	old, _ := a.Plan(w.Replaces)
	for _, h := range c.Pool.Holds {
		if w.Replaces != "" && h.ID == old.Hold && h.Units == units {
			return h.ID, nil
		}
	}
	if c.Kept != nil {
		if c.Kept.Units < units {
			return "", fault.New(fault.Conflict, "eldercare.arrange.kept", "units", c.Kept.Units)
		}
		h, err := s.Places.TakeIn(tx, who, c.Kept.ID)
		return h.ID, err
	}
	before := 0
	for _, g := range a.Items {
		before += len(g.Plans)
	}
	made, err := s.Places.ClaimIn(tx, who, booking.Claim{
		Pool: c.Pool.ID, Units: units, Person: a.Case.Person, For: a.Case.ID, Key: fmt.Sprint(a.Case.ID, ".", w.Item, ".", s.Now().UnixMilli(), ".", before),
	})
	if err != nil {
		return "", err
	}
	h, err := s.Places.TakeIn(tx, who, made.ID)
	return h.ID, err
}
