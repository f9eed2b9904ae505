package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// Weaken makes SQLite databases that are opened until the test ends acknowledge without a sync: the control of the
// tests of power loss.
func Weaken(t testing.TB) {
	kept := sqlitePragmas
	t.Cleanup(func() { sqlitePragmas = kept })
	sqlitePragmas = append(slices.Clone(kept), "synchronous(normal)")
}

// GoOn makes the writer of db go on after a failure as if nothing had happened: the control of the tests of recovery.
func GoOn(db *DB) {
	db.writer.reopen = func(_ context.Context, held *group) (bool, error) {
		db.disk.troubled.Store(false)
		return held != nil && held.committed, nil
	}
}

// LongGroups lets a group take as long as its members do, so that a busy machine cannot split it.
func LongGroups(db *DB) { db.writer.time = time.Hour }

// Naive runs use cases as a group without care, each with its own context: no savepoints, statements that end with
// the request, one fate for all. It is the control of the tests of groups.
func Naive(db *DB, ctxs []context.Context, fns []func(tx *Tx) error) []error {
	outcome := make([]error, len(fns))
	s, err := newSession(context.Background(), db.writing, db.dialect)
	if err == nil {
		defer s.abandon()
		err = s.begin()
	}
	for i := 0; err == nil && i < len(fns); i++ {
		err = fns[i](&Tx{ctx: ctxs[i], s: s, rule: &guard{}})
	}
	if err == nil {
		err = s.exec("COMMIT")
	}
	for i := range outcome {
		outcome[i] = err
	}
	return outcome
}

// Kept tells how often each statement that a reading connection of an SQLite database keeps has run.
func Kept(ctx context.Context, db *DB) (map[string]int, error) {
	conn, err := db.reading.Conn(ctx)
	if err != nil {
		return nil, err
	}
	ran := map[string]int{}
	err = conn.Raw(func(c any) error {
		for text, s := range c.(*keeper).kept {
			ran[text] = s.sqliteStmt.(interface {
				Status(op sqlite3.StmtStatus, reset bool) int
			}).Status(sqlite3.STMTSTATUS_RUN, false)
		}
		return nil
	})
	return ran, errors.Join(err, conn.Close())
}

// WatchDisk tells of every file and folder that is brought to disk, and lets the test fail it, until the test ends.
func WatchDisk(t testing.TB, watch func(f *os.File) error) {
	before := onDisk
	t.Cleanup(func() { onDisk = before })
	onDisk = func(f *os.File) error { return errors.Join(watch(f), before(f)) }
}
