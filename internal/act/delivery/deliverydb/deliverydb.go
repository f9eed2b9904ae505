// Package deliverydb keeps what package delivery knows (服务递送与结算) in the database, for every action of the plan that sends
// somebody to somebody. The events are in delivery_record; the other tables are computed from them and can be rebuilt.
//
// Limit: the visits of a month are read whole for a sample, for the queue of anomalies and for what was delivered: 60,000 visits a month
// take about a second. What a month adds up to is read from an index.
package deliverydb

import (
	"embed"
	"io/fs"

	"mihe/internal/act/delivery"
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
	return store.Migrations{Room: "delivery", FS: sub, Records: []string{"delivery_record"}}
}

// Store reads and writes the room's tables. It has no state: everything is in the database.
type Store struct{}

var _ delivery.Store = Store{}
