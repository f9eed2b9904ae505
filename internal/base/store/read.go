package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"mihe/internal/base/fault"
)

// readLimit bounds a snapshot: an older one would keep SQLite's log from shrinking and PostgreSQL from cleaning up.
const readLimit = 30 * time.Second

// Read runs fn over one snapshot of what is committed. It ends with ctx, and after 30 seconds at the latest.
func (db *DB) Read(ctx context.Context, fn func(q Queryer) error) error {
	limited, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	inside, leave, err := db.gate.enter(limited)
	if err != nil {
		return classify(err)
	}
	defer leave()
	err = db.read(inside, fn)
	switch {
	case err == nil, ctx.Err() != nil:
	case limited.Err() != nil:
		return fault.Wrap(err, fault.Unavailable, "store.slow")
	case inside.Err() != nil: // asked to leave
		return fault.Wrap(err, fault.Unavailable, "store.busy")
	}
	return classify(err)
}

func (db *DB) read(ctx context.Context, fn func(q Queryer) error) (err error) {
	tx, err := db.reading.BeginTx(ctx, db.snapshotOptions())
	if err != nil {
		return err
	}
	defer func() {
		// Nothing was written, so rolling back is how a snapshot ends; ErrTxDone means ctx ended it first.
		if e := tx.Rollback(); e != nil && !errors.Is(e, sql.ErrTxDone) {
			err = errors.Join(err, e)
		}
	}()
	return fn(snapshot{ctx, tx})
}

// snapshotOptions: SQLite's read transaction is a snapshot already; PostgreSQL must be asked for one.
func (db *DB) snapshotOptions() *sql.TxOptions {
	if db.dialect == Postgres {
		return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	}
	return &sql.TxOptions{ReadOnly: true}
}
