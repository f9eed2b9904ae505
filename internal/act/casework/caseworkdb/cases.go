package caseworkdb

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Case returns a case of the node, or NotFound. PostgreSQL is not asked for texts that it cannot hold.
func (Store) Case(q store.Queryer, node int64, id string) (c casework.Case, err error) {
	if err := ident.Check("case", id); err != nil {
		return c, fault.Wrap(err, fault.NotFound, "access.absent")
	}
	var body string
	err = q.QueryRow(`SELECT body FROM casework_case WHERE node = $1 AND id = $2`, node, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.Wrap(err, fault.NotFound, "access.absent")
	}
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(body), &c)
}

// Put writes a case over what was known of it, and which entry of the ledger changed it.
func (Store) Put(tx *store.Tx, node int64, c casework.Case, seq int64) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	turn := c.Turn()
	_, err = tx.Exec(`
		INSERT INTO casework_case (node, id, number, person, machine, item, owner, province, prefecture, county, township, due_on, assignee, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (node, id) DO UPDATE SET owner = excluded.owner, province = excluded.province, prefecture = excluded.prefecture,
			county = excluded.county, township = excluded.township, due_on = excluded.due_on, assignee = excluded.assignee,
			body = excluded.body`,
		node, c.ID, c.Number(), c.Person, c.Machine, c.Item, string(turn.Owner), string(turn.In.Province), string(turn.In.Prefecture),
		string(turn.In.County), string(turn.In.Township), turn.DueOn, c.Assignee, string(body))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO casework_step (node, case_id, seq) VALUES ($1, $2, $3)`, node, c.ID, seq)
	return err
}

// Open finds the open case of a person about an item.
func (Store) Open(q store.Queryer, node int64, person, machine, item string) (id string, found bool, err error) {
	err = q.QueryRow(`
		SELECT id FROM casework_case
		WHERE node = $1 AND person = $2 AND machine = $3 AND item = $4 AND owner <> '' ORDER BY id LIMIT 1`,
		node, person, machine, item).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return id, err == nil, err
}

// ByNumber returns the cases with a short number.
func (Store) ByNumber(q store.Queryer, node int64, number string) ([]casework.Case, error) {
	rows, err := q.Query(`SELECT body FROM casework_case WHERE node = $1 AND number = $2 ORDER BY id`, node, number)
	return store.All(rows, err, scanCase)
}

// Of returns the cases of a person, the oldest first.
func (Store) Of(q store.Queryer, node int64, person string) ([]casework.Case, error) {
	rows, err := q.Query(`SELECT body FROM casework_case WHERE node = $1 AND person = $2 ORDER BY id`, node, person)
	return store.All(rows, err, scanCase)
}

func scanCase(r *sql.Rows) (c casework.Case, err error) {
	var body string
	if err := r.Scan(&body); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(body), &c)
}

// Queue returns one page of open cases, the oldest deadline first. The queue of each owner at each place is read along an
// index of its own and the pages are merged: asked for all at once, a database would sort every open case.
func (Store) Queue(q store.Queryer, node int64, f casework.Filter) ([]casework.Case, error) {
	var all []casework.Case
	for _, o := range f.Turns {
		for _, place := range placesOf(o) {
			list, err := page(q, node, o, place, f)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
	}
	slices.SortFunc(all, func(a, b casework.Case) int {
		return cmp.Or(cmp.Compare(a.Turn().DueOn, b.Turn().DueOn), cmp.Compare(a.ID, b.ID))
	})
	all = slices.CompactFunc(all, func(a, b casework.Case) bool { return a.ID == b.ID }) // one place may lie in another
	return all[:min(len(all), f.Limit)], nil
}

// placesOf lists where the turns of an owner lie; the country alone when they may lie anywhere.
func placesOf(o casework.Owned) []region.Key {
	if len(o.Places) == 0 || slices.ContainsFunc(o.Places, func(k region.Key) bool { return k.Level == region.Nation }) {
		return []region.Key{region.Country}
	}
	return o.Places
}

// columns hold the unit of each level that contains the place of a turn.
var columns = map[region.Level]string{
	region.Province: "province", region.Prefecture: "prefecture", region.County: "county", region.Township: "township",
}

// page returns a page of the queue of one owner at one place.
func page(q store.Queryer, node int64, o casework.Owned, at region.Key, f casework.Filter) ([]casework.Case, error) {
	c := &conditions{}
	c.and("node = %s", node)
	c.and("owner = %s", string(o.Owner))
	column := columns[at.Level]
	if f.Assignee != "" {
		c.and("assignee = %s", f.Assignee)
		if column != "" {
			column += " || ''" // one's own are few, and found by their index: that of the place would walk through everybody's
		}
	}
	if column != "" {
		c.and(column+" = %s", string(at.Code))
	}
	for _, k := range o.Without {
		c.and(columns[k.Level]+" <> %s", string(k.Code))
	}
	if f.LateOn != "" {
		c.and("due_on < %s", f.LateOn)
	}
	if day, id, found := strings.Cut(f.After, " "); found {
		due := c.arg(day)
		c.parts = append(c.parts, "due_on >= "+due+" AND (due_on > "+due+" OR id > "+c.arg(id)+")")
	}
	rows, err := q.Query(`SELECT body FROM casework_case WHERE `+strings.Join(c.parts, " AND ")+
		` ORDER BY due_on, id LIMIT `+c.arg(int64(f.Limit)), c.args...)
	return store.All(rows, err, scanCase)
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

func (c *conditions) and(text string, arg any) {
	c.parts = append(c.parts, fmt.Sprintf(text, c.arg(arg)))
}
