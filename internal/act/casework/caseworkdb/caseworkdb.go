// Package caseworkdb keeps the cases of package casework (办件) in the database, for every action of the plan in which a
// person asks an office. The actions are in casework_record; the other tables are computed from them and can be rebuilt.
//
// Limit: queues of a township, a county and the whole node have an index each; that of a prefecture inside a province's node
// walks the province's queue from the oldest deadline on.
package caseworkdb

import (
	"embed"
	"io/fs"

	"mihe/internal/act/casework"
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
	return store.Migrations{Room: "casework", FS: sub, Records: []string{"casework_record"}}
}

// Store reads and writes the room's tables. It has no state: everything is in the database.
type Store struct{}

var _ casework.Store = Store{}
