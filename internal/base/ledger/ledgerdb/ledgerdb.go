// Package ledgerdb keeps the chain of package ledger in the database, and writes the records that its entries commit
// to.
//
// Every room that changes things has one append-only table of the same shape, named after it:
//
//	<room>_record (node BIGINT, id TEXT, kind TEXT, seq BIGINT, body TEXT, PRIMARY KEY (node, id))
//
// with a unique index over (node, seq). The room's migration creates it, this package alone writes it, and both read
// it: docs/adr/0008. seq is the number of the entry that committed to the row.
package ledgerdb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room. Subjects are records too: nobody may forget in whose data they looked.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "ledger", FS: sub, Records: []string{"ledger_subject"}}
}

// Store reads and writes the chain. It has no state: everything is in the database.
type Store struct{}

var _ ledger.Store = Store{}
