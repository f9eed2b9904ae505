// Package ruledb keeps the versions of rule sets and the decisions by them in the database (规则版本与决定). The records are
// the truth, written by the ledger; the other tables are computed from them and can be rebuilt.
package ruledb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "rule", FS: sub, Records: []string{"rule_record"}}
}

// Store reads and writes versions and decisions. It has no state: everything is in the database.
type Store struct{}

var _ rule.Store = Store{}
