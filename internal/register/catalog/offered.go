package catalog

import "mihe/internal/base/store"

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
