// Package steeringdb keeps tasks, local bodies and duty lists of package steering (任务) in the database, for action 14 of
// the plan and every task that answers a gap. What was done is in steering_record; the other tables are read models that
// can be computed from it again.
//
// Limit: a list filtered by region walks the node's tasks from the newest on; at a million tasks of one node a rare
// region takes a second to page through.
package steeringdb

import (
	"embed"
	"io/fs"

	"mihe/internal/account/steering"
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
	return store.Migrations{Room: "steering", FS: sub, Records: []string{"steering_record"}}
}

// Store reads and writes the room's tables. It has no state: everything is in the database.
type Store struct{}

var _ steering.Store = Store{}
