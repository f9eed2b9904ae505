package access

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// confirmation is a request that is being confirmed, with the look-up tokens that its effect needs.
type confirmation struct {
	Request
	account Account
	user    string // token of the user name, for a new password
	subject string // token of the person at the provider, for a tie
}

// Confirm lets what another administrator asked take effect. request names what was shown, so that nobody confirms what
// took its place meanwhile.
func (s *Service) Confirm(ctx context.Context, who Actor, account, request string) error {
	var c confirmation
	read := func(q store.Queryer) (err error) {
		c, err = s.confirmable(q, who, account, request)
		return err
	}
	if err := s.DB.Read(ctx, read); err != nil {
		return err
	}
	user, subject, err := s.tokens(ctx, c)
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		c.user, c.subject = user, subject
		body := requestBody{ID: c.ID, Account: c.Account, What: c.What, By: who.ID, AtMs: s.nowMs(), Done: true}
		if err := s.record(tx, about(who, "access.request.confirmed", c.account), requestRecord, body); err != nil {
			return err
		}
		return s.carry(tx, who, c)
	})
	if err == nil && c.What == Erasure {
		return s.tidy(ctx, c.account.Person)
	}
	return err
}

// confirmable returns the request of an account that who may confirm now.
func (s *Service) confirmable(q store.Queryer, who Actor, account, request string) (c confirmation, err error) {
	if c.account, err = s.living(q, who, ConfirmAccount, account); err != nil {
		return c, err
	}
	var found bool
	if c.Request, found, err = s.waiting(q, account); err != nil {
		return c, err
	}
	if err := s.mayConfirm(q, who, c.account, c.Request); err != nil {
		return c, err
	}
	if !found || c.ID != request {
		return c, fault.New(fault.Conflict, "access.request.gone")
	}
	return c, nil
}

// tokens works out the look-up tokens before the transaction begins.
func (s *Service) tokens(ctx context.Context, c confirmation) (user, subject string, err error) {
	switch c.What { //nolint:exhaustive // the others need none
	case NewPassword:
		user, err = s.tokenOf(ctx, c.account)
	case Tie:
		var plain []byte
		if plain, err = s.Keys.Unseal(ctx, c.account.Person, subjectField, c.Subject); err == nil {
			subject, err = s.linkToken(ctx, c.Issuer, string(plain))
		}
	}
	return user, subject, err
}

// carry does what was asked.
func (s *Service) carry(tx *store.Tx, who Actor, c confirmation) error {
	switch c.What {
	case NewPassword:
		hash, found, err := s.Store.Waiting(tx, s.Node.Number, c.Account)
		if err == nil && !found { // the database was restored meanwhile
			err = fault.New(fault.Conflict, "access.request.gone")
		}
		if err != nil {
			return err
		}
		return s.setPassword(tx, who, c.account, hash, c.user)
	case Closing:
		return s.standAs(tx, who, c.account, Active, Disabled, "access.account.disabled")
	case Erasure:
		return s.erased(tx, who, c.account)
	case Tie:
		return s.tied(tx, who, c.account, c.Issuer, c.Subject, c.subject)
	}
	return fault.New(fault.Conflict, "access.request.gone")
}
