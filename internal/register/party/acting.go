package party

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Acting is who may act for whom today, as somebody sees it who gave or holds mandates.
type Acting struct {
	Given   []Deputy // who acts for the actor
	Held    []Deputy // for whom the actor acts
	Offered []Deputy // who may accept; ID and days only
}

// Deputy is a mandate with the name of the other side, empty where nobody wrote it down.
type Deputy struct {
	Mandate
	Name      string
	ExpiresMs int64 // of an offer
}

// Acting lists them. For whom the actor acts is opened under each mandate, one entry each: whose matter it is sees that it was read.
func (s *Service) Acting(ctx context.Context, who access.Actor) (a Acting, err error) {
	list, err := s.Mandates(ctx, who)
	if err != nil {
		return a, err
	}
	for _, m := range list {
		if m.For == who.Person {
			a.Given = append(a.Given, Deputy{Mandate: m})
			continue
		}
		d, there, err := s.principal(ctx, who, m)
		if err != nil {
			return a, err
		}
		if there {
			a.Held = append(a.Held, d)
		}
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		offers, err := s.Store.Offers(q, s.Node, who.Person)
		for _, o := range offers {
			if o.open(s.nowMs()) {
				m := Mandate{ID: o.ID, For: o.For, What: o.What, Until: o.Until, Name: o.Name}
				a.Offered = append(a.Offered, Deputy{Mandate: m, ExpiresMs: o.ExpiresMs})
			}
		}
		return err
	})
	if err != nil {
		return a, err
	}
	return a, s.name(ctx, who, &a)
}

// principal opens the name of whom the actor acts for; there is false when nobody is there any more.
func (s *Service) principal(ctx context.Context, who access.Actor, m Mandate) (d Deputy, there bool, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		who, err = s.OnBehalf(q, who, m.For, m.What[0])
		return err
	})
	var k Known
	if err == nil {
		k, err = s.Show(ctx, who, m.For, View{Purpose: Representing, Groups: []Group{Identity}})
	}
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return d, false, nil
	}
	m.Name, m.Paper = "", "" // sealed for whose matter it is
	return Deputy{Mandate: m, Name: k.Names.Name}, err == nil, err
}

// name opens the names that the actor wrote down.
func (s *Service) name(ctx context.Context, who access.Actor, a *Acting) error {
	var named []*Deputy
	for _, list := range [][]Deputy{a.Given, a.Offered} {
		for i := range list {
			if list[i].Mandate.Name != "" {
				named = append(named, &list[i])
			}
		}
	}
	if len(named) == 0 {
		return nil
	}
	var g access.Grant
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := s.present(tx, who.Person)
		if err != nil {
			return err
		}
		g, err = access.Mint(tx, s.Log, who, access.Wish{Region: p.Region, Subjects: []string{p.ID}, Purpose: access.OwnData, Basis: access.TheirOwn})
		return err
	})
	for _, d := range named {
		if err != nil {
			return err
		}
		d.Name, err = g.Open(ctx, s.Keys, who.Person, holderField, d.Mandate.Name)
	}
	return err
}
