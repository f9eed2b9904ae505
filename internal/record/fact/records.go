package fact

import (
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Store is what the use cases need of the database; package factdb is the only implementation.
type Store interface {
	Reader
	Writer
}

// Writer stores a load step by step; only Publish makes it visible. Every method is one short piece of a Write.
type Writer interface {
	// Begin opens a load and returns its batch number.
	Begin(tx *store.Tx, node int64, b Batch) (int64, error)
	// Series returns the numbers of series, making those that are new.
	Series(tx *store.Tx, node int64, series []Series) ([]int64, error)
	// AddSheets announces sheets with the counts of the cells they will hold.
	AddSheets(tx *store.Tx, node, batch int64, sheets []Sheet) error
	// AddRows stores cells of announced sheets.
	AddRows(tx *store.Tx, node, batch int64, rows []Row) error
	// Publish makes the batch visible as number b.Order when Version is still the one before, and is a Conflict
	// otherwise.
	Publish(tx *store.Tx, node int64, b Batch) error
	// Abandon takes a load that was not published out of the way, a few sheets at a time, and tells when nothing is
	// left of it.
	Abandon(tx *store.Tx, node, batch int64) (gone bool, err error)
	// Orphans returns the loads begun before an instant that were never published.
	Orphans(q store.Queryer, node, beforeMs int64) ([]int64, error)
	// Held calls each for everything published under the key, superseded or not: batch by batch, and within a batch
	// in the order of regions.
	Held(q store.Queryer, node int64, key SheetKey, each func(Cell)) error
	// Recount computes the holdings of the next few sheets after a place from their cells again, and returns where it
	// stopped; done when no sheet is left. The first place is the zero Place.
	Recount(tx *store.Tx, node int64, after Place) (next Place, done bool, err error)
	// Batches returns what was published, the last first.
	Batches(q store.Queryer, node int64) ([]Batch, error)
	// Record returns the exact bytes of a record, and none when there is no such record.
	Record(q store.Queryer, node int64, id string) ([]byte, error)
	// Records lists the records of a kind in the order of the ledger.
	Records(q store.Queryer, node int64, kind string) ([]string, error)
	// Digest computes the sum over a batch from the tables.
	Digest(q store.Queryer, node, batch int64) (string, error)
}

// Batch is one published load: who brought what, when.
type Batch struct {
	Number int64 // of the load, which leads the keys of its rows
	Order  int64 // rises with every published batch, without gaps
	Name   string
	SHA256 string // of the file's bytes, or of the observations of Load written as lines
	Actor  string
	AtMs   int64 // when it was published; when it was begun while it is not
	Rows   int64
	Region region.Key // the place that the file is about; the node's own when it is about several
	Record string     // the record that says all this and more, and to which the ledger commits
}

// Series is a variable with its source; with the node that answers for it, its owner, it is what a yearbook prints as
// one line. The owner is the node itself until facts arrive from other nodes.
type Series struct{ Variable, Source string }

// Definition is the version of every variable's definition until a series break is recorded.
const Definition = 1

// Place is a sheet of a batch, or the beginning before all sheets.
type Place struct{ Batch, Sheet int64 }

// SheetKey names one map: everything that the cells of a sheet have in common except their source.
type SheetKey struct {
	Variable  string
	Period    string
	Breakdown Breakdown
	Level     region.Level
	Vintage   string
}

// Sheet is the part of one map that one load holds.
type Sheet struct {
	Number int64 // unique within its load
	Key    SheetKey
	// Counts of its cells.
	Count, Observed, Sources int64
	// Source is the first of its sources in byte order.
	Source string
}

// Row is one cell on its way into the database.
type Row struct {
	Sheet    int64
	Region   region.Code
	Series   int64
	Value    float64
	Decimals int
	State    State
}
