package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"mihe/internal/base/fault"
)

// connectLimit bounds one attempt to reach a server again.
const connectLimit = 10 * time.Second

// reopen brings the database into a known state after a failure, and tells whether the held group (which may be nil)
// is stored. It may be called again when it fails.
func (db *DB) reopen(ctx context.Context, held *group) (stored bool, err error) {
	if db.dialect == Postgres {
		return db.reconnect(ctx, held)
	}
	return held != nil && held.committed, db.reopenSQLite(ctx)
}

// reconnect asks the server over a new connection what became of the held group.
func (db *DB) reconnect(ctx context.Context, held *group) (stored bool, err error) {
	limited, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	if held == nil {
		return false, db.writing.PingContext(limited)
	}
	var status string
	err = db.writing.QueryRowContext(limited, `SELECT COALESCE(pg_xact_status($1::text::xid8), 'forgotten')`, held.s.xid).Scan(&status)
	if err == nil && status != "committed" && status != "aborted" {
		err = fmt.Errorf("transaction %s is %s", held.s.xid, status)
	}
	return status == "committed", err
}

// reopenSQLite takes nothing for granted that the kernel may hold and the disk may not.
//
// After a failed sync the kernel may drop what it could not write and report the next sync as good, so retrying proves
// nothing. What is certain: every acknowledged commit was synced to the log before it was acknowledged. What is not:
// the log may hold the whole of the failed group, which a restart would bring to life; and pages that earlier
// checkpoints copied into the database may be gone, although SQLite counts them as copied. Therefore:
//
//  1. A commit of our own, on a new connection, overwrites what the failed group left in the log. The old connection
//     stays until then, because with the last one goes the memory of where the log truly ends. When this commit is
//     synced, the group is gone for good, and writing is possible again.
//  2. With all connections closed SQLite forgets what it copied. Opened alone it reads the log from its start; our
//     commit, the last in the log, shows that the whole log could be read. Everything in it is copied into the
//     database again and synced, and the log is emptied.
//  3. The database is checked.
func (db *DB) reopenSQLite(ctx context.Context) error {
	db.disk.troubled.Store(false)
	mark, err := db.renew(ctx)
	if err != nil {
		return fmt.Errorf("a first commit: %w", err)
	}
	if err := db.rebuild(ctx, mark); err != nil {
		return fmt.Errorf("copy the log: %w", err)
	}
	if err := check(ctx, db.writing, "quick_check"); err != nil {
		return err
	}
	if db.disk.hasTrouble() {
		return fault.New(fault.Unavailable, "store.damaged")
	}
	return nil
}

// renew replaces the writing connection by one that has shown that it can commit, and returns the mark it left.
func (db *DB) renew(ctx context.Context) (mark int64, err error) {
	fresh, err := openWriting(db.file)
	if err != nil {
		return 0, err
	}
	if mark, err = leaveMark(ctx, fresh); err != nil {
		return 0, errors.Join(err, closeKeepingLog(ctx, fresh))
	}
	old := db.writing
	db.writing = fresh
	// A database that cannot grow is better found out now, while readers are not disturbed.
	return mark, errors.Join(old.Close(), checkpoint(ctx, db.writing, "PASSIVE"))
}

// leaveMark commits the next value of SQLite's user version, which nothing else here uses. It counts the recoveries of
// this database.
func leaveMark(ctx context.Context, db *sql.DB) (mark int64, err error) {
	if mark, err = readMark(ctx, db); err != nil {
		return 0, err
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, mark+1))
	return mark + 1, err
}

func readMark(ctx context.Context, db *sql.DB) (mark int64, err error) {
	return mark, db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&mark)
}

// rebuild closes every connection, copies the whole log into the database, and opens the pools again.
func (db *DB) rebuild(ctx context.Context, mark int64) error {
	defer db.gate.open()
	if !db.gate.close() {
		return fault.New(fault.Unavailable, "store.busy")
	}
	err := errors.Join(closePool(db.reading), closeKeepingLog(ctx, db.writing))
	if err == nil {
		err = copyLog(ctx, db.file, mark)
	}
	return errors.Join(err, db.openFile())
}

// copyLog opens the database alone, which makes SQLite read the log from its start instead of relying on what was
// remembered of it; while any other program has the database open it is refused. The mark shows that the log was
// readable to its end.
func copyLog(ctx context.Context, file *url.URL, mark int64) error {
	alone, err := openSQLite(file, 1, "_txlock=immediate", []string{"busy_timeout(0)", "locking_mode(exclusive)", "synchronous(full)"})
	if err != nil {
		return err
	}
	got, err := readMark(ctx, alone)
	if err == nil && got != mark {
		err = fmt.Errorf("the log ends early: recovery %d, want %d", got, mark)
	}
	if err == nil {
		err = checkpoint(ctx, alone, "TRUNCATE")
	}
	return errors.Join(err, closeKeepingLog(ctx, alone))
}

// closeKeepingLog closes a pool of one connection. The last connection to a database would copy the log and remove it,
// trusting what it remembers; it is told not to.
func closeKeepingLog(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err == nil {
		err = conn.Raw(func(c any) error {
			_, err := c.(driver.Conn).Raw().Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true)
			return err
		})
		err = errors.Join(err, conn.Close())
	}
	return errors.Join(err, closePool(db))
}

// closePool closes a pool and waits until its connections are closed; one whose context has ended may still be rolling
// back.
func closePool(db *sql.DB) error {
	if err := db.Close(); err != nil {
		return err
	}
	if !waitFor(othersLeave, func() bool { return db.Stats().OpenConnections == 0 }) {
		return errors.New("a connection does not close")
	}
	return nil
}

// checkpoint copies the log into the database. PASSIVE copies what it can; TRUNCATE copies all of it or fails.
func checkpoint(ctx context.Context, db *sql.DB, mode string) error {
	var busy, log, copied int
	if err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(`+mode+`)`).Scan(&busy, &log, &copied); err != nil {
		return err
	}
	if busy != 0 && mode != "PASSIVE" {
		return fault.New(fault.Unavailable, "store.busy")
	}
	return nil
}

// settle is for a database that has just been opened. A program that died after a failed sync may have left a commit in
// the log that only the kernel remembers; new commits behind it would be lost with it, so the log is copied into the
// database first. When another program has the database open this does nothing, and need not.
func (p *pools) settle(ctx context.Context) error {
	if p.dialect != SQLite {
		return nil
	}
	return checkpoint(ctx, p.writing, "PASSIVE")
}
