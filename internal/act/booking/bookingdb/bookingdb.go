// Package bookingdb keeps what package booking counts (预约与占用) in the database, for every action of the plan that gives out something of
// which there is not enough. The changes are in booking_record; the other tables are computed from them and can be rebuilt.
//
// Limit: the units in use are summed from the holds that stand, so a claim costs as much as its pool is full (tested with 1,000 units).
package bookingdb

import (
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"

	"mihe/internal/act/booking"
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
	return store.Migrations{Room: "booking", FS: sub, Records: []string{"booking_record"}}
}

// Store reads and writes the room's tables. It has no state: everything is in the database.
type Store struct{}

var _ booking.Store = Store{}

// one reads a thing from the row of its body.
func one[T any](row *sql.Row) (v T, found bool, err error) {
	var body string
	if err := row.Scan(&body); errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	} else if err != nil {
		return v, false, err
	}
	return v, true, json.Unmarshal([]byte(body), &v)
}

// list reads things from rows of their bodies.
func list[T any](rows *sql.Rows, err error) ([]T, error) {
	return store.All(rows, err, func(r *sql.Rows) (v T, err error) {
		var body string
		if err := r.Scan(&body); err != nil {
			return v, err
		}
		return v, json.Unmarshal([]byte(body), &v)
	})
}
