package delivery

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Payee is who is paid, and where.
type Payee struct {
	ID      string
	Person  bool
	Name    string // empty of a person who was erased meanwhile
	Account Account
	// What the reader may do: enter another account, confirm the one that waits.
	Enters, Confirms bool
}

// Payee shows a payee with the numbers of the accounts, to whoever enters or confirms them where the payee is. Those of a person are opened
// under a grant, and the name with them.
func (s *Service) Payee(ctx context.Context, who access.Actor, of string) (p Payee, err error) {
	var g access.Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		p = Payee{ID: of, Person: isPerson(of)}
		right := CanSettle
		at, err := s.payee(tx, who, right, of)
		if p.Enters = err == nil; !p.Enters {
			right = CanApprove
			at, err = s.payee(tx, who, right, of)
		}
		if err != nil {
			return err
		}
		_, cannot := s.payee(tx, who, CanApprove, of)
		if p.Account, _, err = s.Store.Account(tx, s.Node, of); err != nil {
			return err
		}
		p.Confirms = cannot == nil && p.Account.Next != nil && p.Account.Next.By != person(who)
		if !p.Person {
			provider, _, err := s.Providers.Provider(tx, of)
			p.Name = provider.Name
			return err
		}
		g, err = access.Mint(tx, s.Log, who, access.Wish{Right: right, Region: at, Subjects: []string{of}, Purpose: Paying, Basis: access.StatutoryDuty})
		return err
	})
	if err != nil || !p.Person {
		return p, err
	}
	named, err := s.Names(ctx, who, []string{of})
	if err != nil {
		return Payee{}, err
	}
	p.Name = named[of].Name
	for a := &p.Account; a != nil; a = a.Next {
		if err := a.open(func(field, sealed string) (string, error) { return g.Open(ctx, s.Keys, of, field, sealed) }); err != nil {
			return Payee{}, err
		}
	}
	return p, nil
}

// Waiting is an account that waits for a second person.
type Waiting struct {
	Of   string
	Name string // of a provider; persons are named by nothing but their number
	AtMs int64
}

// AccountsWaiting lists the accounts that wait for a second person where an actor settles or approves, by payee.
func (s *Service) AccountsWaiting(ctx context.Context, who access.Actor) (list []Waiting, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.Accounts(q, s.Node)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Next == nil {
				continue
			}
			w := Waiting{Of: a.Of, AtMs: a.Next.AtMs}
			var at region.Key
			var found bool
			if isPerson(a.Of) {
				at, found, err = s.Persons.Home(q, a.Of)
			} else {
				var p Provider
				p, found, err = s.Providers.Provider(q, a.Of)
				at, w.Name = p.Region, p.Name
			}
			if err != nil {
				return err
			}
			if found && (who.May(CanSettle, at) || who.May(CanApprove, at)) {
				list = append(list, w)
			}
		}
		return nil
	})
	return list, err
}

// Expected are the payments of a settlement: before the approval those that it would make.
func (s Settlement) Expected() ([]Payment, error) {
	if len(s.Payments) > 0 {
		return s.Payments, nil
	}
	return payments(s.Input.Provider, s.Result.Lines)
}

// Hindered are the payments of a settlement, by number, that no file takes for the payee's account, for whoever sees the settlement; before the
// approval those that none would take.
func (s *Service) Hindered(ctx context.Context, d Settlement) (list map[int]LeftOut, err error) {
	expected, err := d.Expected()
	if err != nil {
		return nil, err
	}
	var all []Account
	if err = s.DB.Read(ctx, func(q store.Queryer) error { all, err = s.Store.Accounts(q, s.Node); return err }); err != nil {
		return nil, err
	}
	held := map[string]Account{}
	for _, a := range all {
		held[a.Of] = a
	}
	list = map[int]LeftOut{}
	for _, p := range expected {
		switch a := held[p.Payee]; {
		case !a.Ready():
			list[p.N] = LeftOut{p.N, leftAccount}
		case d.refused(p, a):
			list[p.N] = LeftOut{p.N, leftRefused}
		}
	}
	return list, nil
}
