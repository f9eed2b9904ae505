// Package regiondb keeps the townships that nodes import (乡级名单), the one part of the map of package region that is
// not shipped. It serves every action of the plan whose scope or task is a township.
//
// Rows are records: only ever added, beside them the exact bytes of the file they came from, and in a use case that
// also appends to the ledger. The tables have no node: the map is the same for all. The caller checks the right and
// appends; this room stands before both.
//
// Limit: All reads every version of every township, about 40,000 for the whole country; it is meant for once at start
// and once after an import.
package regiondb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "region", FS: sub, Records: []string{"region_import", "region_township"}}
}

// Store reads and writes the townships. It has no state: everything is in the database.
type Store struct{}

// Import is one file that brought townships.
type Import = region.TownshipImport
