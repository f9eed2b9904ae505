package store

import (
	"context"
	"database/sql/driver"
	"errors"

	"mihe/internal/base/fault"
)

// Tidy rewrites an SQLite database without its free space and empties its write-ahead log, so that what was deleted
// before stands in neither file. Deleting alone is not enough: secure_delete overwrites the deleted row, but a page
// that was split earlier may hold a stale copy of it. It costs as much as writing the whole database, so it suits
// small ones, and it waits for readers. PostgreSQL looks after itself.
func (db *DB) Tidy(ctx context.Context) (err error) {
	if db.dialect != SQLite {
		return nil
	}
	conn, err := db.reading.Conn(ctx)
	if err != nil {
		return classify(err)
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only(on)")
		if e != nil { // it must not go back among the readers with its guard off
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // the pool drops a connection that says this
		}
		err = classify(errors.Join(err, e, conn.Close()))
	}()
	for _, step := range []string{"PRAGMA query_only(off)", "PRAGMA temp_store(memory)", "VACUUM"} {
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	var busy, frames, moved int64
	if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(truncate)").Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return fault.New(fault.Unavailable, "store.busy")
	}
	return nil
}
