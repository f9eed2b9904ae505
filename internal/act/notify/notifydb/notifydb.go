// Package notifydb keeps the messages of package notify (通知) in the database, for every action of the plan that owes somebody
// an answer. The events are in notify_record; the other tables are computed from them and can be rebuilt. No address and no
// text stands in any of them.
package notifydb

import (
	"embed"
	"io/fs"

	"mihe/internal/act/notify"
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
	return store.Migrations{Room: "notify", FS: sub, Records: []string{"notify_record"}}
}

// Store reads and writes the room's tables. It has no state: everything is in the database.
type Store struct{}

var _ notify.Store = Store{}
