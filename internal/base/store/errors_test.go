package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

func TestFullDiskLosesTheGroupAndTheWriterGoesOn(t *testing.T) {
	db, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "full.db"), notes)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Write(context.Background(), add(1)); err != nil {
		t.Fatal(err)
	}
	err = db.Write(context.Background(), func(tx *store.Tx) error {
		if _, err := tx.Exec(`PRAGMA max_page_count = 12`); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO note_line (node, id, text) VALUES (1, 2, $1)`, strings.Repeat("x", 1<<20))
		return err
	})
	wantKind(t, err, fault.Unavailable, "store.full")
	if err := db.Write(context.Background(), add(3)); err != nil {
		t.Errorf("after the disk was full: %v", err)
	}
	if diff := cmp.Diff([]int{1, 3}, ids(t, db)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestConstraintsAreRecognisedByCode(t *testing.T) {
	storetest.Each(t, []store.Migrations{notes, deferred}, func(t *testing.T, db *store.DB) {
		if err := db.Write(context.Background(), add(1)); err != nil {
			t.Fatal(err)
		}
		err := db.Write(context.Background(), add(1))
		if !store.IsUnique(err) || store.IsReference(err) {
			t.Errorf("a second row under one key: unique %v, reference %v (%v)", store.IsUnique(err), store.IsReference(err), err)
		}
		err = db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO note_line (node, id, text) VALUES (1, 2, NULL)`)
			return err
		})
		if err == nil || store.IsUnique(err) {
			t.Errorf("a missing text: %v, want an error that is no unique violation", err)
		}
	})
}

func TestOpenExplainsWhatIsWrong(t *testing.T) {
	for target, want := range map[string]struct {
		kind fault.Kind
		key  string
	}{
		filepath.Join(t.TempDir(), "no", "such", "folder.db"): {fault.Unavailable, "store.open"},
		t.TempDir(): {fault.Unavailable, "store.open"},
		"postgres://nobody@127.0.0.1:1/none?connect_timeout=2": {fault.Unavailable, "store.open"},
		"postgres://[broken": {fault.Invalid, "store.target"},
	} {
		db, err := store.Open(context.Background(), target)
		if err == nil {
			_ = db.Close()
		}
		wantKind(t, err, want.kind, want.key)
	}
}

func TestWordsExistInBothLanguages(t *testing.T) {
	if _, err := i18n.Load(store.Words); err != nil {
		t.Error(err)
	}
}
