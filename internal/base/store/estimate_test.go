package store_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/store"
)

var cases = room(map[string]string{"0001_case.sqlite.sql": `
	CREATE TABLE plan_case (node BIGINT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (node, id)) WITHOUT ROWID;
	CREATE INDEX plan_case_person ON plan_case (node, person, id);`, "0001_case.postgres.sql": `
	CREATE TABLE plan_case (node BIGINT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (node, id));
	CREATE INDEX plan_case_person ON plan_case (node, person, id);`})

// The cases of one person are found by the person, whatever the folder holds; a database that was never told walks through all
// cases of the node, which is the control.
func TestOnePersonIsFoundByTheIndex(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "mihe.db")
	for range 2 { // the second start finds it told
		db, err := store.Open(ctx, path, cases)
		if err != nil {
			t.Fatal(err)
		}
		if plan := planOf(t, db.Read); !strings.Contains(plan, "plan_case_person (node=? AND person=?)") {
			t.Errorf("the plan is %q", plan)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	plain, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.ExecContext(ctx, `DROP TABLE sqlite_stat1`); err != nil {
		t.Fatal(err)
	}
	if err := plain.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := store.OpenReader(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }() // it only reads
	if plan := planOf(t, r.Read); strings.Contains(plan, "plan_case_person") {
		t.Errorf("the index is chosen without being told, so the test shows nothing: %q", plan)
	}
}

func planOf(t *testing.T, read func(context.Context, func(store.Queryer) error) error) (plan string) {
	t.Helper()
	err := read(context.Background(), func(q store.Queryer) error {
		var none any
		return q.QueryRow(`EXPLAIN QUERY PLAN SELECT body FROM plan_case WHERE node = $1 AND person = $2 ORDER BY id`, 1, "a").
			Scan(&none, &none, &none, &plan)
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// What is told says nothing of what is stored: two folders, one of which is full, are told the same.
func TestEstimatesDoNotDependOnRows(t *testing.T) {
	ctx := context.Background()
	told := func(rows int) (list []string) {
		path := filepath.Join(t.TempDir(), "mihe.db")
		for range 2 {
			db, err := store.Open(ctx, path, notes)
			if err != nil {
				t.Fatal(err)
			}
			for i := range rows {
				_ = db.Write(ctx, add(i)) // the second time it is there already
			}
			err = db.Read(ctx, func(q store.Queryer) (err error) {
				rows, err := q.Query(`SELECT tbl || ' ' || idx || ' ' || stat FROM sqlite_stat1 ORDER BY 1`)
				list, err = store.All(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
		return list
	}
	empty, full := told(0), told(50)
	if len(empty) != 1 || !slices.Equal(empty, full) {
		t.Errorf("told %q and %q", empty, full)
	}
}
