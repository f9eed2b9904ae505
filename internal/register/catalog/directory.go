package catalog

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Listing is a service with everything that belongs to it.
type Listing struct {
	Service    Service
	Provider   Provider
	Locations  map[string]Location   // by ID
	Capacities map[string][]Capacity // by ID of the offer, in the order of units
	State      State
	Entered    int64 // number of the newest entry that it is made of; 0 in what visitors read
	ModifiedMs int64 // when what is shown, its capacity too, last changed
}

// Directory is a set of listings as one snapshot showed them, in the order of their identifiers. It is never changed.
type Directory struct {
	Listings []Listing
	Version  int64
}

// Listing returns the listing of a service.
func (d *Directory) Listing(service string) (Listing, bool) {
	i, found := slices.BinarySearchFunc(d.Listings, service, func(l Listing, id string) int { return cmp.Compare(l.Service.ID, id) })
	if !found {
		return Listing{}, false
	}
	return d.Listings[i], true
}

// known keeps what visitors read until it changes: every page and every download asks for it. Beside it what was entered, of
// which each account reads its part. Nobody writes into either.
type known struct {
	mu     sync.Mutex
	public *Directory

	inside    sync.Mutex
	entered   []Listing
	enteredAt int64 // the version of entered
}

// Public is what visitors read.
func (g *Register) Public(ctx context.Context) (d *Directory, err error) {
	err = g.DB.Read(ctx, func(q store.Queryer) error {
		d, err = g.public(q)
		return err
	})
	return d, err
}

func (g *Register) public(q store.Queryer) (*Directory, error) {
	version, err := g.Store.Version(q, g.Node)
	if err != nil {
		return nil, err
	}
	g.known.mu.Lock()
	defer g.known.mu.Unlock()
	if g.known.public != nil && g.known.public.Version == version {
		return g.known.public, nil
	}
	published, err := g.Store.Publications(q, g.Node)
	if err != nil {
		return nil, err
	}
	capacities, err := g.capacities(q)
	if err != nil {
		return nil, err
	}
	g.known.public = &Directory{Listings: bundled(published, capacities), Version: version}
	return g.known.public, nil
}

// capacities are the last declarations by offer.
func (g *Register) capacities(q store.Queryer) (map[string][]Capacity, error) {
	list, err := g.Store.Capacities(q, g.Node)
	by := map[string][]Capacity{}
	for _, c := range list {
		by[c.Offer] = append(by[c.Offer], c)
	}
	return by, err
}

// bundled makes listings out of what was published. A provider or a location that stands in several bundles is shown
// everywhere as it was published last.
func bundled(published []Taken, capacities map[string][]Capacity) []Listing {
	providers, locations := map[string]Provider{}, map[string]Location{}
	for _, t := range published {
		providers[t.Bundle.Provider.ID] = t.Bundle.Provider
		for _, l := range t.Bundle.Locations {
			locations[l.ID] = l
		}
	}
	var list []Listing
	for _, t := range published {
		l := Listing{Service: t.Bundle.Service, Provider: providers[t.Bundle.Provider.ID], State: Published, ModifiedMs: t.AtMs}
		l.fill(locations, capacities)
		list = append(list, l)
	}
	return sorted(list)
}

// fill adds the locations of the offers and what was declared for them.
func (l *Listing) fill(locations map[string]Location, capacities map[string][]Capacity) {
	l.Locations, l.Capacities = map[string]Location{}, map[string][]Capacity{}
	for _, o := range l.Service.Offers {
		if at, ok := locations[o.Location]; ok {
			l.Locations[o.Location] = at
		}
		if list := capacities[o.ID]; len(list) > 0 {
			l.Capacities[o.ID] = list
			for _, c := range list {
				l.ModifiedMs = max(l.ModifiedMs, c.AtMs)
			}
		}
	}
}

func sorted(list []Listing) []Listing {
	slices.SortFunc(list, func(a, b Listing) int { return cmp.Compare(a.Service.ID, b.Service.ID) })
	return list
}

// Inside is what an actor reads of what was entered, published or not: all of the regions it reads, publishes or enters for,
// and what belongs to the providers it acts for.
func (g *Register) Inside(ctx context.Context, who access.Actor) (*Directory, error) {
	d := &Directory{}
	err := g.DB.Read(ctx, func(q store.Queryer) error {
		agents, err := g.Store.Agents(q, g.Node)
		if err != nil {
			return err
		}
		mine := func(p Provider) bool {
			acts := slices.Contains(agents, Agent{Provider: p.ID, Account: who.ID, Acts: true}) && who.May(CanDeclare, p.Region)
			return acts || who.May(CanRead, p.Region) || who.May(CanEnter, p.Region) || who.May(CanPublish, p.Region)
		}
		if d.Version, err = g.Store.Version(q, g.Node); err != nil {
			return err
		}
		list, err := g.enteredAt(q, d.Version)
		d.Listings = slices.DeleteFunc(slices.Clone(list), func(l Listing) bool { return !mine(l.Provider) })
		return err
	})
	return d, err
}

// Entries returns the providers, locations and services that an actor enters for, as they were entered last.
func (g *Register) Entries(ctx context.Context, who access.Actor) (mine []Entry, err error) {
	err = g.DB.Read(ctx, func(q store.Queryer) error {
		all, err := g.Store.Entries(q, g.Node)
		regions := map[string]region.Key{}
		for _, e := range all {
			if e.Provider != nil {
				regions[e.ID] = e.Provider.Region
			}
		}
		for _, e := range all {
			if who.May(CanEnter, regions[e.provider()]) {
				mine = append(mine, e)
			}
		}
		return err
	})
	return mine, err
}

// provider is whose entry it is.
func (e Entry) provider() string {
	switch {
	case e.Location != nil:
		return e.Location.Provider
	case e.Service != nil:
		return e.Service.Provider
	}
	return e.ID
}

// enteredAt is entered, kept until a record is written: taking apart every text of the directory is most of the work of a page.
// q must be the snapshot of which version is the version. The lock is not held while it is read: others who wait for it have
// snapshots open.
func (g *Register) enteredAt(q store.Queryer, version int64) ([]Listing, error) {
	k := &g.known
	k.inside.Lock()
	list, held := k.entered, k.enteredAt == version
	k.inside.Unlock()
	if held {
		return list, nil
	}
	list, err := g.entered(q)
	if err != nil {
		return nil, err
	}
	k.inside.Lock()
	defer k.inside.Unlock()
	k.entered, k.enteredAt = list, version
	return list, nil
}

// entered makes listings out of all entries.
func (g *Register) entered(q store.Queryer) ([]Listing, error) {
	entries, err := g.Store.Entries(q, g.Node)
	if err != nil {
		return nil, err
	}
	capacities, err := g.capacities(q)
	if err != nil {
		return nil, err
	}
	published, err := g.Store.Publications(q, g.Node)
	if err != nil {
		return nil, err
	}
	reviewed := map[string]int64{}
	for _, t := range published {
		reviewed[t.Service] = t.Entered
	}
	by, locations := map[string]Entry{}, map[string]Location{}
	for _, e := range entries {
		by[e.ID] = e
		if e.Location != nil {
			locations[e.ID] = *e.Location
		}
	}
	var list []Listing
	for _, e := range entries {
		if e.Sort != SortService {
			continue
		}
		l := Listing{Service: *e.Service, Provider: *by[e.Service.Provider].Provider}
		for _, id := range parts(*e.Service) {
			l.Entered, l.ModifiedMs = max(l.Entered, by[id].Seq), max(l.ModifiedMs, by[id].AtMs)
		}
		l.State = stateOf(reviewed[e.ID], l.Entered)
		l.fill(locations, capacities)
		list = append(list, l)
	}
	return sorted(list), nil
}

// parts are the entries that a service is made of.
func parts(s Service) []string {
	ids := []string{s.ID, s.Provider}
	for _, o := range s.Offers {
		ids = append(ids, o.Location)
	}
	return ids
}

func stateOf(reviewed, entered int64) State {
	switch reviewed {
	case 0:
		return Internal
	case entered:
		return Published
	}
	return Changed
}

// For is what an actor reads on the pages: what visitors read, and of what it may see inside what was entered last.
func (g *Register) For(ctx context.Context, who access.Actor) (*Directory, error) {
	public, err := g.Public(ctx)
	if err != nil || !who.SignedIn() {
		return public, err
	}
	inside, err := g.Inside(ctx, who)
	if err != nil || len(inside.Listings) == 0 {
		return public, err
	}
	list := slices.Clone(inside.Listings)
	for _, l := range public.Listings {
		if _, also := inside.Listing(l.Service.ID); !also {
			list = append(list, l)
		}
	}
	return &Directory{Listings: sorted(list), Version: inside.Version}, nil
}

// One returns a listing that an actor may read.
func (g *Register) One(ctx context.Context, who access.Actor, service string) (Listing, error) {
	d, err := g.For(ctx, who)
	if err != nil {
		return Listing{}, err
	}
	l, ok := d.Listing(service)
	if !ok {
		return l, fault.New(fault.NotFound, "catalog.service.absent")
	}
	return l, nil
}

// History returns what was published and withdrawn of a service, the last first, for those who read what is inside.
func (g *Register) History(ctx context.Context, who access.Actor, service string) (steps []Taken, err error) {
	inside, err := g.Inside(ctx, who)
	if err != nil {
		return nil, err
	}
	if _, ok := inside.Listing(service); !ok {
		return nil, fault.New(fault.NotFound, "catalog.service.absent")
	}
	err = g.DB.Read(ctx, func(q store.Queryer) (err error) {
		steps, err = g.Store.Steps(q, g.Node, service)
		return err
	})
	return steps, err
}

// MayDeclare tells whether an actor may declare for a listing's offer: for what a page offers, never instead of the check.
func (g *Register) MayDeclare(ctx context.Context, who access.Actor, l Listing, offer string) (may bool, err error) {
	o, ok := l.Service.offer(offer)
	if !ok {
		return false, nil
	}
	err = g.DB.Read(ctx, func(q store.Queryer) error {
		_, refused := g.declares(q, who, l.Service, l.Locations[o.Location])
		may = refused == nil
		if k := fault.KindOf(refused); k == fault.Denied || k == fault.NotFound {
			return nil
		}
		return refused
	})
	return may, err
}

// in tells whether a listing has anything to do with a place: an offer is given inside it, or people who live there may come.
func (l Listing) in(v *region.View, place region.Key) bool {
	for _, at := range l.Locations {
		if v.Contains(place, at.Region) {
			return true
		}
	}
	return slices.ContainsFunc(l.Service.Areas, func(a region.Key) bool { return v.Contains(a, place) || v.Contains(place, a) })
}
