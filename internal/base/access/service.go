package access

import (
	"context"
	"io"
	"time"

	"mihe/internal/base/calendar"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Service keeps the accounts of one node.
type Service struct {
	DB     *store.DB
	Store  Store
	Keys   Keys
	Log    Appender
	Uses   Uses
	Node   Node
	Policy *Policy
	// Contains says which region lies in which on today's map.
	Contains func(above, k region.Key) bool
	// Registered tells whether a register of the node knows a person; nil: there is none. Such a person is erased there, not here.
	Registered func(q store.Queryer, person string) (bool, error)
	// MachineRights are those that a machine can be given; no role holds any of them.
	MachineRights []Right
	Now           func() time.Time
	Random        io.Reader // a cryptographic source outside tests
	Cost          Cost      // of passwords' hashes; zero outside tests

	Paces *Paces // of machines; without it none is let in
}

// Keys are the keys of the node's persons; *keyring.Keys is one.
type Keys interface {
	Unsealer
	Ready(ctx context.Context) error
	Create(ctx context.Context, subject string) error
	Seal(ctx context.Context, subject, field string, plain []byte) (string, error)
	Erase(ctx context.Context, subject string) error
	Erased(ctx context.Context) ([]string, error)
	Token(ctx context.Context, purpose, value string) (string, error)
}

// Uses reads from the ledger what concerns one person; ledgerdb.Store is one.
type Uses interface {
	BySubject(q store.Queryer, node int64, subject string, before int64, limit int) ([]ledger.Logged, error)
	Records(q store.Queryer, node int64, room string, afterSeq int64, each func(seq int64, r ledger.Record) error) error
}

// Store keeps what this room remembers; accessdb.Store is one. Every method works on the rows of one node.
type Store interface {
	Accounts
	Credentials
	Throttles
	Sessions
}

// Accounts are the read models that Rebuild makes anew from records.
type Accounts interface {
	Account(q store.Queryer, node int64, id string) (Account, bool, error)
	All(q store.Queryer, node int64) ([]Account, error)
	ByToken(q store.Queryer, node int64, purpose, token string) (account string, found bool, err error)
	Mandates(q store.Queryer, node int64, account string) ([]Assignment, error)
	AllMandates(q store.Queryer, node int64) ([]Assignment, error)
	Mandate(q store.Queryer, node int64, id string) (Assignment, bool, error)
	Link(q store.Queryer, node int64, account string) (Link, bool, error)
	Request(q store.Queryer, node int64, account string) (Request, bool, error)
	Machine(q store.Queryer, node int64, id string) (Machine, bool, error)
	// MachineOf finds a machine by the hash of its token.
	MachineOf(q store.Queryer, node int64, hash string) (Machine, bool, error)
	// Machines lists them by age.
	Machines(q store.Queryer, node int64) ([]Machine, error)
	PutMachine(tx *store.Tx, node int64, m Machine) error

	AddAccount(tx *store.Tx, node int64, a Account) error
	SetState(tx *store.Tx, node int64, account string, s State) error
	AddMandate(tx *store.Tx, node int64, a Assignment) error
	TakeMandate(tx *store.Tx, node int64, id string, takenMs int64) error
	PutLink(tx *store.Tx, node int64, l Link) error
	DropLink(tx *store.Tx, node int64, account string) error
	PutRequest(tx *store.Tx, node int64, r Request) error
	DropRequest(tx *store.Tx, node int64, account string) error
	AddToken(tx *store.Tx, node int64, purpose, token, account string) error
	DropTokens(tx *store.Tx, node int64, account, purpose string) error
	Clear(tx *store.Tx, node int64) error
}

// Credentials are what a person signs in with. They are no records: whoever restores a backup gets those of its day.
type Credentials interface {
	Password(q store.Queryer, node int64, account string) (Password, bool, error)
	PutPassword(tx *store.Tx, node int64, account string, p Password) error
	// Waiting is the hash of a password that was given out and that nobody has confirmed.
	Waiting(q store.Queryer, node int64, account string) (hash string, found bool, err error)
	PutWaiting(tx *store.Tx, node int64, account, hash string) error
	Factor(q store.Queryer, node int64, account string) (Factor, error)
	PutFactor(tx *store.Tx, node int64, account string, f Factor) error
	DropFactor(tx *store.Tx, node int64, account string) error
	PutRecovery(tx *store.Tx, node int64, account string, hashes []string) error
	UseRecovery(tx *store.Tx, node int64, account, hash string) (bool, error)
	CountRecovery(q store.Queryer, node int64, account string) (int, error)
	DropCredentials(tx *store.Tx, node int64, account string) error
}

// Throttles remember failed attempts, so that a restart forgives none.
type Throttles interface {
	Strikes(q store.Queryer, node int64, of, token string) (Strikes, error)
	PutStrikes(tx *store.Tx, node int64, of, token string, s Strikes) error
	DropStrikes(tx *store.Tx, node int64, of, token string) error
	PruneStrikes(tx *store.Tx, node, beforeMs int64) error
}

// today is the date by which mandates begin and end.
func (s *Service) today() string { return calendar.Day(s.Now()) }

func (s *Service) nowMs() int64 { return s.Now().UnixMilli() }
