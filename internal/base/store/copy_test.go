package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
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

func TestCopyIsASnapshotWhileWritingGoesOn(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	db := onFile(t, filepath.Join(folder, "copied.db"))
	if err := db.Write(ctx, add(0)); err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	stop := make(chan bool)
	writing.Go(func() {
		for i := 1; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := db.Write(ctx, add(i)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	target := filepath.Join(folder, "copy.db")
	for range 5 {
		if err := db.CopyTo(ctx, target); err != nil {
			t.Fatal(err)
		}
		copied := onFile(t, target)
		for i, id := range ids(t, copied) {
			if id != i {
				t.Fatalf("the copy holds line %d at place %d: no state that ever was", id, i)
			}
		}
		if err := copied.Close(); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	writing.Wait()
}

func TestAFailedCopyLeavesTheOldOne(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	db := onFile(t, filepath.Join(folder, "copied.db"))
	target := filepath.Join(folder, "copy.db")
	if err := db.CopyTo(ctx, target); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(ctx, add(1)); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(target+".half", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := db.CopyTo(ctx, target); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a copy that cannot be written: %v, want unavailable", err)
	}
	after, err := os.ReadFile(target)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the copy of before was touched (%v)", err)
	}
}

func TestOnlySQLiteIsCopiedToAFile(t *testing.T) {
	db, err := store.Open(context.Background(), storetest.Schema(t), notes)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	wantKind(t, db.CopyTo(context.Background(), filepath.Join(t.TempDir(), "copy.db")), fault.Invalid, "store.target")
}
