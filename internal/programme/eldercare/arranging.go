package eldercare

import (
	"cmp"
	"context"
	"math"
	"slices"

	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// Arranging is a decided case, with the services that provide what was granted.
type Arranging struct {
	Case      casework.Case
	Decision  rule.Explained
	Home      region.Key // where the person is registered now
	Residence Residence  // empty: the register does not say
	Items     []Granted  // in the order of the list
}

// Granted is an item that was granted, with what was arranged of it and what can be.
type Granted struct {
	Item     string
	Provided bool       // services provide it; else it is money, or done by others
	Plans    []Arranged // of the person, that are not over, whatever case they are from
	Offers   []Supply   // those that have room first
	Share    Share      // of the public today
	Shared   bool       // somebody has set one
	More     int        // offers beyond those listed
}

// Arranged is a plan with the names of what is done and by whom, as everybody may read them.
type Arranged struct {
	delivery.Plan
	Service, Provider i18n.Name
}

// Supply is an offer of the directory that provides an item.
type Supply struct {
	Listing catalog.Listing
	Offer   catalog.Offer
	At      catalog.Location
	Near    Near
	Km      int            // as the crow flies; -1: nobody knows
	Pool    *booking.View  // nil: nobody counts its places here
	Outside bool           // its places are kept by an office whose place is not the actor's
	Kept    *booking.Hold  // a place that is kept for the person in this case
	Wait    *booking.Stand // where the person stands in line
	Prices  []catalog.Cost // that hold today, and of which a plan can be made
}

// Near is how near an offer is to the person.
type Near int

// The nearer the smaller.
const (
	SamePlace  Near = iota // in the township of the person
	SameCounty             // in its county
	Comes                  // elsewhere, and for people from there
)

// mostOffers is how many offers of an item are listed.
const mostOffers = 12

// Room tells whether a place can be taken now: one is kept for the person, or the pool has one and nobody waits, or nobody counts places and what
// was declared leaves room.
func (c Supply) Room() bool {
	switch {
	case c.Kept != nil:
		return true
	case c.Pool == nil:
		list := c.Listing.Capacities[c.Offer.ID]
		return len(list) == 0 || slices.ContainsFunc(list, catalog.Capacity.Free)
	}
	return c.Pool.Free > 0 && c.Waiting() == 0
}

// Waiting is how many wait in line and have no offer yet.
func (c Supply) Waiting() (n int) {
	if c.Pool == nil {
		return 0
	}
	for _, w := range c.Pool.Line {
		if w.Standing == booking.Waiting {
			n++
		}
	}
	return n
}

// Plan is one of the plans of the person that is not over.
func (a *Arranging) Plan(id string) (delivery.Plan, bool) {
	for _, g := range a.Items {
		for _, p := range g.Plans {
			if p.ID == id {
				return p.Plan, true
			}
		}
	}
	return delivery.Plan{}, false
}

// Supply is one of the offers that provide an item, with the item.
func (a *Arranging) Supply(item, offer string) (Granted, Supply, error) {
	for _, g := range a.Items {
		if g.Item != item {
			continue
		}
		for _, c := range g.Offers {
			if c.Offer.ID == offer {
				return g, c, nil
			}
		}
		return g, Supply{}, fault.New(fault.NotFound, "eldercare.arrange.offer")
	}
	return Granted{}, Supply{}, fault.New(fault.Conflict, "eldercare.arrange.granted")
}

// Arranging shows whoever plans services what of a decided case can be arranged, and with whom. It opens the decision and where the person lives,
// each with its entry. While somebody decides anew on an appeal nothing is arranged.
func (s *Service) Arranging(ctx context.Context, who access.Actor, id string) (*Arranging, error) {
	a := &Arranging{}
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		a.Case, err = s.arrangeable(q, who, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if a.Decision, err = s.Rules.Explain(ctx, who, a.Case.Decision); err != nil {
		return nil, err
	}
	if a.Decision.Erased {
		return nil, fault.New(fault.NotFound, "keyring.erased")
	}
	known, err := s.Persons.Show(ctx, who, a.Case.Person, party.View{Purpose: Applications, Groups: []party.Group{party.Attributes}})
	if err != nil {
		return nil, err
	}
	a.Home, a.Residence = known.Region, Residence(known.Facts[party.Residence].Value)
	plans, err := s.Plans.Plans(ctx, who, a.Case.Person)
	if err != nil {
		return nil, err
	}
	m, err := s.market(ctx, a)
	if err != nil {
		return nil, err
	}
	granted, _ := a.Decision.Outcome.Value.([]string)
	for _, item := range granted {
		g := Granted{Item: item}
		for _, p := range plans {
			if p.Item == item && !p.Over(s.today()) {
				g.Plans = append(g.Plans, named(m.public, p))
			}
		}
		if p, provided := s.provides(item); provided {
			g.Provided, g.Offers = true, m.supplies(who, p, plans)
			g.Share, g.Shared = p.On(s.today())
			if n := len(g.Offers); n > mostOffers {
				g.Offers, g.More = g.Offers[:mostOffers], n-mostOffers
			}
		}
		a.Items = append(a.Items, g)
	}
	return a, nil
}

// arrangeable is a case of which services can be arranged, for whoever plans them where it lies.
func (s *Service) arrangeable(q store.Queryer, who access.Actor, id string) (casework.Case, error) {
	c, err := s.Desk.Store.Case(q, s.Node, id)
	if err != nil {
		return c, err
	}
	if err := who.CheckAt(delivery.CanPlan, c.Place); err != nil {
		return c, err
	}
	switch {
	case c.Machine != Entitlement:
		return c, fault.New(fault.NotFound, "access.absent")
	case who.SignedIn() && who.Person == c.Person:
		return c, fault.New(fault.Denied, "casework.act.own")
	case c.Appealed:
		return c, fault.New(fault.Conflict, "eldercare.arrange.appealed")
	case c.Decision == "":
		return c, fault.New(fault.Conflict, "eldercare.arrange.undecided")
	}
	return c, nil
}

// named finds the names of a plan in the directory, as far as they still stand there.
func named(public *catalog.Directory, p delivery.Plan) Arranged {
	a := Arranged{Plan: p}
	for _, l := range public.Listings {
		if l.Provider.ID == p.Provider {
			a.Provider = l.Provider.Name
		}
		if slices.ContainsFunc(l.Service.Offers, func(o catalog.Offer) bool { return o.ID == p.Offer }) {
			a.Service = l.Service.Name
		}
	}
	return a
}

// arranged are the plans of a case that are not over, for whoever may read them; others see none.
func (s *Service) arranged(ctx context.Context, who access.Actor, c casework.Case) (list []Arranged, err error) {
	plans, err := s.Plans.Plans(ctx, who, c.Person)
	if k := fault.KindOf(err); err != nil && (k == fault.Denied || k == fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	public, err := s.Directory.Public(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		if p.Cause == c.ID && !p.Over(s.today()) {
			list = append(list, named(public, p))
		}
	}
	return list, nil
}

// provides says which services provide an item.
func (s *Service) provides(item string) (Provides, bool) {
	i := slices.IndexFunc(s.Provided, func(p Provides) bool { return p.Item == item })
	if i < 0 {
		return Provides{}, false
	}
	return s.Provided[i], true
}

// market is everything that offers of an item are chosen from.
type market struct {
	*Service
	a      *Arranging
	public *catalog.Directory
	pools  map[string]*booking.View // by offer
	view   *region.View
	point  func(region.Key) (delivery.Point, bool)
}

// market reads what everybody may read of the directory, and how much room there is.
func (s *Service) market(ctx context.Context, a *Arranging) (m market, err error) {
	m = market{Service: s, a: a, pools: map[string]*booking.View{}, view: s.Regions.At(s.today())}
	if m.public, err = s.Directory.Public(ctx); err != nil {
		return m, err
	}
	pools, err := s.Places.Pools(ctx, access.System("arranging", booking.CanHandle)) // how much room there is anywhere is no secret of an office
	if err != nil {
		return m, err
	}
	for i := range pools {
		if p := &pools[i]; m.pools[p.Offer] == nil && p.On(s.today()) && !p.Lends() {
			m.pools[p.Offer] = p
		}
	}
	m.point = func(region.Key) (delivery.Point, bool) { return delivery.Point{}, false }
	if s.Points != nil {
		err = s.DB.Read(ctx, func(q store.Queryer) error { m.point, err = s.Points(q); return err })
	}
	return m, err
}

// supplies are the offers of an item for the person: those that have room first, then the cheapest, then the nearest.
func (m market) supplies(who access.Actor, p Provides, plans []delivery.Plan) (list []Supply) {
	for _, l := range m.public.Listings {
		if l.Service.Status != "active" || l.Service.Device != nil || !p.by(l.Service) {
			continue
		}
		for _, o := range l.Service.Offers {
			at, placed := l.Locations[o.Location]
			near, fits := m.near(l.Service, at)
			if !placed || !fits {
				continue
			}
			c := Supply{Listing: l, Offer: o, At: at, Near: near, Km: m.km(at), Prices: prices(l.Service, m.today())}
			if c.Pool = m.pools[o.ID]; c.Pool != nil {
				c.Outside = !who.May(booking.CanHandle, c.Pool.Region)
				c.stands(m.a.Case, plans, m.today())
			}
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b Supply) int {
		return cmp.Or(
			cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.cheapest(), b.cheapest()), cmp.Compare(a.Near, b.Near), cmp.Compare(uint(a.Km), uint(b.Km)),
			cmp.Compare(a.Listing.Service.ID, b.Listing.Service.ID), cmp.Compare(a.Offer.ID, b.Offer.ID),
		)
	})
	return list
}

// stands finds what the pool holds for the person in this case, and where the person waits.
func (c *Supply) stands(of casework.Case, plans []delivery.Plan, today string) {
	used := func(hold string) bool {
		return slices.ContainsFunc(plans, func(p delivery.Plan) bool { return p.Hold == hold && !p.Over(today) })
	}
	for _, h := range c.Pool.Holds {
		if h.Person == of.Person && h.For == of.ID && !used(h.ID) {
			c.Kept = &h
		}
	}
	for _, w := range c.Pool.Line {
		if w.Person == of.Person && w.Standing == booking.Waiting {
			c.Wait = &booking.Stand{Wait: w, Ahead: booking.Ahead(c.Pool.Line, w)}
		}
	}
}

// rank puts places that are counted and free before those that nobody counts, and where there is no room last.
func (c Supply) rank() int {
	switch {
	case !c.Room():
		return 2
	case c.Pool == nil:
		return 1
	}
	return 0
}

// cheapest is the lowest price; one that nobody gave stands last.
func (c Supply) cheapest() int64 {
	least := int64(math.MaxInt64)
	for _, one := range c.Prices {
		least = min(least, int64(one.Fen))
	}
	return least
}

// near tells how near a location is, and whether people from the person's home come there or are come to.
func (m market) near(s catalog.Service, at catalog.Location) (Near, bool) {
	home := m.a.Home
	if len(s.Areas) > 0 && !slices.ContainsFunc(s.Areas, func(k region.Key) bool { return m.view.Contains(k, home) }) {
		return Comes, false
	}
	if at.Region == home {
		return SamePlace, true
	}
	if county, known := m.view.Ancestor(home, region.County); known && m.view.Contains(county, at.Region) {
		return SameCounty, true
	}
	return Comes, len(s.Areas) > 0
}

// km is how far a location is from the middle of the person's township.
func (m market) km(at catalog.Location) int {
	home, known := m.point(m.a.Home)
	if !known || at.Latitude == nil || at.Longitude == nil {
		return -1
	}
	const rad, earthKm = math.Pi / 180, 6371.0088
	x := float64((*at.Longitude-home.Longitude)*rad) * math.Cos(float64((*at.Latitude+home.Latitude)/2)*rad)
	y := float64((*at.Latitude - home.Latitude) * rad)
	return int(math.Round(earthKm * math.Sqrt(float64(x*x)+float64(y*y))))
}
