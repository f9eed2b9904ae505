package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// entries is the ledger as far as the guard knows it.
var entries = store.Migrations{Room: "ledger", FS: sqlFiles(map[string]string{
	"0001_ledger.sql": `CREATE TABLE ledger_entry (node BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (node, seq));`,
})}

// recorded is notes with its table kept as records.
func recorded() store.Migrations {
	m := notes
	m.Records = []string{"note_line"}
	return m
}

func entry(seq int) func(tx *store.Tx) error {
	return run(`INSERT INTO ledger_entry (node, seq) VALUES (1, $1)`, seq)
}

func run(query string, args ...any) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	}
}

func both(steps ...func(tx *store.Tx) error) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		for _, step := range steps {
			if err := step(tx); err != nil {
				return err
			}
		}
		return nil
	}
}

// addReturning adds a line with a statement that gives a row back.
func addReturning(id int) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		return tx.QueryRow(`INSERT INTO note_line (node, id, text) VALUES (1, $1, 'x') RETURNING id`, id).Scan(&id)
	}
}

func TestRecordWithoutEntryIsUndoneAlone(t *testing.T) {
	storetest.Each(t, []store.Migrations{entries, recorded()}, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		store.LongGroups(db)
		release := hold(t, db) // one group, so that a refused member stands between two good ones
		before := enqueue(ctx, db, both(add(1), entry(1)))
		bare := enqueue(ctx, db, add(2))
		returning := enqueue(ctx, db, addReturning(3))
		inside := enqueue(ctx, db, run(`WITH x AS (SELECT 4 AS id) INSERT INTO "note_line" (node, id, text) SELECT 1, id, 'x' FROM x`))
		after := enqueue(ctx, db, both(entry(2), addReturning(5)))
		if err := release(); err != nil {
			t.Fatal(err)
		}
		for name, done := range map[string]<-chan error{"add": bare, "add returning": returning, "add inside with": inside} {
			err := within(t, name, done)
			if wantKind(t, err, fault.Internal, "store.unrecorded"); err != nil && !cmp.Equal(argsOf(err), []any{"table", "note_line"}) {
				t.Errorf("%s: args %v", name, argsOf(err))
			}
		}
		for name, done := range map[string]<-chan error{"the member before": before, "the member after": after} {
			if err := within(t, name, done); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if diff := cmp.Diff([]int{1, 5}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func closeRows(rows *sql.Rows) error {
	if rows == nil {
		return nil
	}
	return errors.Join(rows.Err(), rows.Close())
}

func argsOf(err error) []any {
	f, _ := fault.As(err)
	return f.Args
}

func TestWhatChangesNoRecordNeedsNoEntry(t *testing.T) {
	storetest.Each(t, []store.Migrations{entries, recorded(), deferred}, func(t *testing.T, db *store.DB) {
		for name, fn := range map[string]func(tx *store.Tx) error{
			"another table":      run(`INSERT INTO late_parent (id) VALUES (1)`),
			"changing the other": run(`UPDATE late_parent SET id = 2 WHERE id = 1`),
			"only reading":       func(tx *store.Tx) error { _, err := idsIn(tx); return err },
			"no row at all":      run(`INSERT INTO note_line (node, id, text) SELECT 1, id, 'x' FROM late_parent WHERE id < 0`),
			"said in a string":   run(`INSERT INTO late_parent (id) SELECT 9 WHERE 'DELETE FROM note_line' <> '' -- DROP TABLE note_line`),
			"an entry by itself": entry(7),
		} {
			if err := db.Write(context.Background(), fn); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// An entry that was not added does not count, however it was not added.
func TestEntryMustReallyBeThere(t *testing.T) {
	storetest.Each(t, []store.Migrations{entries, recorded()}, func(t *testing.T, db *store.DB) {
		if err := db.Write(context.Background(), entry(1)); err != nil {
			t.Fatal(err)
		}
		for name, fn := range map[string]func(tx *store.Tx) error{
			"conflict skipped": run(`INSERT INTO ledger_entry (node, seq) VALUES (1, 1) ON CONFLICT (node, seq) DO NOTHING`),
			"no row selected":  run(`INSERT INTO ledger_entry (node, seq) SELECT 1, 2 WHERE 1 = 0`),
		} {
			t.Run(name, func(t *testing.T) {
				wantKind(t, db.Write(context.Background(), both(add(1), fn)), fault.Internal, "store.unrecorded")
			})
		}
		if got := ids(t, db); got != nil {
			t.Errorf("stored %v, want nothing", got)
		}
	})
}

func TestRecordsAndEntriesAreOnlyAdded(t *testing.T) {
	texts := []string{
		`UPDATE note_line SET text = 'y' WHERE node = 1`,
		`update main."note_line" SET text = 'y' WHERE node = 1`,
		`UPDATE OR IGNORE note_line SET text = 'y'`,
		`UPDATE ONLY note_line SET text = 'y'`,
		`DELETE FROM note_line WHERE node = 1`,
		"DELETE /* by mistake */ FROM\n\t[note_line]",
		`REPLACE INTO note_line (node, id, text) VALUES (1, 1, 'y')`,
		`INSERT OR REPLACE INTO note_line (node, id, text) VALUES (1, 1, 'y')`,
		`INSERT INTO note_line (node, id, text) VALUES (1, 1, 'y') ON CONFLICT (node, id) DO UPDATE SET text = excluded.text`,
		`WITH gone AS (DELETE FROM note_line WHERE id = 1 RETURNING id) SELECT id FROM gone`,
		`MERGE INTO note_line USING late_parent ON 1 = 1 WHEN MATCHED THEN DELETE`,
		`TRUNCATE late_parent, note_line`,
		`DROP TABLE IF EXISTS note_line`,
		`ALTER TABLE note_line RENAME TO note_other`,
		`UPDATE ledger_entry SET seq = 9 WHERE node = 1`,
		`DELETE FROM ledger_entry WHERE node = 1`,
		`INSERT INTO ledger_entry (node, seq) VALUES (1, 1) ON CONFLICT (node, seq) DO UPDATE SET seq = 9`,
	}
	storetest.Each(t, []store.Migrations{entries, recorded()}, func(t *testing.T, db *store.DB) {
		if err := db.Write(context.Background(), both(add(1), entry(1))); err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			for how, try := range map[string]func(tx *store.Tx) error{
				"exec": run(text),
				"query": func(tx *store.Tx) error {
					rows, err := tx.Query(text)
					return errors.Join(err, closeRows(rows))
				},
				"query row": func(tx *store.Tx) error { var id int; return tx.QueryRow(text).Scan(&id) },
			} {
				var at error
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					at = try(tx)
					return nil // swallowed
				})
				if wantKind(t, err, fault.Internal, "store.append_only"); at == nil || t.Failed() {
					t.Fatalf("%s of %q: refused at once %v", how, text, at)
				}
			}
		}
		if diff := cmp.Diff([]int{1}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

// The control of the tests above: without Records the same use cases are nobody's business.
func TestWithoutRecordsNothingIsGuarded(t *testing.T) {
	storetest.Each(t, []store.Migrations{entries, notes}, func(t *testing.T, db *store.DB) {
		for name, fn := range map[string]func(tx *store.Tx) error{
			"add":           add(1),
			"add returning": addReturning(2),
			"update":        run(`UPDATE note_line SET text = 'y' WHERE node = 1 AND id = 1`),
			"delete":        run(`DELETE FROM note_line WHERE node = 1 AND id = 3`),
		} {
			if err := db.Write(context.Background(), fn); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if diff := cmp.Diff([]int{1, 2}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestNameOfRecordsMustBeATable(t *testing.T) {
	for _, name := range []string{"note_lines", "note", "note_line; DROP TABLE note_line", "NOTE_LINE"} {
		m := notes
		m.Records = []string{name}
		if err := openAndClose(filepath.Join(t.TempDir(), "mihe.db"), m); err == nil {
			t.Errorf("records %q: accepted", name)
		}
	}
}
