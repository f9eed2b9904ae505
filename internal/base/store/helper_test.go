package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// notes is a room small enough for a test: one table with a key that must be unique.
var notes = store.Migrations{Room: "note", FS: sqlFiles(map[string]string{
	"0001_note.sql": `CREATE TABLE note_line (node BIGINT NOT NULL, id BIGINT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (node, id));`,
})}

// sqlFiles makes goose files of plain statements.
func sqlFiles(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text + "\n")}
	}
	return fsys
}

func each(t *testing.T, exercise func(t *testing.T, db *store.DB)) {
	t.Helper()
	storetest.Each(t, []store.Migrations{notes}, exercise)
}

func add(id int) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO note_line (node, id, text) VALUES (1, $1, $2)`, id, fmt.Sprint("line ", id))
		return err
	}
}

// ids returns the stored lines in order.
func ids(t *testing.T, db *store.DB) []int {
	t.Helper()
	var got []int
	err := db.Read(context.Background(), func(q store.Queryer) (err error) {
		got, err = idsIn(q)
		return err
	})
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return got
}

func idsIn(q store.Queryer) ([]int, error) {
	rows, err := q.Query(`SELECT id FROM note_line WHERE node = 1 ORDER BY id`)
	return store.All(rows, err, func(r *sql.Rows) (id int, err error) { return id, r.Scan(&id) })
}

func wantKind(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("err = %v, want %v with key %s", err, kind, key)
	}
}

// patience is longer than anything here takes when nothing is stuck.
const patience = 10 * time.Second

// within fails the test when something is stuck.
func within(t *testing.T, what string, done <-chan error) error {
	t.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		t.Fatalf("%s did not return within %v", what, patience)
		return nil
	}
}
