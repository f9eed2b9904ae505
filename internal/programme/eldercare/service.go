package eldercare

import (
	"context"
	"io"
	"iter"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/record/fact"
)

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Register is what the registers of a node know of its elders; app ties it to the room of persons.
type Register interface {
	// Elders calls each elder of a node once, in a stated order, with what is known on a day. Nobody's name is among it.
	Elders(q store.Queryer, node int64, on string) iter.Seq2[Elder, error]
}

// Store keeps the records; package eldercaredb is the only implementation. Every query names its node.
type Store interface {
	// Latest returns the body of the last diagnosis, or nil.
	Latest(q store.Queryer, node int64) ([]byte, error)
}

// Service is the use cases of one node.
type Service struct {
	DB       database
	Store    Store
	Node     int64
	Home     region.Key // the place the node is for
	Register Register
	List     *rule.Set // the entitlement list
	Items    []string  // those of it that a diagnosis looks at
	Facts    fact.Loader
	Title    string // of the batch of facts
	Source   string // of its figures; says so where the node's persons are made up
	Regions  *region.Tree
	Log      access.Appender
	Now      func() time.Time
	Random   io.Reader
}
