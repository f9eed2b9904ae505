package evidence

import (
	"context"
	"io"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Store keeps what this room remembers; package evidencedb is the only implementation. Every query names its node.
type Store interface {
	// Said returns the statements about things in the order of the ledger.
	Said(q store.Queryer, node int64, about []About) (map[About][]Statement, error)
	// Weighed returns of the statements about things only what a standing rests on, in the order of the ledger.
	Weighed(q store.Queryer, node int64, about []About) (map[About][]Statement, error)
	// SaidOf returns the statements about all things of a person, in the order of the ledger.
	SaidOf(q store.Queryer, node int64, person string) ([]Statement, error)
	// Used returns the statements that codes of a sheet from a number on were used for.
	Used(q store.Queryer, node int64, means string, from int64) ([]Statement, error)
	AddStatement(tx *store.Tx, node int64, s Statement) error

	Suspicions(q store.Queryer, node int64, about []About) (map[About][]Suspicion, error)
	// LastSuspicions returns them from the newest on; before is the number below which to go on, 0 for the first page.
	LastSuspicions(q store.Queryer, node, before int64, limit int) ([]Suspicion, error)
	AddSuspicion(tx *store.Tx, node int64, s Suspicion) error

	// Live returns a person's means of a kind that has not ended.
	Live(q store.Queryer, node int64, person string, kind Kind) (Means, bool, error)
	Means(q store.Queryer, node int64, id string) (Means, bool, error)
	// MeansOf returns all means that a person ever had, in the order of the ledger.
	MeansOf(q store.Queryer, node int64, person string) ([]Means, error)
	// PutMeans adds means or changes them.
	PutMeans(tx *store.Tx, node int64, m Means) error

	// Wrong counts the refusals of a day by an account, and for a person.
	Wrong(q store.Queryer, node int64, day, actor, person string) (byActor, forPerson int64, err error)
	AddRefusal(tx *store.Tx, node int64, r Refusal) error

	File(q store.Queryer, node int64, sha256 string) (File, bool, error)
	FilesOf(q store.Queryer, node int64, person string) ([]File, error)
	AddFile(tx *store.Tx, node int64, f File) error

	Record(q store.Queryer, node int64, id string) (body []byte, found bool, err error)
	// Records calls each with the records in the order of the ledger; it may write meanwhile.
	Records(q store.Queryer, node int64, each func(seq int64, kind string, body []byte) error) error
	// Clear removes the read models, which Rebuild computes again.
	Clear(tx *store.Tx, node int64) error
}

// Keys seal what is known of a person; *keyring.Keys is one.
type Keys interface {
	access.Unsealer
	Seal(ctx context.Context, subject, field string, plain []byte) (string, error)
	Token(ctx context.Context, purpose, value string) (string, error)
}

// Persons is the register as this room needs it; *party.Service is one.
type Persons interface {
	HomeOf(q store.Queryer, id string) (p party.Person, found bool, err error)
	MayAct(q store.Queryer, person, other, what string) (party.Mandate, error)
}

// Service is the use cases of one node.
type Service struct {
	DB      database
	Store   Store
	Keys    Keys
	Persons Persons
	// Related tells whether two persons are, by a register of the node; nil: there is none.
	Related    func(q store.Queryer, one, other string) (bool, error)
	Parameters []Parameters // in the order of their days
	Folder     Folder
	Node       int64
	Home       region.Key
	Log        access.Appender
	Now        func() time.Time
	Random     io.Reader
}

var _ party.Holder = (*Service)(nil)

func (s *Service) nowMs() int64  { return s.Now().UnixMilli() }
func (s *Service) today() string { return calendar.Day(s.Now()) }

func (s *Service) newID(kind string) (string, error) { return ident.New(kind, s.Now(), s.Random) }

// note adds a record with its ledger entry and applies it.
func (s *Service) note(tx *store.Tx, e ledger.Entry, kind, id string, body any) (int64, error) {
	raw, err := ledger.EncodeBody(body)
	if err != nil {
		return 0, err
	}
	e.Record = &ledger.Record{Kind: kind, ID: id, Body: raw}
	seq, err := s.Log.Append(tx, e)
	if err != nil {
		return 0, err
	}
	return seq, s.apply(tx, seq, kind, raw)
}

// home is where a person belongs; who is erased or was never there is NotFound.
func (s *Service) home(q store.Queryer, person string) (region.Key, error) {
	p, found, err := s.Persons.HomeOf(q, person)
	if err == nil && !found {
		err = absent()
	}
	return p.Region, err
}

func absent() error { return fault.New(fault.NotFound, "access.absent") }

// reached is home for an actor who must hold a right there.
func (s *Service) reached(q store.Queryer, who access.Actor, right access.Right, person string) (region.Key, error) {
	at, err := s.home(q, person)
	if err != nil {
		return at, err
	}
	return at, who.CheckAt(right, at)
}

// invalid is a fault at a field of a form.
func invalid(field, key string, args ...any) error {
	return fault.New(fault.Invalid, key, args...).At(field)
}
