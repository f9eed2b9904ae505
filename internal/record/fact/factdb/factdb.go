// Package factdb keeps the cube of package fact in the database.
//
// The repeated part of an observation (variable, period, breakdown, level, vintage, batch) is written once per sheet,
// so one of millions of cells costs about 25 bytes on SQLite, and one map is one range of the primary key. Readers
// join fact_batch, whose row is written last: a load that died is never seen.
//
// Limit: the natural key (series, period, region, breakdown, vintage) is kept unique by the use cases, which check
// it against a version that Publish checks again; no index could state it across batches without doubling the size.
package factdb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "fact", FS: sub, Records: []string{"fact_record"}}
}

// Store reads and writes the cube. It has no state: everything is in the database.
type Store struct{}

var (
	_ fact.Store  = Store{}
	_ fact.Sifter = Store{}
)
