package catalog

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// EnterProvider enters a provider, or changes it when it has an ID, and returns it with its ID.
func (g *Register) EnterProvider(ctx context.Context, who access.Actor, p Provider) (Provider, error) {
	if err := who.CheckAt(CanEnter, p.Region); err != nil {
		return p, err
	}
	if err := p.check(g.view()); err != nil {
		return p, err
	}
	p.CreditCode, _ = ident.ParseCreditCode(p.CreditCode) // in capital letters; check has looked at it
	err := g.DB.Write(ctx, func(tx *store.Tx) error {
		if err := g.mint(&p.ID, "org"); err != nil {
			return err
		}
		if before, found, err := g.Store.Entry(tx, g.Node, SortProvider, p.ID); err != nil {
			return err
		} else if found {
			if err := who.CheckAt(CanEnter, before.Provider.Region); err != nil {
				return err
			}
		}
		return g.write(tx, who, "catalog.provider.entered", p.Region, Record{Provider: &p})
	})
	return p, err
}

// EnterLocation enters a location of a provider, or changes it when it has an ID.
func (g *Register) EnterLocation(ctx context.Context, who access.Actor, l Location) (Location, error) {
	if err := l.check(g.view()); err != nil {
		return l, err
	}
	err := g.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := g.provider(tx, l.Provider)
		if err != nil {
			return err
		}
		if err := hidden(who.CheckAt(CanEnter, p.Region), "catalog.provider.absent"); err != nil {
			return err
		}
		if before, found, err := g.Store.Entry(tx, g.Node, SortLocation, l.ID); err != nil {
			return err
		} else if found && before.Location.Provider != l.Provider {
			return fault.New(fault.Conflict, "catalog.provider.other").At("provider")
		}
		if err := g.mint(&l.ID, "place"); err != nil {
			return err
		}
		return g.write(tx, who, "catalog.location.entered", l.Region, Record{Location: &l})
	})
	return l, err
}

// EnterService enters a service with its offers, or changes it when it has an ID. Offers without an ID are new ones. What
// visitors read stays as it was published.
func (g *Register) EnterService(ctx context.Context, who access.Actor, s Service) (Service, error) {
	if err := s.check(g.view()); err != nil {
		return s, err
	}
	err := g.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := g.provider(tx, s.Provider)
		if err != nil {
			return err
		}
		if err := hidden(who.CheckAt(CanEnter, p.Region), "catalog.provider.absent"); err != nil {
			return err
		}
		if err := g.offers(tx, &s); err != nil {
			return err
		}
		if err := g.mint(&s.ID, "service"); err != nil {
			return err
		}
		return g.write(tx, who, "catalog.service.entered", p.Region, Record{Service: &s})
	})
	return s, err
}

// offers looks at the offers of a service and gives the new ones their IDs.
func (g *Register) offers(tx *store.Tx, s *Service) error {
	before, found, err := g.Store.Entry(tx, g.Node, SortService, s.ID)
	if err != nil {
		return err
	}
	if found && before.Service.Provider != s.Provider {
		return fault.New(fault.Conflict, "catalog.provider.other").At("provider")
	}
	for i, o := range s.Offers {
		l, there, err := g.Store.Entry(tx, g.Node, SortLocation, o.Location)
		if err != nil {
			return err
		}
		if !there || l.Location.Provider != s.Provider {
			return fault.New(fault.Invalid, "catalog.location.unknown").At("offers")
		}
		if o.ID != "" {
			if _, held := held(before, o.ID); !held {
				return fault.New(fault.Invalid, "catalog.offer.unknown").At("offers")
			}
		}
		if err := g.mint(&s.Offers[i].ID, "offer"); err != nil {
			return err
		}
	}
	return nil
}

// held finds an offer of a service that was entered before.
func held(e Entry, id string) (Offer, bool) {
	if e.Service == nil {
		return Offer{}, false
	}
	return e.Service.offer(id)
}

// mint gives an ID to what has none.
func (g *Register) mint(id *string, kind string) (err error) {
	if *id != "" {
		return ident.Check(kind, *id)
	}
	*id, err = ident.New(kind, g.Now(), g.Random)
	return err
}

// provider returns a provider as it was entered last.
func (g *Register) provider(q store.Queryer, id string) (Provider, error) {
	e, found, err := g.Store.Entry(q, g.Node, SortProvider, id)
	if err != nil {
		return Provider{}, err
	}
	if !found {
		return Provider{}, fault.New(fault.NotFound, "catalog.provider.absent")
	}
	return *e.Provider, nil
}

// hidden says of what lies outside the actor's regions exactly what is said of what does not exist.
func hidden(err error, key string) error {
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, key)
	}
	return err
}

func (g *Register) view() *region.View { return g.Regions.At(g.Today()) }
