package openness

import (
	"context"
	"io"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Store keeps the states and the steps; package opennessdb is the only implementation. Every query names its node.
type Store interface {
	// Series returns the series that any step was taken for, in the order of owner, variable and source.
	Series(q store.Queryer, node int64) ([]Series, error)
	// Public returns the keys of the series that everybody may see.
	Public(q store.Queryer, node int64) ([]Key, error)
	// Version moves whenever Public may answer otherwise.
	Version(q store.Queryer, node int64) (int64, error)
	// One returns the state of a series, and Internal when no step was taken.
	One(q store.Queryer, node int64, k Key) (Series, error)
	// Set replaces the state of a series and adds the step that led to it.
	Set(tx *store.Tx, node int64, s Series, r Record, id string, seq int64) error
	// Steps returns what was done to a series, the last first.
	Steps(q store.Queryer, node int64, k Key) ([]Taken, error)
	// Records calls each with the records in the order of the ledger.
	Records(q store.Queryer, node int64, each func(seq int64, id string, body []byte) error) error
	// Clear removes the states and the steps, which Rebuild computes again.
	Clear(tx *store.Tx, node int64) error
}

// Taken is a step of one series.
type Taken struct {
	Step      Step
	Attribute Attribute
	Basis     string
	Reason    string
	Actor     string
	AtMs      int64
	Record    string
	Seq       int64 // of the ledger
}

// Service is the use cases of one node.
type Service struct {
	DB     database
	Store  Store
	Node   int64
	Home   region.Key  // the place the node is for: publication concerns all of it
	Facts  fact.Sifter // what the node holds, with the common facts
	Log    access.Appender
	Now    func() time.Time
	Random io.Reader
}
