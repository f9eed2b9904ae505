package steeringdb

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mihe/internal/account/steering"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Task returns a task of the node, or NotFound. PostgreSQL is not asked for texts that it cannot hold.
func (Store) Task(q store.Queryer, node int64, id string) (t steering.Task, err error) {
	if err := ident.Check("task", id); err != nil {
		return t, fault.Wrap(err, fault.NotFound, "access.absent")
	}
	var body string
	err = q.QueryRow(`SELECT body FROM steering_task WHERE node = $1 AND id = $2`, node, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return t, fault.Wrap(err, fault.NotFound, "access.absent")
	}
	if err != nil {
		return t, err
	}
	return t, json.Unmarshal([]byte(body), &t)
}

// Put writes a task over what was known of it, and which entry of the ledger changed it.
func (Store) Put(tx *store.Tx, node int64, t steering.Task, seq int64) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	if err := recount(tx, node, t); err != nil {
		return err
	}
	p := t.Places
	_, err = tx.Exec(`
		INSERT INTO steering_task (node, id, state, action, province, prefecture, county, township, side, late_on, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (node, id) DO UPDATE SET state = excluded.state, late_on = excluded.late_on, body = excluded.body`,
		node, t.ID, string(t.State), int64(t.Action), string(p.Province), string(p.Prefecture), string(p.County),
		string(p.Township), int64(t.Side.Level), late(t), string(body))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO steering_step (node, task, seq) VALUES ($1, $2, $3)`, node, t.ID, seq)
	return err
}

// late is the last day on which a task is not overdue; empty for one that never will be.
func late(t steering.Task) string {
	if t.Proposal {
		return ""
	}
	return t.LimitOn
}

// List returns one page, the newest first: identifiers begin with the time they were minted.
func (Store) List(q store.Queryer, node int64, f steering.Filter) ([]steering.Task, error) {
	w := where(node, f)
	if f.Before != "" {
		w.and("id < %s", f.Before)
	}
	rows, err := q.Query(`SELECT body FROM steering_task WHERE `+w.text()+` ORDER BY id DESC LIMIT `+w.arg(f.Limit), w.args...)
	return store.All(rows, err, func(r *sql.Rows) (t steering.Task, err error) {
		var body string
		if err := r.Scan(&body); err != nil {
			return t, err
		}
		return t, json.Unmarshal([]byte(body), &t)
	})
}

// Count counts by state, whatever states the filter names.
func (Store) Count(q store.Queryer, node int64, f steering.Filter) (map[steering.State]int64, error) {
	f.States = nil
	w := where(node, f)
	rows, err := q.Query(`SELECT state, SUM(tasks) FROM steering_tally WHERE `+w.text()+` GROUP BY state ORDER BY state`, w.args...)
	counts := map[steering.State]int64{}
	_, err = store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var state steering.State
		var n int64
		err = r.Scan(&state, &n)
		counts[state] = n
		return none, err
	})
	return counts, err
}

// conditions builds a WHERE with placeholders in ascending order.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) arg(v any) string {
	c.args = append(c.args, v)
	return fmt.Sprintf("$%d", len(c.args))
}

func (c *conditions) and(text string, args ...any) {
	holes := make([]any, len(args))
	for i, a := range args {
		holes[i] = c.arg(a)
	}
	c.parts = append(c.parts, fmt.Sprintf(text, holes...))
}

func (c *conditions) text() string { return strings.Join(c.parts, " AND ") }

// columns hold the unit of each level that contains a task's target.
var columns = map[region.Level]string{
	region.Province: "province", region.Prefecture: "prefecture", region.County: "county", region.Township: "township",
}

func where(node int64, f steering.Filter) *conditions {
	c := &conditions{}
	c.and("node = %s", node)
	if f.Action != 0 {
		c.and("action = %s", int64(f.Action))
	}
	if len(f.States) > 0 {
		c.parts = append(c.parts, c.among(f.States))
	}
	if in := c.inside(f.Places); in != "" {
		c.parts = append(c.parts, in)
	}
	if f.Overdue {
		c.and("late_on <> '' AND late_on < %s", f.Day)
	}
	if f.Mine {
		c.parts = append(c.parts, c.turn(f.Turns, f.Home))
	}
	return c
}

// inside is the condition that a task lies in one of the places; empty when it may lie anywhere.
func (c *conditions) inside(places []region.Key) string {
	if slices.ContainsFunc(places, func(k region.Key) bool { return k.Level == region.Nation }) {
		return ""
	}
	var list []string
	for _, k := range places {
		list = append(list, columns[k.Level]+" = "+c.arg(string(k.Code)))
	}
	if list == nil {
		return ""
	}
	return "(" + strings.Join(list, " OR ") + ")"
}

func (c *conditions) among(states []steering.State) string {
	holes := make([]string, len(states))
	for i, s := range states {
		holes[i] = c.arg(string(s))
	}
	return "state IN (" + strings.Join(holes, ", ") + ")"
}

// turn is the condition that one of the turns has come; without any it never holds.
func (c *conditions) turn(turns []steering.Turn, home region.Level) string {
	list := []string{"1 = 0"}
	for _, t := range turns {
		one := c.among(t.States)
		if len(t.Places) > 0 {
			var at []string
			for _, k := range t.Places {
				at = append(at, c.stands(k, t.Stand, home))
			}
			one += " AND (" + strings.Join(at, " OR ") + ")"
		}
		list = append(list, "("+one+")")
	}
	return "(" + strings.Join(list, " OR ") + ")"
}

// stands is the condition that a place lies to a task as it must. The region for which a task was filed contains the task's
// place, so of two that do the one of the higher level contains the other.
func (c *conditions) stands(k region.Key, how steering.Stand, home region.Level) string {
	in := "1 = 1"
	if k.Level != region.Nation {
		in = columns[k.Level] + " = " + c.arg(string(k.Code))
	}
	switch {
	case how == steering.AtPlace:
		for below := k.Level + 1; below <= region.Township; below++ {
			in += " AND " + columns[below] + " = ''"
		}
	case how == steering.AtSide && k.Level <= home:
		in += " AND (side = 0 OR side >= " + c.arg(int64(k.Level)) + ")"
	case how == steering.AtSide:
		in += " AND side >= " + c.arg(int64(k.Level))
	}
	return "(" + in + ")"
}

// Events returns the recorded events of one task in ledger order. It is the order of the task's own steps: asked for that of
// all records, SQLite walks through every one of them.
func (Store) Events(q store.Queryer, node int64, id string) ([][]byte, error) {
	rows, err := q.Query(`
		SELECT r.body FROM steering_step s JOIN steering_record r ON r.node = s.node AND r.seq = s.seq
		WHERE s.node = $1 AND s.task = $2 ORDER BY s.seq`, node, id)
	return store.All(rows, err, func(r *sql.Rows) (body []byte, err error) { return body, r.Scan(&body) })
}
