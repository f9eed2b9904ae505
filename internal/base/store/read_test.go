package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

func TestReadIsOneSnapshotAndCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if err := db.Write(context.Background(), add(1)); err != nil {
			t.Fatal(err)
		}
		err := db.Read(context.Background(), func(q store.Queryer) error {
			before, err := idsIn(q)
			if err != nil {
				return err
			}
			if err := db.Write(context.Background(), add(2)); err != nil {
				return err
			}
			after, err := idsIn(q)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("the snapshot moved (-before +after):\n%s", diff)
			}
			return err
		})
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		err = db.Read(context.Background(), func(q store.Queryer) error {
			var id int
			return q.QueryRow(`INSERT INTO note_line (node, id, text) VALUES (1, 3, 'x') RETURNING id`).Scan(&id)
		})
		wantKind(t, err, fault.Unavailable, "store.readonly")
		if diff := cmp.Diff([]int{1, 2}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestReadEndsWithItsContext(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		done := make(chan error, 1)
		go func() {
			done <- db.Read(ctx, func(q store.Queryer) error {
				var n int64 // counts for hours unless it is stopped
				return q.QueryRow(`WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100000000000)
					SELECT COUNT(*) FROM c`).Scan(&n)
			})
		}()
		wantKind(t, within(t, "the read", done), fault.Unavailable, "store.cancelled")
		ids(t, db) // and the pool still works
	})
}

func TestEveryPooledSQLiteConnectionHasItsSettings(t *testing.T) {
	db, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "a file?with#odd%20name.db"), notes)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	want := map[string]string{
		"busy_timeout": "10000", "foreign_keys": "1", "secure_delete": "1", "synchronous": "2", "journal_mode": "wal",
	}
	var check func(depth int) error
	check = func(depth int) error { // nested, so that every level holds another connection
		return db.Read(context.Background(), func(q store.Queryer) error {
			compareSettings(t, q, want)
			if depth > 1 {
				return check(depth - 1)
			}
			return nil
		})
	}
	if err := check(4); err != nil {
		t.Fatalf("readers: %v", err)
	}
	err = db.Write(context.Background(), func(tx *store.Tx) error {
		compareSettings(t, tx, want)
		return nil
	})
	if err != nil {
		t.Fatalf("writer: %v", err)
	}
}

func compareSettings(t *testing.T, q store.Queryer, want map[string]string) {
	t.Helper()
	for name, value := range want {
		var got string
		if err := q.QueryRow(`PRAGMA ` + name).Scan(&got); err != nil || got != value {
			t.Errorf("PRAGMA %s = %q, %v; want %q", name, got, err, value)
		}
	}
}
