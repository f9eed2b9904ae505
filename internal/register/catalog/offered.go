package catalog

import (
	"cmp"
	"slices"

	"mihe/internal/base/store"
)

// Offered returns a service with the location of one of its offers, as they were entered last, for the rooms that count what is
// offered. It asks for no right: the use case that calls it asks for its own.
func (g *Register) Offered(q store.Queryer, service, offer string) (Service, Location, error) {
	e, found, err := g.Store.Entry(q, g.Node, SortService, service)
	if err != nil {
		return Service{}, Location{}, err
	}
	o, offered := held(e, offer)
	if !found || !offered {
		return Service{}, Location{}, absent()
	}
	l, there, err := g.Store.Entry(q, g.Node, SortLocation, o.Location)
	if err == nil && !there {
		err = absent()
	}
	if err != nil {
		return Service{}, Location{}, err
	}
	return *e.Service, *l.Location, nil
}

// Entered returns every service as it was entered last, for the rooms that count what is offered. It asks for no right.
func (g *Register) Entered(q store.Queryer) ([]Listing, error) {
	version, err := g.Store.Version(q, g.Node)
	if err != nil {
		return nil, err
	}
	return g.enteredAt(q, version)
}

// ProvidersOf are the providers that an account acts for, by id. It asks for no right.
func (g *Register) ProvidersOf(q store.Queryer, account string) (list []Provider, err error) {
	agents, err := g.Store.Agents(q, g.Node)
	if err != nil {
		return nil, err
	}
	for _, a := range agents {
		if a.Account != account || !a.Acts {
			continue
		}
		p, err := g.provider(q, a.Provider)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Provider) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}
