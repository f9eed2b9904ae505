// Package formdb keeps forms, sheets of paper and filled forms in the database (表单). The records are the truth, written by
// the ledger; the other tables are computed from them and can be rebuilt.
package formdb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/store"
	"mihe/internal/record/form"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "form", FS: sub, Records: []string{"form_record"}}
}

// Store reads and writes forms. It has no state: everything is in the database.
type Store struct{}

var _ form.Store = Store{}
