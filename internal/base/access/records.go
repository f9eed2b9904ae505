package access

import (
	"encoding/json"
	"fmt"

	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The kinds of records. Look-up tokens stand in none of them: a record stays for ever, and an erased person's tokens go.
const (
	accountRecord  = "access.account"
	standingRecord = "access.standing"
	mandateRecord  = "access.mandate"
	linkRecord     = "access.link"
	requestRecord  = "access.request"
	machineRecord  = "access.machine"
)

// The records of package nodeadmin stand in this room's table. What they brought belongs to the whole program and is kept
// by the rooms calendar and region, so nothing of ours is made from them.
const (
	CalendarRecord  = "access.calendar"
	TownshipsRecord = "access.townships"
)

// accountBody is the record of a new account.
type accountBody struct {
	ID     string `json:"id"`
	Person string `json:"person"`
	Home   string `json:"home"`
	AtMs   int64  `json:"at_ms"`
	User   string `json:"user"`
	Name   string `json:"name"`
	Phone  string `json:"phone"`
}

// standingBody is the record of a change of state.
type standingBody struct {
	Account string `json:"account"`
	State   State  `json:"state"`
	AtMs    int64  `json:"at_ms"`
}

// mandateBody is the record of a mandate given, or, with Taken, taken back.
type mandateBody struct {
	Mandate string `json:"mandate"`
	Account string `json:"account"`
	Role    Role   `json:"role"`
	Region  string `json:"region"`
	From    string `json:"from"`
	Until   string `json:"until"`
	Taken   bool   `json:"taken"`
	AtMs    int64  `json:"at_ms"`
}

// linkBody is the record of an account tied to a sign-on provider or, with an empty issuer, no longer tied to one.
type linkBody struct {
	Account string `json:"account"`
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
	AtMs    int64  `json:"at_ms"`
}

// requestBody is the record of a request or, with Done, of its confirmation.
type requestBody struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	What    What   `json:"what"`
	By      string `json:"by"`
	AtMs    int64  `json:"at_ms"`
	Issuer  string `json:"issuer,omitempty"`
	Subject string `json:"subject,omitempty"`
	Done    bool   `json:"done"`
}

// machineBody is the record of what a machine is from now on. Its token cannot be tried out: it is 32 random bytes, and only their hash stands here.
type machineBody struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Right       Right  `json:"right"`
	At          string `json:"at"`
	Hash        string `json:"hash"`
	By          string `json:"by"`
	MadeMs      int64  `json:"made_ms"`
	ConfirmedBy string `json:"confirmed_by,omitempty"`
	ConfirmedMs int64  `json:"confirmed_ms,omitempty"`
	EndedMs     int64  `json:"ended_ms,omitempty"`
}

// record appends the entry with its record and applies it.
func (s *Service) record(tx *store.Tx, e ledger.Entry, kind string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	id, err := ident.New("record", s.Now(), s.Random)
	if err != nil {
		return err
	}
	e.Record = &ledger.Record{Kind: kind, ID: id, Body: raw}
	if _, err := s.Log.Append(tx, e); err != nil {
		return err
	}
	return s.apply(tx, kind, raw)
}

// apply changes the read models as a record says: now, and whenever they are rebuilt. It reads neither clock nor keys.
func (s *Service) apply(tx *store.Tx, kind string, raw []byte) error {
	switch kind {
	case accountRecord:
		return decoded(raw, func(b accountBody) error { return s.applyAccount(tx, b) })
	case standingRecord:
		return decoded(raw, func(b standingBody) error { return s.applyStanding(tx, b) })
	case requestRecord:
		return decoded(raw, func(b requestBody) error { return s.applyRequest(tx, b) })
	case mandateRecord:
		return decoded(raw, func(b mandateBody) error { return s.applyMandate(tx, b) })
	case linkRecord:
		return decoded(raw, func(b linkBody) error { return s.applyLink(tx, b) })
	case machineRecord:
		return decoded(raw, func(b machineBody) error { return s.applyMachine(tx, b) })
	case CalendarRecord, TownshipsRecord:
		return nil
	}
	return fmt.Errorf("a record of an unknown kind: %s", kind)
}

// decoded reads a record's body.
func decoded[T any](raw []byte, then func(T) error) error {
	var body T
	if err := json.Unmarshal(raw, &body); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return then(body)
}

func (s *Service) applyAccount(tx *store.Tx, b accountBody) error {
	home, ok := region.ParseKey(b.Home)
	if !ok {
		return fmt.Errorf("account %s: %q is no region", b.ID, b.Home)
	}
	return s.Store.AddAccount(tx, s.Node.Number, Account{
		ID: b.ID, Person: b.Person, Home: home, State: Active, MadeMs: b.AtMs, User: b.User, Name: b.Name, Phone: b.Phone,
	})
}

func (s *Service) applyMandate(tx *store.Tx, b mandateBody) error {
	if b.Taken {
		return s.Store.TakeMandate(tx, s.Node.Number, b.Mandate, b.AtMs)
	}
	at, ok := region.ParseKey(b.Region)
	if !ok {
		return fmt.Errorf("mandate %s: %q is no region", b.Mandate, b.Region)
	}
	return s.Store.AddMandate(tx, s.Node.Number, Assignment{
		ID: b.Mandate, Account: b.Account, Mandate: Mandate{b.Role, at}, From: b.From, Until: b.Until, GivenMs: b.AtMs,
	})
}

func (s *Service) applyLink(tx *store.Tx, b linkBody) error {
	if b.Issuer == "" {
		return s.Store.DropLink(tx, s.Node.Number, b.Account)
	}
	return s.Store.PutLink(tx, s.Node.Number, Link{Account: b.Account, Issuer: b.Issuer, Subject: b.Subject})
}

// applyStanding changes the state; an erased account waits for nobody.
func (s *Service) applyStanding(tx *store.Tx, b standingBody) error {
	if b.State == Erased {
		if err := s.Store.DropRequest(tx, s.Node.Number, b.Account); err != nil {
			return err
		}
	}
	return s.Store.SetState(tx, s.Node.Number, b.Account, b.State)
}

func (s *Service) applyRequest(tx *store.Tx, b requestBody) error {
	if b.Done {
		return s.Store.DropRequest(tx, s.Node.Number, b.Account)
	}
	return s.Store.PutRequest(tx, s.Node.Number, Request{b.ID, b.Account, b.What, b.By, b.AtMs, b.Issuer, b.Subject})
}

func (s *Service) applyMachine(tx *store.Tx, b machineBody) error {
	at, ok := region.ParseKey(b.At)
	if !ok {
		return fmt.Errorf("machine %s: %q is no region", b.ID, b.At)
	}
	return s.Store.PutMachine(tx, s.Node.Number, Machine{b.ID, b.Name, b.Right, at, b.Hash, b.By, b.MadeMs, b.ConfirmedBy, b.ConfirmedMs, b.EndedMs})
}
