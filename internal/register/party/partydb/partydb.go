// Package partydb keeps the register of persons and households in the database (人口与家庭登记). Versions and tokens come with
// batches; standings, organisations, relations, mandates and lists are computed from records and can be rebuilt.
package partydb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "party", FS: sub, Records: []string{"party_record"}}
}

// Store reads and writes the register. It has no state: everything is in the database.
type Store struct{}

var _ party.Store = Store{}
