// Package catalogdb keeps the directory of services in the database (服务目录). The records are the truth, written by the
// ledger; the other tables are computed from them and can be rebuilt.
package catalogdb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "catalog", FS: sub, Records: []string{"catalog_record"}}
}

// Store reads and writes the directory. It has no state: everything is in the database.
type Store struct{}

var _ catalog.Store = Store{}
