package access

import (
	"context"
	"errors"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Erase removes the person from an account for good: the entry first, then tokens, credentials and sessions, then the
// person's key. What the account did keeps its author's number. Should the key survive an error, asking again, or the
// next start (Reconcile), destroys it. For an administrator's account it asks for a second administrator. The keyring's backup must be replaced afterwards.
func (s *Service) Erase(ctx context.Context, who Actor, account string) error {
	var a Account
	need := None
	err := s.DB.Write(ctx, func(tx *store.Tx) (err error) {
		if a, err = s.within(tx, who, ManageAccount, account); err != nil {
			return err
		}
		if err := s.beyond(tx, who, ManageAccount, a); err != nil || a.State == Erased {
			return err
		}
		if s.Registered != nil {
			if known, err := s.Registered(tx, a.Person); err != nil || known {
				return orRegistered(err)
			}
		}
		if need, err = s.second(tx, who, Erasure, account); err != nil {
			return err
		}
		if need != None {
			return s.ask(tx, who, a, Request{What: Erasure})
		}
		return s.erased(tx, who, a)
	})
	if err != nil || need != None {
		return err
	}
	return s.tidy(ctx, a.Person)
}

// orRegistered is err, or the refusal to destroy with an account the key under which a register keeps its person.
func orRegistered(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "access.erase.registered")
}

// erased writes that the person is gone, and lets go of what could find them.
func (s *Service) erased(tx *store.Tx, who Actor, a Account) error {
	body := standingBody{a.ID, Erased, s.nowMs()}
	if err := s.record(tx, about(who, "access.account.erased", a), standingRecord, body); err != nil {
		return err
	}
	return s.forget(tx, a.ID)
}

// forget deletes tokens, credentials and sessions.
func (s *Service) forget(tx *store.Tx, account string) error {
	if err := s.Store.DropTokens(tx, s.Node.Number, account, ""); err != nil {
		return err
	}
	if err := s.Store.DropCredentials(tx, s.Node.Number, account); err != nil {
		return err
	}
	return s.Store.DropSessions(tx, s.Node.Number, account, "")
}

// tidy destroys the key and empties the database's log of what was deleted.
func (s *Service) tidy(ctx context.Context, person string) error {
	return errors.Join(s.Keys.Erase(ctx, person), s.DB.Tidy(ctx))
}

// Reconcile brings database and keyring together after either was restored, before anybody signs in: a person whom the
// keyring knows as erased loses what an older backup of the database brought back, and an account that was erased while
// its key could not be destroyed loses the key.
func (s *Service) Reconcile(ctx context.Context) error {
	gone, err := s.Keys.Erased(ctx)
	if err != nil {
		return err
	}
	erased := map[string]bool{}
	for _, person := range gone {
		erased[person] = true
	}
	var back, left []Account
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.All(q, s.Node.Number)
		for _, a := range all {
			switch {
			case erased[a.Person] && a.State != Erased:
				back = append(back, a)
			case a.State == Erased && !erased[a.Person]:
				left = append(left, a)
			}
		}
		return err
	})
	for _, a := range back {
		err = errors.Join(err, s.DB.Write(ctx, func(tx *store.Tx) error { return s.erased(tx, System("reconcile"), a) }), s.DB.Tidy(ctx))
	}
	for _, a := range left {
		err = errors.Join(err, s.tidy(ctx, a.Person))
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "access.reconcile")
	}
	return nil
}
