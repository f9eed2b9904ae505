package catalog

import (
	"context"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Publish lets visitors read a service as it stands, after review. entered is the number of the entry that was reviewed: when
// something has been entered since, nothing is published. Whoever entered any part of it last cannot be the one who publishes.
func (g *Register) Publish(ctx context.Context, who access.Actor, service string, entered int64) error {
	return g.DB.Write(ctx, func(tx *store.Tx) error {
		b, parts, err := g.bundle(tx, service)
		if err != nil {
			return err
		}
		if err := hidden(who.CheckAt(CanPublish, b.Provider.Region), "catalog.service.absent"); err != nil {
			return err
		}
		last := int64(0)
		for _, e := range parts {
			last = max(last, e.Seq)
			if e.Person == person(who) {
				return fault.New(fault.Denied, "catalog.same_person")
			}
		}
		if last != entered {
			return fault.New(fault.Conflict, "catalog.moved")
		}
		return g.write(tx, who, "catalog.service.published", b.Provider.Region, Record{Publication: &Publication{
			Service: service, State: Published, Entered: entered, Bundle: &b,
		}})
	})
}

// bundle puts together all that visitors would read of a service, with the entries it comes from.
func (g *Register) bundle(q store.Queryer, service string) (b Bundle, parts []Entry, err error) {
	e, found, err := g.Store.Entry(q, g.Node, SortService, service)
	if err != nil {
		return b, nil, err
	}
	if !found {
		return b, nil, fault.New(fault.NotFound, "catalog.service.absent")
	}
	p, there, err := g.Store.Entry(q, g.Node, SortProvider, e.Service.Provider)
	if err != nil {
		return b, nil, err
	}
	if !there {
		return b, nil, fault.New(fault.NotFound, "catalog.provider.absent")
	}
	b, parts = Bundle{Provider: *p.Provider, Service: *e.Service}, []Entry{e, p}
	known := map[string]bool{}
	for _, o := range e.Service.Offers {
		l, there, err := g.Store.Entry(q, g.Node, SortLocation, o.Location)
		if err != nil {
			return b, nil, err
		}
		if there && !known[o.Location] {
			known[o.Location] = true
			b.Locations, parts = append(b.Locations, *l.Location), append(parts, l)
		}
	}
	return b, parts, nil
}

// The lengths of a reason.
const (
	leastReason = 4
	mostReason  = 500
)

// Withdraw takes a service from visitors at once, for a reason.
func (g *Register) Withdraw(ctx context.Context, who access.Actor, service, reason string) error {
	return g.DB.Write(ctx, func(tx *store.Tx) error {
		e, found, err := g.Store.Entry(tx, g.Node, SortService, service)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "catalog.service.absent")
		}
		p, err := g.provider(tx, e.Service.Provider)
		if err != nil {
			return err
		}
		if err := hidden(who.CheckAt(CanPublish, p.Region), "catalog.service.absent"); err != nil {
			return err
		}
		steps, err := g.Store.Steps(tx, g.Node, service)
		if err != nil {
			return err
		}
		if len(steps) == 0 || steps[0].State != Published {
			return fault.New(fault.Conflict, "catalog.not_public")
		}
		reason = strings.TrimSpace(reason)
		if n := utf8.RuneCountInString(reason); n < leastReason || n > mostReason || !utf8.ValidString(reason) {
			return wrong("reason")
		}
		return g.write(tx, who, "catalog.service.withdrawn", p.Region, Record{Publication: &Publication{
			Service: service, State: Internal, Entered: steps[0].Entered, Reason: reason,
		}})
	})
}
