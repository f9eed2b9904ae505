package access

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// linkPurpose keeps the look-up tokens of persons at a provider apart from others.
const linkPurpose = "subject"

// linkToken is the look-up token of a person at a provider. No issuer holds a line break, so no two pairs are one text.
func (s *Service) linkToken(ctx context.Context, issuer, subject string) (string, error) {
	return s.Keys.Token(ctx, "subject", issuer+"\n"+subject)
}

// LinkOwn ties the actor's own account to the person who has just signed in at the provider.
func (s *Service) LinkOwn(ctx context.Context, who Actor, issuer, subject string) error {
	return s.link(ctx, issuer, subject, who, func(q store.Queryer) (Account, error) {
		if err := who.Check(Own); err != nil {
			return Account{}, err
		}
		return s.own(q, who)
	})
}

// LinkOther ties another's account to a person at the provider, by the number the provider gives that person. It asks for
// ManageAccount and, like a new password, waits for a second administrator when the account holds a role; nobody ties their
// own account by hand.
func (s *Service) LinkOther(ctx context.Context, who Actor, account, issuer, subject string) error {
	if subject == "" || len(subject) > longestSubject {
		return fault.New(fault.Invalid, "access.link.form").At("subject")
	}
	return s.link(ctx, issuer, subject, who, func(q store.Queryer) (Account, error) {
		return s.reached(q, who, ManageAccount, account)
	})
}

// longestSubject is what OpenID Connect Core 1.0, 2, allows.
const longestSubject = 255

func (s *Service) link(ctx context.Context, issuer, subject string, who Actor, find func(store.Queryer) (Account, error)) error {
	var a Account
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		a, err = find(q)
		return err
	})
	if err != nil {
		return err
	}
	token, err := s.linkToken(ctx, issuer, subject)
	if err != nil {
		return err
	}
	sealed, err := s.Keys.Seal(ctx, a.Person, subjectField, []byte(subject))
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if a, err = find(tx); err != nil {
			return err
		}
		need := None
		if who.ID != a.ID {
			if need, err = s.second(tx, who, Tie, a.ID); err != nil {
				return err
			}
		}
		if need != None {
			return s.ask(tx, who, a, Request{What: Tie, Issuer: issuer, Subject: sealed})
		}
		return s.tied(tx, who, a, issuer, sealed, token)
	})
}

// tied ties the account.
func (s *Service) tied(tx *store.Tx, who Actor, a Account, issuer, sealed, token string) error {
	body := linkBody{Account: a.ID, Issuer: issuer, Subject: sealed, AtMs: s.nowMs()}
	if err := s.record(tx, about(who, "access.account.linked", a), linkRecord, body); err != nil {
		return err
	}
	if err := s.Store.DropTokens(tx, s.Node.Number, a.ID, linkPurpose); err != nil {
		return err
	}
	return s.addToken(tx, linkPurpose, token, a.ID)
}

// Unlink unties an account from the provider: one's own, or with ManageAccount another's.
func (s *Service) Unlink(ctx context.Context, who Actor, account string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		var a Account
		var err error
		if who.ID == account {
			a, err = s.own(tx, who)
		} else {
			a, err = s.reached(tx, who, ManageAccount, account)
		}
		if err != nil {
			return err
		}
		if _, found, err := s.Store.Link(tx, s.Node.Number, account); err != nil || !found {
			if err == nil {
				err = fault.New(fault.Conflict, "access.account.already")
			}
			return err
		}
		body := linkBody{Account: a.ID, AtMs: s.nowMs()}
		if err := s.record(tx, about(who, "access.account.unlinked", a), linkRecord, body); err != nil {
			return err
		}
		return s.Store.DropTokens(tx, s.Node.Number, a.ID, linkPurpose)
	})
}

// BeginLinked counts a way to the provider for the address that asks, since each is kept for a while: SignInLinked takes it
// back.
func (s *Service) BeginLinked(ctx context.Context, from string) error {
	on, err := s.fromAddress(ctx, from)
	if err != nil {
		return err
	}
	_, err = s.attempt(ctx, on)
	return err
}

// SignInLinked lets in whoever the provider has named. strong tells that the provider asked for a second factor which the
// node accepts; otherwise an account that has its own is asked for it. A person nobody tied to an account is NotFound,
// and nothing is made. from is where the request comes from, as the network names it.
func (s *Service) SignInLinked(ctx context.Context, who Actor, issuer, subject, from string, strong bool) (Entered, error) {
	token, err := s.linkToken(ctx, issuer, subject)
	if err != nil {
		return Entered{}, err
	}
	on, err := s.fromAddress(ctx, from)
	if err != nil {
		return Entered{}, err
	}
	c, err := s.candidate(ctx, linkPurpose, token)
	if err != nil {
		return Entered{}, err
	}
	if c.State != Active {
		return Entered{}, s.unknown(ctx, who, c.Account, token)
	}
	half := c.factor && !strong
	open := func(tx *store.Tx) error {
		if err := s.unchanged(tx, linkPurpose, token, c); err != nil || half {
			return err
		}
		return s.opened(tx, who, c.Account)
	}
	return Entered{Account: c.ID, Factor: half, Unready: !half && c.administers && !strong}, s.succeed(ctx, open, on)
}

// unknown answers somebody whom the provider knows and we do not. It counts and is noted like a wrong password.
func (s *Service) unknown(ctx context.Context, who Actor, a Account, token string) error {
	failures, err := s.attempt(ctx, strike{ofLink, token})
	if err != nil {
		return err
	}
	if err := s.note(ctx, who, a, failures); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "access.link.unknown")
}
