// Package feedbackdb keeps ratings and work orders in the database (好差评、工单). The records are the truth, written by the ledger; the other
// tables but the tokens are computed from them and can be rebuilt.
package feedbackdb

import (
	"embed"
	"io/fs"

	"mihe/internal/act/feedback"
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
	return store.Migrations{Room: "feedback", FS: sub, Records: []string{"feedback_record"}}
}

// Store reads and writes the room's tables. It has no state: everything is in the database.
type Store struct{}

var _ feedback.Store = Store{}
