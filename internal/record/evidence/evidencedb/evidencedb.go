// Package evidencedb keeps what was said of things in the database (证据分级), with what people confirm with and what was found to be
// suspect. The records are the truth, written by the ledger; the other tables are computed from them and can be rebuilt.
package evidencedb

import (
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "evidence", FS: sub, Records: []string{"evidence_record"}}
}

// Store reads and writes evidence. It has no state: everything is in the database.
type Store struct{}

var _ evidence.Store = Store{}

// found tells whether a row was there.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// scanner is a row.
type scanner interface{ Scan(into ...any) error }

// place reads the region of a row.
func place(of, key string) (region.Key, error) {
	at, ok := region.ParseKey(key)
	if !ok {
		return region.Key{}, fmt.Errorf("%s is of no region: %q", of, key)
	}
	return at, nil
}
