package form

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
)

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Store keeps what this room remembers; package formdb is the only implementation. Every query names its node.
type Store interface {
	Edition(q store.Queryer, node int64, version string) (Edition, bool, error)
	// Editions lists the last registered edition of each form, in the order of forms.
	Editions(q store.Queryer, node int64) ([]Edition, error)
	Sheet(q store.Queryer, node int64, code string) (Sheet, bool, error)
	Filling(q store.Queryer, node int64, id string) (Filling, bool, error)
	// FillingsOf lists a person's, the last first.
	FillingsOf(q store.Queryer, node int64, subject string) ([]Filling, error)
	// Tallies counts the forms filled since an instant, corrected ones once, by form and place and in the order of both.
	Tallies(q store.Queryer, node, sinceMs int64) ([]Tally, error)
	AddEdition(tx *store.Tx, node int64, e Edition) error
	AddSheet(tx *store.Tx, node int64, s Sheet) error
	AddFilling(tx *store.Tx, node int64, f Filling) error
	Records
}

// Records are the rows that the ledger commits to.
type Records interface {
	Record(q store.Queryer, node int64, id string) ([]byte, error)
	// Records calls each with the records in the order of the ledger; it may write meanwhile.
	Records(q store.Queryer, node int64, each func(seq int64, kind string, body []byte) error) error
	// Clear removes the read models, which Rebuild computes again.
	Clear(tx *store.Tx, node int64) error
}

// Keys seal what is known of a person; *keyring.Keys is one.
type Keys interface {
	access.Unsealer
	Seal(ctx context.Context, subject, field string, plain []byte) (string, error)
}

// Service is the use cases of one node.
type Service struct {
	DB    database
	Store Store
	Keys  Keys
	Node  int64
	Home  region.Key // the place the node is for: layouts concern all of it
	Held  []Held     // what the registers of the node hold
	// Shipped are the texts of the forms that come with the program. None has a number.
	Shipped [][]byte
	Log     access.Appender
	Now     func() time.Time
	Random  io.Reader
}

func (s *Service) today() string { return calendar.Day(s.Now()) }

func (s *Service) newID(kind string) (string, error) { return ident.New(kind, s.Now(), s.Random) }

// note adds a record with its ledger entry and applies it.
func (s *Service) note(tx *store.Tx, e ledger.Entry, kind, id string, body any) error {
	raw, err := ledger.EncodeBody(body)
	if err != nil {
		return err
	}
	e.Record = &ledger.Record{Kind: kind, ID: id, Body: raw}
	seq, err := s.Log.Append(tx, e)
	if err != nil {
		return err
	}
	return s.apply(tx, seq, kind, raw)
}

func orAbsent(err error, key string) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, key)
}
