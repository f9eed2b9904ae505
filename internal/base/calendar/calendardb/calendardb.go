// Package calendardb keeps the imported years of package calendar (导入的工作日安排) in the database: every import as a new
// version of its year, the file's exact bytes beside what was understood of it. Rows are records: only ever added, and in a use case that also appends to the ledger.
//
// It serves every action of the plan that counts working days. An imported year stands above a shipped one of the same
// number, whichever is newer: who imported it decided so.
package calendardb

import (
	"embed"
	"io/fs"

	"mihe/internal/base/calendar"
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
	return store.Migrations{Room: "calendar", FS: sub, Records: []string{"calendar_year", "calendar_day"}}
}

// Store reads and writes imported years. It has no state: everything is in the database.
type Store struct{}

// Version is one import of one year.
type Version = calendar.Version
