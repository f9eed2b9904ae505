package store

import (
	"context"

	"mihe/internal/base/fault"
)

// Tidy moves everything from SQLite's write-ahead log into the database and empties the log. What was deleted before
// then stands in neither file: secure_delete overwrites it in the database, but until now the log held earlier copies.
// It waits for readers, as long as a busy database is waited for. PostgreSQL looks after its log itself.
func (db *DB) Tidy(ctx context.Context) error {
	if db.dialect != SQLite {
		return nil
	}
	inside, leave, err := db.gate.enter(ctx)
	if err != nil {
		return classify(err)
	}
	defer leave()
	var busy, frames, moved int64
	err = db.reading.QueryRowContext(inside, "PRAGMA wal_checkpoint(truncate)").Scan(&busy, &frames, &moved)
	if err == nil && busy != 0 {
		err = fault.New(fault.Unavailable, "store.busy")
	}
	return classify(err)
}
