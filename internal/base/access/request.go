package access

import (
	"context"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// What is asked of an account that takes a second administrator.
type What string

// What can be asked.
const (
	NewPassword What = "reset_password"
	Closing     What = "disable"
	Erasure     What = "erase"
	Tie         What = "link"
)

// Request waits for a second administrator. An account has one at a time: what is asked later takes its place.
type Request struct {
	ID      string // request_...
	Account string
	What    What
	By      string // account of who asked
	AtMs    int64
	Issuer  string // of a tie
	Subject string // of a tie, sealed
}

// requestLife is how long a request waits: nobody shall confirm what was forgotten. Our own figure.
const requestLife = 14 * 24 * time.Hour

// lapsed tells whether nobody has confirmed in time.
func (r Request) lapsed(nowMs int64) bool { return nowMs-r.AtMs >= requestLife.Milliseconds() }

// second is the right that has to confirm what somebody wants of an account; None, nothing has. Otherwise one hand could
// silence the administrators that watch it, or make itself a working password of somebody whose step must be another's.
// The operator is not bound: whoever can write the data folder holds its contents.
func (s *Service) second(q store.Queryer, who Actor, what What, account string) (Right, error) {
	if who.all {
		return None, nil
	}
	return s.confirming(q, what, account)
}

// confirming is second, whoever asks.
func (s *Service) confirming(q store.Queryer, what What, account string) (Right, error) {
	held, err := s.Store.Mandates(q, s.Node.Number, account)
	need := None
	if err == nil && (what == NewPassword || what == Tie) {
		need, err = s.wordOf(q, account)
	}
	for _, m := range held {
		switch {
		case m.over(s.today()):
		case s.Policy.Administers(m.Role):
			return ConfirmAccount, err
		case what == NewPassword || what == Tie:
			need = ManageRoles
		}
	}
	return need, err
}

// wordOf is what has to confirm a way in to the account of somebody whom a register knows. Their word is evidence: an administrator who could sign
// in as them would confirm in their name what nobody did.
func (s *Service) wordOf(q store.Queryer, account string) (Right, error) {
	if s.Registered == nil {
		return None, nil
	}
	a, found, err := s.Store.Account(q, s.Node.Number, account)
	if err != nil || !found {
		return None, err
	}
	known, err := s.Registered(q, a.Person)
	if err != nil || !known {
		return None, err
	}
	return ManageRoles, nil
}

// ask records a request instead of doing what was asked.
func (s *Service) ask(tx *store.Tx, who Actor, a Account, r Request) (err error) {
	if r.ID, err = ident.New("request", s.Now(), s.Random); err != nil {
		return err
	}
	body := requestBody{ID: r.ID, Account: a.ID, What: r.What, By: who.ID, AtMs: s.nowMs(), Issuer: r.Issuer, Subject: r.Subject}
	return s.record(tx, about(who, "access.request.made", a), requestRecord, body)
}

// waiting returns the request that an account waits with.
func (s *Service) waiting(q store.Queryer, account string) (Request, bool, error) {
	r, found, err := s.Store.Request(q, s.Node.Number, account)
	return r, found && !r.lapsed(s.nowMs()), err
}

// Waits tells whether an account waits for a second administrator.
func (s *Service) Waits(ctx context.Context, who Actor, account string) (waits bool, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if _, err := s.within(q, who, ReadAccounts, account); err != nil {
			return err
		}
		_, waits, err = s.waiting(q, account)
		return err
	})
	return waits, err
}

// mayConfirm refuses whoever may not confirm: the account itself, who asked, and an administrator of another kind or place
// than the request needs.
func (s *Service) mayConfirm(q store.Queryer, who Actor, a Account, r Request) error {
	if err := others(who, a.ID); err != nil {
		return err
	}
	if r.By == who.ID {
		return fault.New(fault.Denied, "access.request.own")
	}
	need, err := s.confirming(q, r.What, a.ID)
	if err != nil {
		return err
	}
	if need == None { // its roles have ended meanwhile
		need = ManageRoles
	}
	if !who.May(need, a.Home) {
		return fault.New(fault.Denied, "access.request.other")
	}
	return s.beyond(q, who, need, a)
}
