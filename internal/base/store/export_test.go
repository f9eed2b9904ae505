package store

import (
	"context"
	"slices"
	"testing"
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
