package steeringdb_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringdb"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/region"
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

// A page of tasks counts them three times, and lists the newest of them. Counting must not touch the tasks, which are many
// and long; listing must begin with the newest and stop, which an index by state would tempt it not to.
func TestTasksAreCountedWithoutReadingThem(t *testing.T) {
	db := storetest.Open(t, steeringtest.Migrations()...)
	places := []region.Key{steeringtest.Province, steeringtest.County}
	for name, f := range map[string]steering.Filter{
		"all":          {},
		"one state":    {States: []steering.State{steering.Filed}},
		"two states":   {States: []steering.State{steering.Filed, steering.Assigned}},
		"an action":    {Action: 4},
		"places":       {Places: places},
		"overdue":      {Overdue: true, Day: "2026-12-02"},
		"a turn":       {Mine: true, Turns: []steering.Turn{{States: []steering.State{steering.Filed}}}},
		"a local turn": {Mine: true, Turns: []steering.Turn{{States: []steering.State{steering.Filed}, Places: places}}},
		"a next page":  {Before: "task", States: []steering.State{steering.Filed}},
	} {
		err := db.Read(t.Context(), func(q store.Queryer) error {
			a := &asked{Queryer: q}
			if _, err := (steeringdb.Store{}).Count(a, 1, f); err != nil {
				return err
			}
			wantOneStep(t, name+", counted", a, "SEARCH steering_tally USING PRIMARY KEY ")
			f.Limit = 20
			if _, err := (steeringdb.Store{}).List(a, 1, f); err != nil {
				return err
			}
			wantOneStep(t, name+", listed", a, "SEARCH steering_task USING PRIMARY KEY ")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// wantOneStep wants a plan of a single step: nothing is sorted.
func wantOneStep(t *testing.T, what string, a *asked, step string) {
	t.Helper()
	plan, err := a.plan()
	if err != nil || len(plan) != 1 || !strings.HasPrefix(plan[0], step) {
		t.Errorf("%s: the plan is %q, %v; want %q alone", what, plan, err, step)
	}
}
