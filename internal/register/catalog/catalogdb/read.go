package catalogdb

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

// Entries returns everything as it was entered last.
func (Store) Entries(q store.Queryer, node int64) ([]catalog.Entry, error) {
	rows, err := q.Query(`SELECT sort, id, seq, at_ms, person, body FROM catalog_entry WHERE node = $1 ORDER BY sort, id`, node)
	list, err := store.All(rows, err, func(r *sql.Rows) (catalog.Entry, error) { return scanEntry(r.Scan) })
	slices.SortFunc(list, func(a, b catalog.Entry) int { return cmp.Or(cmp.Compare(a.Sort, b.Sort), cmp.Compare(a.ID, b.ID)) })
	return list, err
}

// Entry returns one thing as it was entered last.
func (Store) Entry(q store.Queryer, node int64, sort, id string) (catalog.Entry, bool, error) {
	e, err := scanEntry(q.QueryRow(`
		SELECT sort, id, seq, at_ms, person, body FROM catalog_entry WHERE node = $1 AND sort = $2 AND id = $3`, node, sort, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return catalog.Entry{}, false, nil
	}
	return e, err == nil, err
}

func scanEntry(scan func(...any) error) (e catalog.Entry, err error) {
	var body string
	if err := scan(&e.Sort, &e.ID, &e.Seq, &e.AtMs, &e.Person, &body); err != nil {
		return e, err
	}
	var into any
	switch e.Sort {
	case catalog.SortProvider:
		e.Provider = &catalog.Provider{}
		into = e.Provider
	case catalog.SortLocation:
		e.Location = &catalog.Location{}
		into = e.Location
	case catalog.SortService:
		e.Service = &catalog.Service{}
		into = e.Service
	}
	if err := json.Unmarshal([]byte(body), into); err != nil {
		return e, fmt.Errorf("%s %s: %w", e.Sort, e.ID, err)
	}
	return e, nil
}

// Capacities returns the last declarations, in the order of offers and units.
func (Store) Capacities(q store.Queryer, node int64) ([]catalog.Capacity, error) {
	rows, err := q.Query(`
		SELECT offer, unit, capacity, funded, vacancy, waiting, status, as_of_on, source, declared_by, account, at_ms
		FROM catalog_capacity WHERE node = $1 ORDER BY offer, unit`, node)
	list, err := store.All(rows, err, func(r *sql.Rows) (c catalog.Capacity, err error) {
		return c, r.Scan(&c.Offer, &c.Unit, &c.Capacity, &c.Funded, &c.Vacancy, &c.Waiting, &c.Status, &c.AsOf, &c.Source, &c.DeclaredBy,
			&c.Account, &c.AtMs)
	})
	slices.SortFunc(list, func(a, b catalog.Capacity) int {
		return cmp.Or(cmp.Compare(a.Offer, b.Offer), cmp.Compare(a.Unit, b.Unit))
	})
	return list, err
}

// Agents returns which accounts act for which providers.
func (Store) Agents(q store.Queryer, node int64) ([]catalog.Agent, error) {
	rows, err := q.Query(`SELECT provider, account FROM catalog_agent WHERE node = $1 ORDER BY provider, account`, node)
	return store.All(rows, err, func(r *sql.Rows) (catalog.Agent, error) {
		a := catalog.Agent{Acts: true}
		return a, r.Scan(&a.Provider, &a.Account)
	})
}

// Publications returns what visitors read, in the order of the ledger.
func (Store) Publications(q store.Queryer, node int64) ([]catalog.Taken, error) {
	rows, err := q.Query(`
		SELECT service, seq, state, entered, reason, actor, at_ms, body FROM catalog_publication
		WHERE node = $1 AND latest = 1 AND state = $2 ORDER BY seq`, node, string(catalog.Published))
	return store.All(rows, err, func(r *sql.Rows) (t catalog.Taken, err error) {
		var body string
		if err := r.Scan(&t.Service, &t.Seq, &t.State, &t.Entered, &t.Reason, &t.Actor, &t.AtMs, &body); err != nil {
			return t, err
		}
		t.Bundle = &catalog.Bundle{}
		if err := json.Unmarshal([]byte(body), t.Bundle); err != nil {
			return t, fmt.Errorf("publication %d: %w", t.Seq, err)
		}
		return t, nil
	})
}

// Steps returns what was published and withdrawn of a service, the last first, without the bundles.
func (Store) Steps(q store.Queryer, node int64, service string) ([]catalog.Taken, error) {
	rows, err := q.Query(`
		SELECT service, seq, state, entered, reason, actor, at_ms FROM catalog_publication
		WHERE node = $1 AND service = $2 ORDER BY seq DESC`, node, service)
	return store.All(rows, err, func(r *sql.Rows) (t catalog.Taken, err error) {
		return t, r.Scan(&t.Service, &t.Seq, &t.State, &t.Entered, &t.Reason, &t.Actor, &t.AtMs)
	})
}

// Version is the number of the last record.
func (Store) Version(q store.Queryer, node int64) (version int64, err error) {
	err = q.QueryRow(`SELECT COALESCE(MAX(seq), 0) FROM catalog_record WHERE node = $1`, node).Scan(&version)
	return version, err
}

// Records calls each with the records in the order of the ledger. No other query may run on q meanwhile.
func (Store) Records(q store.Queryer, node int64, each func(seq int64, id string, body []byte) error) error {
	rows, err := q.Query(`SELECT seq, id, body FROM catalog_record WHERE node = $1 ORDER BY seq`, node)
	_, err = store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var seq int64
		var id, body string
		if err = r.Scan(&seq, &id, &body); err == nil {
			err = each(seq, id, []byte(body))
		}
		return none, err
	})
	return err
}
