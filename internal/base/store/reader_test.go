package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// readLines reads through a Reader.
func readLines(t *testing.T, target string) (got []int, tables []string) {
	t.Helper()
	r, err := store.OpenReader(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	err = r.Read(context.Background(), func(q store.Queryer) (err error) {
		if tables, err = store.Tables(q, r.Dialect()); err != nil {
			return err
		}
		got, err = idsIn(q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, tables
}

func TestAReaderSeesEverythingAndChangesNothing(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	path := filepath.Join(folder, "read.db")
	db := onFile(t, path)
	for i := range 3 {
		if err := db.Write(ctx, add(i)); err != nil {
			t.Fatal(err)
		}
	}
	bytesOf := func(folder string) (all [][]byte) {
		for _, end := range []string{"", "-wal"} {
			raw, err := os.ReadFile(filepath.Join(folder, "read.db"+end))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, raw)
		}
		return all
	}
	// As a crash leaves it: what was acknowledged stands in the log alone.
	crashed := t.TempDir()
	for i, raw := range bytesOf(folder) {
		if err := os.WriteFile(filepath.Join(crashed, []string{"read.db", "read.db-wal"}[i]), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, where := range map[string]string{"while it is open": folder, "after a crash": crashed} {
		before := bytesOf(where)
		got, tables := readLines(t, filepath.Join(where, "read.db"))
		if diff := cmp.Diff([]int{0, 1, 2}, got); diff != "" || !slices.Contains(tables, "note_line") {
			t.Errorf("%s: tables %v, lines (-want +got):\n%s", name, tables, diff)
		}
		if after := bytesOf(where); !slices.EqualFunc(before, after, bytes.Equal) {
			t.Errorf("%s: the database or its log was changed", name)
		}
	}
	if err := db.Write(ctx, add(3)); err != nil {
		t.Errorf("write after somebody read: %v", err)
	}
}

func TestAReaderMakesNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "absent.db")
	if _, err := store.OpenReader(context.Background(), path); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("OpenReader of nothing: %v, want unavailable", err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the database was made: %v", err)
	}
}

func TestAReaderOfPostgreSQL(t *testing.T) {
	dsn := storetest.Schema(t)
	db, err := store.Open(context.Background(), dsn, notes)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Write(context.Background(), add(1)); err != nil {
		t.Fatal(err)
	}
	got, tables := readLines(t, dsn)
	if diff := cmp.Diff([]int{1}, got); diff != "" || !slices.Contains(tables, "note_line") {
		t.Errorf("tables %v, lines (-want +got):\n%s", tables, diff)
	}
}
