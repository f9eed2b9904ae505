package steeringdb_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"mihe/internal/account/steering/steeringdb"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// asked keeps the query that went through it.
type asked struct {
	store.Queryer
	query string
	args  []any
}

func (a *asked) Query(query string, args ...any) (*sql.Rows, error) {
	a.query, a.args = query, args
	return a.Queryer.Query(query, args...)
}

// plan tells how SQLite means to answer the query, step by step.
func (a *asked) plan() ([]string, error) {
	rows, err := a.Queryer.Query("EXPLAIN QUERY PLAN "+a.query, a.args...)
	return store.All(rows, err, func(r *sql.Rows) (step string, err error) {
		var id, parent, unused int
		return step, r.Scan(&id, &parent, &unused, &step)
	})
}

// A task's page once took longer with every task of the node: its events were looked for among all records.
func TestEventsBeginWithTheTask(t *testing.T) {
	db := storetest.Open(t, steeringtest.Migrations()...)
	err := db.Read(context.Background(), func(q store.Queryer) error {
		a := &asked{Queryer: q}
		if _, err := (steeringdb.Store{}).Events(a, 1, "task"); err != nil {
			return err
		}
		plan, err := a.plan()
		if err != nil {
			return err
		}
		if len(plan) == 0 || !strings.HasPrefix(plan[0], "SEARCH s ") {
			t.Errorf("the plan is %q, want the steps of the task first", plan)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
