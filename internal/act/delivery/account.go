package delivery

import (
	"context"
	"regexp"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Account is where a payee is paid. That of a person is sealed under the person's key.
type Account struct {
	Of     string `json:"of"` // org_ or person_
	Bank   string `json:"bank"`
	Number string `json:"number"`
	AtMs   int64  `json:"at_ms"`
}

// accountField is what a person's account is sealed as.
const accountField = "delivery.account"

var (
	accountNumber = regexp.MustCompile(`^[0-9]{8,32}$`)
	bankName      = regexp.MustCompile(`^[\p{Han}A-Za-z0-9()（） .-]{2,60}$`)
)

// SetAccount records where a provider or a person is paid.
func (s *Service) SetAccount(ctx context.Context, who access.Actor, a Account) error {
	if !accountNumber.MatchString(a.Number) {
		return wrong("number")
	}
	if !bankName.MatchString(a.Bank) {
		return wrong("bank")
	}
	of := isPerson(a.Of)
	a.AtMs = s.Now().UnixMilli()
	if err := s.DB.Read(ctx, func(q store.Queryer) error { _, err := s.payee(q, who, a.Of); return err }); err != nil {
		return err
	}
	if of { // sealing reads the keyring, a database of its own
		sealed, err := s.Keys.Seal(ctx, a.Of, accountField, []byte(a.Number))
		if err != nil {
			return err
		}
		a.Number = sealed
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		at, err := s.payee(tx, who, a.Of)
		if err != nil {
			return err
		}
		e := Event{What: AccountRecorded, Account: &a, Place: at}
		if of {
			e.Also = []string{a.Of}
		}
		return s.record(tx, who, e)
	})
}

// payee is where a payee is, for whoever settles there. Nobody enters their own account or that of whom they work for.
func (s *Service) payee(q store.Queryer, who access.Actor, of string) (region.Key, error) {
	if !isPerson(of) {
		p, err := s.settles(q, who, of)
		return p.Region, err
	}
	at, found, err := s.Persons.Home(q, of)
	if err != nil || !found {
		return at, orAbsent(err)
	}
	if who.Person == of {
		return at, fault.New(fault.Denied, "delivery.own")
	}
	return at, who.CheckAt(CanSettle, at)
}
