package access

import (
	"context"

	"mihe/internal/base/store"
)

// ResetPassword gives an account a random password for one use and returns it, ends the account's sessions, and lets its
// person try again at once. When the account holds a role, or is that of somebody whom a register knows, it waits, and all that happens only once a second administrator
// confirms: until then the password that is returned opens nothing, and the old one stays. The second factor stays: taking that away is another administrator's business.
func (s *Service) ResetPassword(ctx context.Context, who Actor, account string) (password string, waits bool, err error) {
	var a Account
	read := func(q store.Queryer) (err error) {
		a, err = s.reached(q, who, ManageAccount, account)
		return err
	}
	if err := s.DB.Read(ctx, read); err != nil {
		return "", false, err
	}
	token, err := s.tokenOf(ctx, a)
	if err != nil {
		return "", false, err
	}
	password, err = newPassword(s.Random)
	if err != nil {
		return "", false, err
	}
	hash, err := s.Cost.hashPassword(ctx, password, s.Random)
	if err != nil {
		return "", false, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		need, err := s.second(tx, who, NewPassword, account)
		if err != nil {
			return err
		}
		if waits = need != None; !waits {
			return s.setPassword(tx, who, a, hash, token)
		}
		if err := s.ask(tx, who, a, Request{What: NewPassword}); err != nil {
			return err
		}
		return s.Store.PutWaiting(tx, s.Node.Number, a.ID, hash)
	})
	return password, waits, err
}

// setPassword makes a password that was given out the account's.
func (s *Service) setPassword(tx *store.Tx, who Actor, a Account, hash, user string) error {
	if _, err := s.Log.Append(tx, about(who, "access.password.reset", a)); err != nil {
		return err
	}
	if err := s.Store.PutPassword(tx, s.Node.Number, a.ID, Password{Hash: hash, SetMs: s.nowMs(), Once: true}); err != nil {
		return err
	}
	if err := s.drop(tx, strike{ofUser, user}, strike{ofProof, a.ID}); err != nil {
		return err
	}
	return s.Store.DropSessions(tx, s.Node.Number, a.ID, "")
}

// tokenOf is the look-up token of an account's user name.
func (s *Service) tokenOf(ctx context.Context, a Account) (string, error) {
	user, err := s.Keys.Unseal(ctx, a.Person, userField, a.User)
	if err != nil {
		return "", err
	}
	return s.userToken(ctx, string(user))
}
