package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"mihe/internal/base/store"
)

func onFile(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), path, notes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // some tests have closed it already
	return db
}

func TestTidyEmptiesTheLog(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "tidy.db")
	db := onFile(t, path)
	const marker = "a marker that must go away"
	write := func(query string, args ...any) {
		t.Helper()
		if err := db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(query, args...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	found := func() (n int) {
		for _, end := range []string{"", "-wal"} {
			raw, err := os.ReadFile(path + end)
			if err != nil {
				t.Fatal(err)
			}
			n += bytes.Count(raw, []byte(marker))
		}
		return n
	}
	write(`INSERT INTO note_line (node, id, text) VALUES (1, 1, $1)`, marker)
	if err := db.Tidy(ctx); err != nil || found() != 1 {
		t.Fatalf("Tidy: %v; the marker stands in %d places, want 1, in the database", err, found())
	}
	write(`DELETE FROM note_line WHERE node = 1 AND id = 1`)
	if found() == 0 {
		t.Error("deleting alone removed the marker: this test proves nothing")
	}
	if err := db.Tidy(ctx); err != nil || found() != 0 {
		t.Errorf("Tidy: %v; the marker stands in %d places, want 0", err, found())
	}
}

func TestTidyOnEveryDatabase(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if err := db.Tidy(context.Background()); err != nil {
			t.Error(err)
		}
	})
}
