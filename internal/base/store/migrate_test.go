package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// targets are databases that outlive one Open, which an in-memory one does not.
func targets(t *testing.T, exercise func(t *testing.T, target string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { exercise(t, filepath.Join(t.TempDir(), "mihe.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, storetest.Schema(t)) })
}

func openAndClose(target string, rooms ...store.Migrations) error {
	db, err := store.Open(context.Background(), target, rooms...)
	if err != nil {
		return err
	}
	return db.Close()
}

func room(files map[string]string) store.Migrations {
	return store.Migrations{Room: "plan", FS: sqlFiles(files)}
}

func TestMigrationsGoForwardOnly(t *testing.T) {
	one := map[string]string{"0001_a.sql": `CREATE TABLE plan_a (id BIGINT PRIMARY KEY);`}
	two := map[string]string{"0001_a.sql": one["0001_a.sql"], "0002_b.sql": `CREATE TABLE plan_b (id BIGINT PRIMARY KEY);`}
	edited := map[string]string{"0001_a.sql": one["0001_a.sql"] + " ", "0002_b.sql": two["0002_b.sql"]}
	targets(t, func(t *testing.T, target string) {
		for _, rooms := range []map[string]string{one, two, two} {
			if err := openAndClose(target, room(rooms)); err != nil {
				t.Fatalf("open with %d files: %v", len(rooms), err)
			}
		}
		wantKind(t, openAndClose(target, room(edited)), fault.Conflict, "store.edited")
		wantKind(t, openAndClose(target, room(one)), fault.Conflict, "store.newer")
		wantKind(t, openAndClose(target), fault.Conflict, "store.newer")
		if err := openAndClose(target, room(two)); err != nil {
			t.Errorf("a refused program left something behind: %v", err)
		}
	})
}

func TestFailingMigrationLeavesNothing(t *testing.T) {
	bad := room(map[string]string{"0001_a.sql": "CREATE TABLE plan_a (id BIGINT PRIMARY KEY);\nCREATE TABLE plan_a (id BIGINT);"})
	good := room(map[string]string{"0001_a.sql": `CREATE TABLE plan_a (id BIGINT PRIMARY KEY);`})
	targets(t, func(t *testing.T, target string) {
		if err := openAndClose(target, bad); err == nil {
			t.Fatal("a migration that fails was accepted")
		}
		if err := openAndClose(target, good); err != nil {
			t.Errorf("after a failed migration: %v", err)
		}
	})
}

func TestDialectVariantsStandSideBySide(t *testing.T) {
	both := room(map[string]string{
		"0001_a.sqlite.sql":   `CREATE TABLE plan_a (id BIGINT PRIMARY KEY) WITHOUT ROWID;`,
		"0001_a.postgres.sql": `CREATE TABLE plan_a (id BIGINT PRIMARY KEY) WITH (fillfactor = 100);`,
	})
	targets(t, func(t *testing.T, target string) {
		if err := openAndClose(target, both); err != nil {
			t.Errorf("open: %v", err)
		}
	})
}

func TestMigrationNamesAreChecked(t *testing.T) {
	for name, m := range map[string]store.Migrations{
		"no \"0001_a.postgres.sql\"": room(map[string]string{"0001_a.sqlite.sql": `SELECT 1;`}),
		"want NNNN_name":             room(map[string]string{"1_a.sql": `SELECT 1;`}),
		"lower-case letters":         {Room: "Plan; DROP", FS: sqlFiles(nil)},
		"duplicate":                  room(map[string]string{"0001_a.sql": `SELECT 1;`, "0001_b.sql": `SELECT 1;`}),
	} {
		err := openAndClose(filepath.Join(t.TempDir(), "mihe.db"), m)
		if want := strings.ReplaceAll(name, `"`, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("open = %v, want an error with %q", err, want)
		}
	}
}

func TestTwoProgramsMayStartAtOnce(t *testing.T) {
	targets(t, func(t *testing.T, target string) {
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if err := openAndClose(target, notes, deferred); err != nil {
					t.Errorf("open: %v", err)
				}
			})
		}
		wg.Wait()
	})
}
