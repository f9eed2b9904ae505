package party

import (
	"context"
	"errors"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Erase removes a person for good (个人信息保护法, 47): the entry first, then what other rooms keep, then versions and tokens,
// in one transaction; then the key, and the database's log of what was there. Should the key survive an error, asking
// again, or the next start (Reconcile), destroys it. While something about the person is going on it is a Conflict, and nothing
// happens. The backup of the keyring must be replaced afterwards. Persons erase themselves; others want CanErase.
func (s *Service) Erase(ctx context.Context, who access.Actor, id string) error {
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		st, err := s.Store.Standing(tx, s.Node, id)
		if err != nil {
			return err
		}
		if st.Erased { // only the key may still be there: destroying it shows nothing
			return who.Check(access.Own)
		}
		p, err := s.present(tx, id)
		if err != nil {
			return err
		}
		if who.Person != id || who.OnBehalfOf != "" {
			if err := who.CheckAt(CanErase, p.Region); err != nil {
				return err
			}
		}
		if err := s.working(tx, id); err != nil {
			return err
		}
		if s.Going != nil {
			if err := s.Going(tx, id); err != nil {
				return err
			}
		}
		e := who.Entry("party.person.erased", p.Region)
		e.Subjects = []string{id}
		return s.erased(tx, e, id)
	})
	if err != nil {
		return err
	}
	return s.tidy(ctx, id)
}

// erased writes that the person is gone, and lets go of everything.
func (s *Service) erased(tx *store.Tx, e ledger.Entry, id string) error {
	for _, h := range s.Holders {
		if err := h.Erase(tx, s.Node, id); err != nil {
			return err
		}
	}
	if _, err := s.record(tx, e, standingRecord, standingBody{Person: id, Erased: true, AtMs: s.nowMs()}); err != nil {
		return err
	}
	return s.Store.Wipe(tx, s.Node, id)
}

func (s *Service) tidy(ctx context.Context, id string) error {
	return errors.Join(s.Keys.Erase(ctx, id), s.DB.Tidy(ctx))
}

// Reconcile brings database and keyring together after either was restored: whom the keyring knows as erased loses what an
// older backup of the database brought back, and who was erased here loses the key.
func (s *Service) Reconcile(ctx context.Context) error {
	gone, err := s.Keys.Erased(ctx)
	if err != nil {
		return err
	}
	without := map[string]bool{}
	for _, id := range gone {
		without[id] = true
	}
	var back, left []string
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if back, err = s.Store.Unwiped(q, s.Node, gone); err != nil {
			return err
		}
		all, err := s.Store.Standings(q, s.Node)
		for id, st := range all {
			if st.Erased && !without[id] {
				left = append(left, id)
			}
		}
		return err
	})
	slices.Sort(left)
	for _, id := range back {
		err = errors.Join(err, s.DB.Write(ctx, func(tx *store.Tx) error {
			e := access.System("reconcile").Entry("party.person.erased", s.Home)
			e.Subjects = []string{id}
			return s.erased(tx, e, id)
		}), s.DB.Tidy(ctx))
	}
	for _, id := range left {
		err = errors.Join(err, s.tidy(ctx, id))
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "party.reconcile")
	}
	return nil
}
