package access

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// ChangePassword changes one's own password, and ends every other session of the account. keep is the session that the
// request belongs to.
func (s *Service) ChangePassword(ctx context.Context, who Actor, old, fresh, keep string) error {
	if err := who.Check(Own); err != nil {
		return err
	}
	a, err := s.proven(ctx, who, old)
	if err != nil {
		return err
	}
	user, err := s.Keys.Unseal(ctx, a.Person, userField, a.User)
	if err != nil {
		return err
	}
	if err := ruleOn(s.today()).check(fresh, string(user)); err != nil {
		return err
	}
	if old == fresh {
		return fault.New(fault.Invalid, "access.password.same").At("new")
	}
	hash, err := s.Cost.hashPassword(ctx, fresh, s.Random)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := s.Log.Append(tx, about(who, "access.password.changed", a)); err != nil {
			return err
		}
		if err := s.Store.PutPassword(tx, s.Node.Number, a.ID, Password{Hash: hash, SetMs: s.nowMs()}); err != nil {
			return err
		}
		return s.Store.DropSessions(tx, s.Node.Number, a.ID, keep)
	})
}

// proven returns the actor's own account once the password was typed again: whoever finds an open page shall not be able
// to change what opens the account. Wrong ones count like those of a sign-in.
func (s *Service) proven(ctx context.Context, who Actor, password string) (Account, error) {
	var a Account
	var p Password
	var has bool
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if a, err = s.own(q, who); err == nil {
			p, has, err = s.Store.Password(q, s.Node.Number, a.ID)
		}
		return err
	})
	if err != nil || !has {
		if err == nil {
			err = fault.New(fault.Conflict, "access.password.none").At("old")
		}
		return a, err
	}
	again := strike{ofProof, a.ID}
	if _, err := s.attempt(ctx, again); err != nil {
		return a, err
	}
	right, err := s.Cost.samePassword(ctx, p.Hash, password)
	if err == nil && !right {
		err = fault.New(fault.Invalid, "access.password.wrong").At("old")
	}
	if err != nil {
		return a, err
	}
	return a, s.succeed(ctx, nil, again)
}

// Prove checks the actor's own password again, before something that opens the account in another way.
func (s *Service) Prove(ctx context.Context, who Actor, password string) error {
	if err := who.Check(Own); err != nil {
		return err
	}
	_, err := s.proven(ctx, who, password)
	return err
}

// own returns the actor's account.
func (s *Service) own(q store.Queryer, who Actor) (Account, error) {
	a, found, err := s.Store.Account(q, s.Node.Number, who.ID)
	if err == nil && (!found || a.State != Active) {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return a, err
}
