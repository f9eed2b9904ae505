// Package opennessdb keeps the publication state of series in the database, and what was done to each (信息公开). The
// records are the truth, written by the ledger; the other two tables are computed from them and can be rebuilt.
package opennessdb

import (
	"embed"
	"io/fs"

	"mihe/internal/account/openness"
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
	return store.Migrations{Room: "openness", FS: sub, Records: []string{"openness_record"}}
}

// Store reads and writes the states. It has no state: everything is in the database.
type Store struct{}

var _ openness.Store = Store{}
