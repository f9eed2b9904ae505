// Package eldercaredb keeps the records of elder care in the database: the diagnoses, which are their own read model.
package eldercaredb

import (
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "eldercare", FS: sub, Records: []string{"eldercare_record"}}
}

// Store reads the records; the ledger writes them.
type Store struct{}

var _ eldercare.Store = Store{}

// Latest returns the body of the last diagnosis, or nil.
func (Store) Latest(q store.Queryer, node int64) ([]byte, error) {
	var body string
	err := q.QueryRow(`SELECT body FROM eldercare_record WHERE node = $1 AND kind = $2 ORDER BY seq DESC LIMIT 1`, node, "eldercare.diagnosis").Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []byte(body), err
}
