package delivery

import (
	"context"
	"regexp"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Account is where a payee is paid (收款账户). That of a person is sealed under the person's key. Nobody redirects money alone: what one
// person enters waits in Next until another has confirmed it, and until then the account before it stays in force.
type Account struct {
	Of     string   `json:"of"`               // org_ or person_
	Bank   string   `json:"bank"`             // of a person sealed as well; those of older releases stand in clear
	Sealed bool     `json:"sealed,omitempty"` // Bank is
	Number string   `json:"number"`           // empty while none has been in force
	AtMs   int64    `json:"at_ms"`
	By     string   `json:"by,omitempty"` // the person who entered it
	Next   *Account `json:"next,omitempty"`
}

// Ready tells whether money can be paid to it.
func (a Account) Ready() bool { return a.Number != "" }

// accountField and bankField are what a person's account is sealed as.
const (
	accountField = "delivery.account"
	bankField    = "payee_bank"
)

// open opens what is sealed of a person's account.
func (a *Account) open(open func(field, sealed string) (string, error)) (err error) {
	if a.Number == "" {
		return nil // there is only one that waits
	}
	if a.Number, err = open(accountField, a.Number); err != nil || !a.Sealed {
		return err
	}
	a.Bank, err = open(bankField, a.Bank)
	return err
}

var (
	accountNumber = regexp.MustCompile(`^[0-9]{8,32}$`)
	bankName      = regexp.MustCompile(`^[\p{Han}A-Za-z0-9()（） .-]{2,60}$`)
)

// SetAccount enters where a provider or a person is to be paid. It is in force once another person has confirmed it.
func (s *Service) SetAccount(ctx context.Context, who access.Actor, a Account) error {
	of := isPerson(a.Of)
	if err := s.DB.Read(ctx, func(q store.Queryer) error { _, err := s.payee(q, who, CanSettle, a.Of); return err }); err != nil {
		return err
	}
	if !bankName.MatchString(a.Bank) {
		return wrong("bank")
	}
	if !accountNumber.MatchString(a.Number) {
		return wrong("number")
	}
	a.AtMs, a.By, a.Sealed, a.Next = s.Now().UnixMilli(), person(who), false, nil
	if of { // sealing reads the keyring, a database of its own
		number, err := s.Keys.Seal(ctx, a.Of, accountField, []byte(a.Number))
		if err != nil {
			return err
		}
		bank, err := s.Keys.Seal(ctx, a.Of, bankField, []byte(a.Bank))
		if err != nil {
			return err
		}
		a.Number, a.Bank, a.Sealed = number, bank, true
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		at, err := s.payee(tx, who, CanSettle, a.Of)
		if err != nil {
			return err
		}
		held, _, err := s.Store.Account(tx, s.Node, a.Of)
		if err != nil {
			return err
		}
		held.Of, held.Next = a.Of, &a
		return s.recordAccount(tx, who, AccountEntered, held, at)
	})
}

// ConfirmAccount puts the account that waits in force, or turns it down. seen is when the one that the reader has seen was entered: another
// that has come since is not confirmed by the way. Whoever entered it does not confirm it.
func (s *Service) ConfirmAccount(ctx context.Context, who access.Actor, of string, seen int64, yes bool) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		at, err := s.payee(tx, who, CanApprove, of)
		if err != nil {
			return err
		}
		held, _, err := s.Store.Account(tx, s.Node, of)
		if err != nil {
			return err
		}
		if held.Next == nil || held.Next.AtMs != seen {
			return fault.New(fault.Conflict, "delivery.account.changed")
		}
		if held.Next.By == person(who) {
			return fault.New(fault.Denied, "delivery.account.another")
		}
		if yes {
			return s.recordAccount(tx, who, AccountRecorded, *held.Next, at)
		}
		held.Next = nil
		return s.recordAccount(tx, who, AccountDeclined, held, at)
	})
}

func (s *Service) recordAccount(tx *store.Tx, who access.Actor, what What, a Account, at region.Key) error {
	e := Event{What: what, Account: &a, Place: at}
	if isPerson(a.Of) {
		e.Also = []string{a.Of}
	}
	return s.record(tx, who, e)
}

// payee is where a payee is, for whoever holds a right there. Nobody handles their own account or that of whom they work for.
func (s *Service) payee(q store.Queryer, who access.Actor, right access.Right, of string) (region.Key, error) {
	if !isPerson(of) {
		p, found, err := s.Providers.Provider(q, of)
		if err != nil || !found {
			return p.Region, orAbsent(err)
		}
		if err := who.CheckAt(right, p.Region); err != nil {
			return p.Region, err
		}
		return p.Region, s.apart(q, who, of)
	}
	at, found, err := s.Persons.Home(q, of)
	if err != nil || !found {
		return at, orAbsent(err)
	}
	if err := who.CheckAt(right, at); err != nil {
		return at, err
	}
	if who.Person == of {
		return at, fault.New(fault.Denied, "delivery.own")
	}
	return at, nil
}
