// Package accessdb keeps nodes, accounts, roles, credentials, sessions and failed attempts in the database. What it writes
// of a person is sealed or hashed before it comes here.
//
// Limit: two processes on one database could each add an account under one slug or host of a node; the program runs one
// writer per database.
package accessdb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/access"
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
	return store.Migrations{Room: "access", FS: sub, Records: []string{"access_record"}}
}

// Store reads and writes them. It has no state: everything is in the database.
type Store struct{}

var (
	_ access.Store     = Store{}
	_ access.NodeStore = Store{}
)
