package access

import (
	"context"

	"mihe/internal/base/store"
)

// TakeAway returns everything the node keeps about the actor's own person, read under a grant of one's own.
func (s *Service) TakeAway(ctx context.Context, who Actor) (t Taken, err error) {
	var v Mine
	var link Link
	g, err := s.ownGrant(ctx, who, func(tx *store.Tx, a Account) (err error) {
		v.Account = a
		if err := s.mine(tx, &v); err != nil {
			return err
		}
		if link, _, err = s.Store.Link(tx, s.Node.Number, a.ID); err != nil {
			return err
		}
		return s.takeSessions(tx, a.ID, &t)
	})
	if err != nil {
		return Taken{}, err
	}
	t.Account, t.Person, t.Node, t.Home, t.State = v.ID, v.Person, s.Node.ID, v.Home.String(), v.State
	t.MadeMs, t.Password, t.Factor, t.Mandates = v.MadeMs, v.HasPassword, v.HasFactor, []takenMandate{}
	for _, m := range v.All {
		t.Mandates = append(t.Mandates, takenMandate{m.Role, m.At.String(), m.From, m.Until, m.GivenMs, m.TakenMs})
	}
	for into, sealed := range map[*string][2]string{
		&t.User: {userField, v.User}, &t.Name: {nameField, v.Name}, &t.Phone: {phoneField, v.Phone},
	} {
		if *into, err = s.open(ctx, g, v.Person, sealed[0], sealed[1]); err != nil {
			return Taken{}, err
		}
	}
	if link.Issuer != "" {
		t.Provider = &takenLink{Issuer: link.Issuer}
		if t.Provider.Subject, err = s.open(ctx, g, v.Person, subjectField, link.Subject); err != nil {
			return Taken{}, err
		}
	}
	t.Uses, err = s.allUses(ctx, who)
	return t, err
}

func (s *Service) takeSessions(q store.Queryer, account string, t *Taken) error {
	open, err := s.Store.SessionsOf(q, s.Node.Number, account)
	t.Sessions = []takenSession{}
	for _, n := range open {
		t.Sessions = append(t.Sessions, takenSession{n.MadeMs, n.SeenMs})
	}
	return err
}

// allUses walks through every use, a page at a time.
func (s *Service) allUses(ctx context.Context, who Actor) ([]Use, error) {
	const page = 500
	all, before := []Use{}, int64(0)
	for {
		some, err := s.OwnUses(ctx, who, before, page)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if len(some) < page {
			return all, nil
		}
		before = some[len(some)-1].Seq
	}
}
