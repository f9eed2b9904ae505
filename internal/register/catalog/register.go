package catalog

import (
	"context"
	"io"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Store keeps the directory; package catalogdb is the only implementation. Every query names its node.
type Store interface {
	// Entries returns everything as it was entered last, in the order of sorts and identifiers.
	Entries(q store.Queryer, node int64) ([]Entry, error)
	// Entry returns one thing as it was entered last; found is false when there is none.
	Entry(q store.Queryer, node int64, sort, id string) (e Entry, found bool, err error)
	// Capacities returns the last declarations, in the order of offers and units.
	Capacities(q store.Queryer, node int64) ([]Capacity, error)
	// Agents returns which accounts act for which providers, in the order of both.
	Agents(q store.Queryer, node int64) ([]Agent, error)
	// Publications returns what visitors read, in the order of the ledger.
	Publications(q store.Queryer, node int64) ([]Taken, error)
	// Steps returns what was published and withdrawn of a service, the last first, without the bundles.
	Steps(q store.Queryer, node int64, service string) ([]Taken, error)
	// Version moves with every record.
	Version(q store.Queryer, node int64) (int64, error)
	SetEntry(tx *store.Tx, node int64, e Entry) error
	SetCapacity(tx *store.Tx, node int64, c Capacity, seq int64) error
	SetAgent(tx *store.Tx, node int64, a Agent) error
	SetPublication(tx *store.Tx, node int64, t Taken) error
	// Records calls each with the records in the order of the ledger.
	Records(q store.Queryer, node int64, each func(seq int64, id string, body []byte) error) error
	// Clear removes what is computed from the records.
	Clear(tx *store.Tx, node int64) error
}

// Taken is a step of publication as it was recorded.
type Taken struct {
	Publication
	Seq   int64
	Actor string
	AtMs  int64
}

// places is the map on a day; region.Tree is one.
type places interface{ At(on string) *region.View }

// Register is the use cases of one node.
type Register struct {
	DB       database
	Store    Store
	Node     int64
	Regions  places
	Log      access.Appender
	Accounts Accounts
	Now      func() time.Time
	Random   io.Reader
	// StaleDays is after how many days a declared capacity is said to be old.
	StaleDays int

	known known
}

// StaleDays is what a node begins with: providers declare every month.
const StaleDays = 30

// Today is the day in China.
func (g *Register) Today() string { return calendar.Day(g.Now()) }

// Stale tells whether a declaration is old today.
func (g *Register) Stale(c Capacity) bool { return c.Stale(g.Today(), g.StaleDays) }

// Version moves whenever the directory may read otherwise.
func (g *Register) Version(ctx context.Context) (version int64, err error) {
	err = g.DB.Read(ctx, func(q store.Queryer) (err error) {
		version, err = g.Store.Version(q, g.Node)
		return err
	})
	return version, err
}
