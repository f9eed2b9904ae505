package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

const (
	linesFrom = `SELECT id FROM note_line WHERE node = 1 AND id >= $1 ORDER BY id`
	allLines  = `SELECT id FROM note_line WHERE node = 1 ORDER BY id`
)

func scanID(r *sql.Rows) (id int, err error) { return id, r.Scan(&id) }

// nested asks the same question again for each of its rows.
func nested(q store.Queryer) ([][]int, error) {
	rows, err := q.Query(linesFrom, 1)
	return store.All(rows, err, func(r *sql.Rows) ([]int, error) {
		id, err := scanID(r)
		if err != nil {
			return nil, err
		}
		inner, err := q.Query(linesFrom, id)
		return store.All(inner, err, scanID)
	})
}

// nestedWithout does so for a question without arguments, where SQLite itself would notice nothing.
func nestedWithout(q store.Queryer) ([][]int, error) {
	rows, err := q.Query(allLines)
	return store.All(rows, err, func(r *sql.Rows) ([]int, error) {
		if _, err := scanID(r); err != nil {
			return nil, err
		}
		inner, err := q.Query(allLines)
		return store.All(inner, err, scanID)
	})
}

// A statement that is kept must not answer two questions at once. PostgreSQL answers one question at a time on a
// connection and says so; the writing session, which keeps one statement of a text, is the control on SQLite.
func TestAQuestionInsideItself(t *testing.T) {
	want := [][]int{{1, 2, 3}, {2, 3}, {3}}
	whole := [][]int{{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}
	each(t, func(t *testing.T, db *store.DB) {
		for id := 1; id <= 3; id++ {
			if err := db.Write(t.Context(), add(id)); err != nil {
				t.Fatal(err)
			}
		}
		for turn := range 3 { // the second and third find statements that were kept
			compareNested(t, db, fmt.Sprint("turn ", turn), want, nested)
			compareNested(t, db, fmt.Sprint("turn ", turn, ", no arguments"), whole, nestedWithout)
		}
		if db.Dialect() == store.Postgres {
			return
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := nested(tx)
			return err
		})
		if err == nil {
			t.Error("one statement of a text answers two questions at once; the test shows nothing")
		}
	})
}

func compareNested(t *testing.T, db *store.DB, when string, want [][]int, ask func(q store.Queryer) ([][]int, error)) {
	t.Helper()
	var got [][]int
	err := db.Read(t.Context(), func(q store.Queryer) (err error) {
		got, err = ask(q)
		return err
	})
	if db.Dialect() == store.Postgres {
		if err == nil || !strings.Contains(err.Error(), "busy") {
			t.Errorf("%s: %v, %v; want a refusal", when, got, err)
		}
		return
	}
	if err != nil {
		t.Errorf("%s: %v", when, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

func TestReadersKeepWhatTheyPrepared(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		for range 3 {
			ids(t, db)
		}
		if db.Dialect() == store.Postgres {
			var kept int
			err := db.Read(t.Context(), func(q store.Queryer) error {
				return q.QueryRow(`SELECT COUNT(1) FROM pg_prepared_statements WHERE statement = $1`, allLines).Scan(&kept)
			})
			if err != nil || kept != 1 {
				t.Errorf("the server keeps %d statements of one text, %v; want 1", kept, err)
			}
			return
		}
		if diff := cmp.Diff(map[string]int{allLines: 3}, keptBy(t, db)); diff != "" {
			t.Errorf("kept, and how often it ran (-want +got):\n%s", diff)
		}
	})
}

func keptBy(t *testing.T, db *store.DB) map[string]int {
	t.Helper()
	kept, err := store.Kept(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestKeptStatementsAreBounded(t *testing.T) {
	db := storetest.Open(t, notes)
	long := `SELECT 0 -- ` + strings.Repeat("x", 5000)
	err := db.Read(t.Context(), func(q store.Queryer) error {
		for i := range 300 {
			var got int
			if err := q.QueryRow(fmt.Sprint(`SELECT `, i)).Scan(&got); err != nil || got != i {
				return fmt.Errorf("%d, %w; want %d", got, err, i)
			}
		}
		var zero int
		return q.QueryRow(long).Scan(&zero)
	})
	if err != nil {
		t.Fatal(err)
	}
	kept := keptBy(t, db)
	if _, ok := kept[long]; ok || len(kept) != 256 {
		t.Errorf("%d statements are kept, a long one: %v; want 256 and no long one", len(kept), ok)
	}
}

func TestKeptStatementsSurviveAChangeOfSchema(t *testing.T) {
	db := onFile(t, filepath.Join(t.TempDir(), "schema.db"))
	if err := db.Write(t.Context(), add(1)); err != nil {
		t.Fatal(err)
	}
	ids(t, db)
	for _, change := range []string{
		`ALTER TABLE note_line ADD COLUMN more TEXT`,
		`CREATE INDEX note_line_text ON note_line (node, text)`,
	} {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(change)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]int{1}, ids(t, db)); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", change, diff)
		}
	}
}

// SQLite removes the log when the last connection closes, and closes none that still has a statement.
func TestClosingEndsWhatIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "close.db")
	db, err := store.Open(t.Context(), path, notes)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(t.Context(), add(1)); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 { // on every connection of the pool
		all.Go(func() {
			for range 20 {
				ids(t, db)
			}
		})
	}
	all.Wait()
	if _, err := os.Stat(path + "-wal"); err != nil {
		t.Fatalf("no log while the database is open: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log is still there: %v", err)
	}
}
