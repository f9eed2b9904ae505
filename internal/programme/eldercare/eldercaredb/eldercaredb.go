// Package eldercaredb keeps the records of elder care in the database: the diagnoses, which are their own read model.
package eldercaredb

import (
	"database/sql"
	"embed"
	"encoding/json"
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

// diagnosisRecord is the kind of the records of diagnoses.
const diagnosisRecord = "eldercare.diagnosis"

// Latest returns the body of the last diagnosis, or nil.
func (Store) Latest(q store.Queryer, node int64) ([]byte, error) {
	return body(q.QueryRow(`SELECT body FROM eldercare_record WHERE node = $1 AND kind = $2 ORDER BY seq DESC LIMIT 1`, node, diagnosisRecord))
}

// Body returns the body of a record of a kind, or nil.
func (Store) Body(q store.Queryer, node int64, kind, id string) ([]byte, error) {
	return body(q.QueryRow(`SELECT body FROM eldercare_record WHERE node = $1 AND id = $2 AND kind = $3`, node, id, kind))
}

func body(row *sql.Row) ([]byte, error) {
	var text string
	err := row.Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []byte(text), err
}

// Diagnoses calls each for every diagnosis in ledger order.
func (Store) Diagnoses(q store.Queryer, node int64, each func(body []byte) error) error {
	rows, err := q.Query(`SELECT body FROM eldercare_record WHERE node = $1 AND kind = $2 ORDER BY seq`, node, diagnosisRecord)
	list, err := store.All(rows, err, scanText)
	if err != nil {
		return err
	}
	for _, text := range list {
		if err := each([]byte(text)); err != nil {
			return err
		}
	}
	return nil
}

func scanText(row *sql.Rows) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

// Before returns the body of the last diagnosis before a month, or nil. A county makes a few a month, so they are looked through.
func (s Store) Before(q store.Queryer, node int64, month string) (last []byte, err error) {
	return last, s.Diagnoses(q, node, func(body []byte) error {
		var head struct {
			On string `json:"on"`
		}
		if err := json.Unmarshal(body, &head); err != nil {
			return err
		}
		if head.On < month { // a day of an earlier month: the shorter text comes first
			last = body
		}
		return nil
	})
}
