package app

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"mihe/data"
	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/region/regiondb"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// assembleDelivery builds what is delivered and paid in a node.
func (a *App) assembleDelivery(n *Node) error {
	text, err := data.Delivery()
	if err != nil {
		return err
	}
	rules, deadlines, err := delivery.ReadRules(text)
	if err != nil {
		return err
	}
	layouts, err := paymentLayouts()
	if err != nil {
		return err
	}
	n.Deliveries, err = delivery.NewService(delivery.Service{
		DB: a.DB, Store: deliverydb.Store{}, Node: n.Number, Home: n.Region, Log: n.Log, Keys: n.Keys,
		Staff: staff{n}, Persons: homes{n}, Providers: providers{n}, Cases: causes{n}, Evidence: n.Evidence,
		Times: hours{n}, Roster: roster{n}, Names: n.payees, Contains: a.contains, Points: n.points,
		Rules: rules, Deadlines: deadlines, Layouts: layouts, Restored: n.restored, Now: time.Now, Random: rand.Reader,
	})
	return err
}

// paymentLayouts are the shipped forms of payment files.
func paymentLayouts() (delivery.Layouts, error) {
	texts, err := data.Exchange()
	if err != nil {
		return nil, err
	}
	all := delivery.Layouts{}
	for name, text := range texts {
		if !strings.HasPrefix(name, "payment_") {
			continue
		}
		if all[name], err = exchange.ReadLayout(text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// staff are the posts of the register, as deliveries know them.
type staff struct{ n *Node }

// Post implements delivery.Staff.
func (s staff) Post(q store.Queryer, id string) (delivery.Post, bool, error) {
	p, err := s.n.Persons.PostOf(q, id)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return delivery.Post{}, false, nil
	}
	return postOf(p), err == nil, err
}

// PostsOf implements delivery.Staff.
func (s staff) PostsOf(q store.Queryer, person string) (list []delivery.Post, err error) {
	posts, err := s.n.Persons.Posts(q, person)
	for _, p := range posts {
		list = append(list, postOf(p))
	}
	return list, err
}

func postOf(p party.Post) delivery.Post {
	return delivery.Post{ID: p.ID, Person: p.Person, Provider: p.Organisation, Base: p.Base, From: p.From, Until: p.Until}
}

// homes are the persons of the register.
type homes struct{ n *Node }

// Home implements delivery.Persons.
func (h homes) Home(q store.Queryer, person string) (region.Key, bool, error) {
	p, found, err := h.n.Persons.HomeOf(q, person)
	return p.Region, found, err
}

// Related implements delivery.Persons: by a relation of the register that has not ended, or as members of one household.
func (h homes) Related(q store.Queryer, one, other string) (bool, error) {
	if one == "" || one == other {
		return one != "", nil
	}
	list, err := h.n.Persons.Store.Relations(q, h.n.Number, one)
	if err != nil {
		return false, err
	}
	for _, l := range list {
		if l.EndedMs == 0 && (l.Person == other || l.Other == other) {
			return true, nil
		}
	}
	x, found, err := h.n.Persons.HomeOf(q, one)
	if err != nil || !found || x.Household == "" {
		return false, err
	}
	y, found, err := h.n.Persons.HomeOf(q, other)
	return found && x.Household == y.Household, err
}

// providers are those of the directory.
type providers struct{ n *Node }

// Provider implements delivery.Providers.
func (p providers) Provider(q store.Queryer, id string) (delivery.Provider, bool, error) {
	e, found, err := p.n.Catalog.Store.Entry(q, p.n.Number, catalog.SortProvider, id)
	if err != nil || !found || e.Provider == nil {
		return delivery.Provider{}, false, err
	}
	return delivery.Provider{ID: id, Region: e.Provider.Region, Name: e.Provider.Name.Zh, Called: e.Provider.Name, Number: e.Provider.CreditCode}, true, nil
}

// Acts implements delivery.Providers.
func (p providers) Acts(q store.Queryer, provider, account string) (bool, error) {
	agents, err := p.n.Catalog.Store.Agents(q, p.n.Number)
	for _, a := range agents {
		if a.Provider == provider && a.Account == account && a.Acts {
			return true, err
		}
	}
	return false, err
}

// ActsBy implements delivery.Providers.
func (p providers) ActsBy(q store.Queryer, provider, person string) (bool, error) {
	agents, err := p.n.Catalog.Store.Agents(q, p.n.Number)
	for _, a := range agents {
		if a.Provider != provider || !a.Acts || person == "" {
			continue
		}
		if of, found, err := p.n.Accounts.Store.Account(q, p.n.Number, a.Account); err != nil || found && of.Person == person {
			return err == nil, err
		}
	}
	return false, err
}

// ActsFor implements delivery.Providers.
func (p providers) ActsFor(q store.Queryer, account string) (list []string, err error) {
	agents, err := p.n.Catalog.Store.Agents(q, p.n.Number)
	for _, a := range agents {
		if a.Account == account && a.Acts {
			list = append(list, a.Provider)
		}
	}
	slices.Sort(list)
	return list, err
}

// causes are the cases of the node, as deliveries know them.
type causes struct{ n *Node }

// Subject implements delivery.Cases.
func (c causes) Subject(q store.Queryer, id string) (string, bool, error) {
	of, err := c.n.Cases.Store.Case(q, c.n.Number, id)
	if err != nil {
		return "", false, absentIsNo(err)
	}
	return of.Person, true, nil
}

// payees opens names and numbers of persons for a payment file. Whoever hands it over opens no person on a page for it, so the program
// does; the entry of the file names who it was.
func (n *Node) payees(ctx context.Context, _ access.Actor, persons []string) (map[string]delivery.Provider, error) {
	who := access.System("payments", party.CanRead)
	all := map[string]delivery.Provider{}
	for _, id := range persons {
		k, err := n.Persons.Show(ctx, who, id, party.View{Purpose: delivery.Paying, Groups: []party.Group{party.Identity}})
		if err != nil && fault.KindOf(err) == fault.NotFound {
			continue // erased
		}
		if err != nil {
			return nil, err
		}
		all[id] = delivery.Provider{ID: id, Region: k.Region, Name: k.Names.Name, Number: k.Names.Number}
	}
	return all, nil
}

// points are the places of the directory's locations: a township lies in the middle of those it has.
func (n *Node) points(q store.Queryer) (func(region.Key) (delivery.Point, bool), error) {
	entries, err := n.Catalog.Store.Entries(q, n.Number)
	if err != nil {
		return nil, err
	}
	sums, counts := map[region.Key]delivery.Point{}, map[region.Key]float64{}
	for _, e := range entries {
		if l := e.Location; l != nil && l.Region.Level == region.Township && l.Latitude != nil && l.Longitude != nil {
			p := sums[l.Region]
			sums[l.Region] = delivery.Point{Latitude: p.Latitude + *l.Latitude, Longitude: p.Longitude + *l.Longitude}
			counts[l.Region]++
		}
	}
	return func(k region.Key) (delivery.Point, bool) {
		c := counts[k]
		return delivery.Point{Latitude: sums[k].Latitude / c, Longitude: sums[k].Longitude / c}, c > 0
	}, nil
}

// deliveriesDiffer computes settlements, samples and adopted days of a node again. A database that an older release left has none.
func deliveriesDiffer(ctx context.Context, r *store.Reader, node int64) ([]string, error) {
	tree, err := region.Load()
	if err != nil {
		return nil, err
	}
	there := false
	err = r.Read(ctx, func(q store.Queryer) error {
		tables, err := store.Tables(q, r.Dialect())
		if there = slices.Contains(tables, "delivery_record"); err != nil || !there {
			return err
		}
		townships, err := regiondb.Store{}.All(q)
		tree.SetTownships(townships)
		return err
	})
	if err != nil || !there {
		return nil, err
	}
	view := tree.At(calendar.Day(time.Now()))
	_, differs, err := delivery.Checker{DB: r, Store: deliverydb.Store{}, Node: node, Contains: view.Contains}.Recheck(ctx)
	return differs, err
}
