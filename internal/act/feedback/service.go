package feedback

import (
	"context"
	"io"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Store keeps ratings and orders; package feedbackdb is the only implementation. Every query names its node.
type Store interface {
	// Rating returns the rating of an item.
	Rating(q store.Queryer, node int64, a About) (Rating, bool, error)
	// RatingsOf lists those of a person, the oldest first.
	RatingsOf(q store.Queryer, node int64, person string) ([]Rating, error)
	// Levels counts the ratings of a provider between two instants, by level.
	Levels(q store.Queryer, node int64, provider string, fromMs, untilMs int64) ([5]int, error)
	// Order returns the order of a case.
	Order(q store.Queryer, node int64, id string) (Order, bool, error)
	// ByNumber returns the order with a number of the hotline.
	ByNumber(q store.Queryer, node int64, number string) (Order, bool, error)
	// Numbered lists the orders that have a number of the hotline, in its order, after one.
	Numbered(q store.Queryer, node int64, after string, limit int) ([]Order, error)
	// OrdersOf lists those of a person, the oldest first.
	OrdersOf(q store.Queryer, node int64, person string) ([]Order, error)
	// OrdersFor lists those that were handed to a provider, the newest first.
	OrdersFor(q store.Queryer, node int64, provider string, limit int) ([]Order, error)
	// OrdersAbout lists those about an item, the oldest first.
	OrdersAbout(q store.Queryer, node int64, a About) ([]Order, error)
	// Alike counts for each order received since a day how many of some tokens it has.
	Alike(q store.Queryer, node int64, tokens []string, since string) (map[string]int, error)
	// Notes lists what was recorded of an order after it, in the order of the ledger.
	Notes(q store.Queryer, node int64, id string) ([]Note, error)
	AddRating(tx *store.Tx, node int64, r Rating, seq int64) error
	AddOrder(tx *store.Tx, node int64, o Order, seq int64) error
	AddNote(tx *store.Tx, node int64, n Note, seq int64) error
	AddTokens(tx *store.Tx, node int64, id string, tokens []string) error
	// DropTokens removes those of the orders of a person.
	DropTokens(tx *store.Tx, node int64, person string) error
	// Records calls each with the records in the order of the ledger; it may write meanwhile.
	Records(q store.Queryer, node int64, each func(seq int64, kind string, body []byte) error) error
	// Clear removes what is computed from the records.
	Clear(tx *store.Tx, node int64) error
}

// Keys seal what was said; *keyring.Keys is one.
type Keys interface {
	access.Unsealer
	Seal(ctx context.Context, subject, field string, plain []byte) (string, error)
	CreateAll(ctx context.Context, subjects []string) error
	Hold(ctx context.Context, subjects []string) (*keyring.Held, error)
	Tokens(ctx context.Context, purpose string, values []string) ([]string, error)
}

// Organisation is a provider as this room needs it.
type Organisation struct {
	ID     string
	Name   i18n.Name
	Region region.Key
}

// Providers knows who provides services.
type Providers interface {
	// ActsFor lists the organisations that an account acts for.
	ActsFor(q store.Queryer, account string) ([]string, error)
	// Sides tells whether an actor works for a provider, or any of their accounts acts for it.
	Sides(q store.Queryer, who access.Actor, provider string) (bool, error)
	// All lists the providers in the order of their identifiers.
	All(q store.Queryer) ([]Organisation, error)
}

// Service is the use cases of one node.
type Service struct {
	DB        database
	Store     Store
	Keys      Keys
	Node      int64
	Home      region.Key // of the node
	Desk      *casework.Service
	Items     map[string]Items // by kind
	Providers Providers
	// HomeOf is where a person is registered; NotFound where nobody is.
	HomeOf  func(q store.Queryer, person string) (region.Key, error)
	Correct casework.Terms // within which what was rated badly is put right
	Log     access.Appender
	Now     func() time.Time
	Random  io.Reader
}

// Today is the day by the clock of the service.
func (s *Service) Today() string { return s.today() }

func (s *Service) today() string { return calendar.Day(s.Now()) }

func (s *Service) newID(kind string) (string, error) { return ident.New(kind, s.Now(), s.Random) }

// human is who stands behind an actor: one human being may have several accounts.
func human(who access.Actor) string {
	if who.Person != "" {
		return who.Person
	}
	return who.ID
}

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
