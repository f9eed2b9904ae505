package access

import (
	"context"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// SignIn is an attempt to come in by password. Address is where it comes from, as the network names it.
type SignIn struct {
	User, Password string
	Address        string
}

// Entered is who has come in, and what is still asked of them.
type Entered struct {
	Account string
	// Factor: the password was right, and nothing is open before the second factor is.
	Factor bool
	// Unready: a password or a second factor has to be set before the account's roles hold.
	Unready bool
}

// SignIn checks a user name with its password. An unknown user, a wrong password and a disabled account get the same
// answer at the same cost. Failures are counted for the user name and for the address, with growing waits.
func (s *Service) SignIn(ctx context.Context, who Actor, in SignIn) (Entered, error) {
	if len(in.User) > longestPassword || len(in.Password) > longestPassword {
		return Entered{}, wrong()
	}
	token, err := s.userToken(ctx, in.User)
	if err != nil {
		return Entered{}, err
	}
	on, err := s.strikes(ctx, strike{ofUser, token}, in.Address)
	if err != nil {
		return Entered{}, err
	}
	failures, err := s.attempt(ctx, on...)
	if err != nil {
		return Entered{}, err
	}
	c, err := s.candidate(ctx, userPurpose, token)
	if err != nil {
		return Entered{}, err
	}
	right, err := s.Cost.samePassword(ctx, c.hash, in.Password)
	if err != nil {
		return Entered{}, err
	}
	if !right || c.State != Active {
		return Entered{}, s.refuse(ctx, who, c.Account, failures)
	}
	if c.factor {
		// The strikes of the password go with the second factor.
		again := func(tx *store.Tx) error { return s.unchanged(tx, userPurpose, token, c) }
		return Entered{Account: c.ID, Factor: true, Unready: c.once}, s.succeed(ctx, again, on[1:]...)
	}
	open := func(tx *store.Tx) error {
		if err := s.unchanged(tx, userPurpose, token, c); err != nil {
			return err
		}
		return s.opened(tx, who, c.Account)
	}
	return Entered{Account: c.ID, Unready: c.once || c.administers}, s.succeed(ctx, open, on...)
}

// unchanged refuses whoever's account was closed, or whose way in was changed, while a password was being checked: the sessions
// that such a change ends must not be followed by one more.
func (s *Service) unchanged(q store.Queryer, purpose, token string, c candidate) error {
	now, err := s.look(q, purpose, token)
	if err != nil {
		return err
	}
	if now.ID != c.ID || now.State != Active || now.hash != c.hash || now.factor != c.factor {
		return wrong()
	}
	return nil
}

// strikes are what a sign-in is counted for.
func (s *Service) strikes(ctx context.Context, first strike, from string) ([]strike, error) {
	on, err := s.fromAddress(ctx, from)
	return []strike{first, on}, err
}

func (s *Service) fromAddress(ctx context.Context, from string) (strike, error) {
	token, err := s.Keys.Token(ctx, "address", from)
	return strike{ofAddress, token}, err
}

// candidate is the account that a name may belong to.
type candidate struct {
	Account
	hash        string
	once        bool // the password is to be changed
	factor      bool
	administers bool
}

// candidate looks an account up. Where there is none, or one without a password, the hash is nobody's.
func (s *Service) candidate(ctx context.Context, purpose, token string) (c candidate, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error { c, err = s.look(q, purpose, token); return err })
	return c, err
}

func (s *Service) look(q store.Queryer, purpose, token string) (c candidate, err error) {
	c.hash = s.Cost.nobody()
	id, found, err := s.Store.ByToken(q, s.Node.Number, purpose, token)
	if err != nil || !found {
		return c, err
	}
	if c.Account, _, err = s.Store.Account(q, s.Node.Number, id); err != nil {
		return c, err
	}
	p, has, err := s.Store.Password(q, s.Node.Number, id)
	if err != nil {
		return c, err
	}
	if has {
		c.hash, c.once = p.Hash, ruleOn(s.today()).expired(p, s.Now())
	}
	f, err := s.Store.Factor(q, s.Node.Number, id)
	if err != nil {
		return c, err
	}
	c.factor = f.Secret != ""
	c.administers, err = s.administers(q, id)
	return c, err
}

// administers tells whether an account holds a role today that needs a second factor.
func (s *Service) administers(q store.Queryer, account string) (bool, error) {
	all, err := s.Store.Mandates(q, s.Node.Number, account)
	return slices.ContainsFunc(all, func(a Assignment) bool { return a.On(s.today()) && s.Policy.Administers(a.Role) }), err
}

// wrong is the one answer to every failed sign-in.
func wrong() error { return fault.New(fault.Invalid, "access.signin.wrong") }

// refuse answers a failed sign-in.
func (s *Service) refuse(ctx context.Context, who Actor, a Account, failures int64) error {
	if err := s.note(ctx, who, a, failures); err != nil {
		return err
	}
	return wrong()
}

// note writes into the ledger the first failure and each that begins a wait, so that a flood of attempts does not flood
// the ledger. The entry names the person when there is one.
func (s *Service) note(ctx context.Context, who Actor, a Account, failures int64) error {
	if failures > 1 && onPerson.wait(failures) == 0 {
		return nil
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		e := who.Entry("access.signin.refused", s.Node.Region)
		if a.Person != "" {
			e = about(who, e.Kind, a)
		}
		_, err := s.Log.Append(tx, e)
		return err
	})
}

// opened notes that a session begins.
func (s *Service) opened(tx *store.Tx, who Actor, a Account) error {
	e := about(who, "access.session.opened", a)
	e.Actor = a.ID
	_, err := s.Log.Append(tx, e)
	return err
}
