package ruledb

import (
	"database/sql"
	"errors"

	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
)

// found tells whether a row was there.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Version returns a version of any set.
func (Store) Version(q store.Queryer, node int64, version string) (v rule.Version, ok bool, err error) {
	ok, err = found(q.QueryRow(`
		SELECT version, rules, source, actor, person, at_ms, record, seq
		FROM rule_version WHERE node = $1 AND version = $2`, node, version).
		Scan(&v.Version, &v.Set, &v.Source, &v.Actor, &v.Person, &v.AtMs, &v.Record, &v.Seq))
	return v, ok, err
}

// Versions lists the versions of one set, or of all, the last proposed first.
func (Store) Versions(q store.Queryer, node int64, set string) ([]rule.Version, error) {
	rows, err := q.Query(`
		SELECT version, rules, source, actor, person, at_ms, record, seq
		FROM rule_version WHERE node = $1 AND ($2 = '' OR rules = $2) ORDER BY seq DESC`, node, set)
	return store.All(rows, err, func(r *sql.Rows) (v rule.Version, err error) {
		return v, r.Scan(&v.Version, &v.Set, &v.Source, &v.Actor, &v.Person, &v.AtMs, &v.Record, &v.Seq)
	})
}

// Holding is the adoption that counts on a day, or the latest of all.
func (Store) Holding(q store.Queryer, node int64, set, on string) (a rule.Adoption, ok bool, err error) {
	ok, err = found(q.QueryRow(`
		SELECT id, version, rules, from_on, comparison, basis, actor, at_ms, seq
		FROM rule_adoption WHERE node = $1 AND rules = $2 AND ($3 = '' OR from_on <= $3)
		ORDER BY from_on DESC, seq DESC LIMIT 1`, node, set, on).
		Scan(&a.ID, &a.Version, &a.Set, &a.From, &a.Comparison, &a.Basis, &a.Actor, &a.AtMs, &a.Seq))
	return a, ok, err
}

// Adoptions lists those of one set, or of all, in the order in which they were made.
func (Store) Adoptions(q store.Queryer, node int64, set string) ([]rule.Adoption, error) {
	rows, err := q.Query(`
		SELECT id, version, rules, from_on, comparison, basis, actor, at_ms, seq
		FROM rule_adoption WHERE node = $1 AND ($2 = '' OR rules = $2) ORDER BY seq`, node, set)
	return store.All(rows, err, func(r *sql.Rows) (a rule.Adoption, err error) {
		return a, r.Scan(&a.ID, &a.Version, &a.Set, &a.From, &a.Comparison, &a.Basis, &a.Actor, &a.AtMs, &a.Seq)
	})
}

// Comparison returns a report without its figures.
func (Store) Comparison(q store.Queryer, node int64, id string) (c rule.Comparing, ok bool, err error) {
	ok, err = found(q.QueryRow(`
		SELECT id, version, before_version, at_ms, seq FROM rule_comparison WHERE node = $1 AND id = $2`, node, id).
		Scan(&c.ID, &c.Version, &c.Before, &c.AtMs, &c.Seq))
	return c, ok, err
}

// Comparisons lists the reports on a version, the last first.
func (Store) Comparisons(q store.Queryer, node int64, version string) ([]rule.Comparing, error) {
	rows, err := q.Query(`
		SELECT id, version, before_version, at_ms, seq FROM rule_comparison WHERE node = $1 AND version = $2 ORDER BY seq DESC`, node, version)
	return store.All(rows, err, func(r *sql.Rows) (c rule.Comparing, err error) {
		return c, r.Scan(&c.ID, &c.Version, &c.Before, &c.AtMs, &c.Seq)
	})
}

// AddVersion adds a version.
func (Store) AddVersion(tx *store.Tx, node int64, v rule.Version) error {
	_, err := tx.Exec(`
		INSERT INTO rule_version (node, version, rules, source, actor, person, at_ms, record, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, node, v.Version, v.Set, v.Source, v.Actor, v.Person, v.AtMs, v.Record, v.Seq)
	return err
}

// AddComparison adds a report.
func (Store) AddComparison(tx *store.Tx, node int64, c rule.Comparing) error {
	_, err := tx.Exec(`
		INSERT INTO rule_comparison (node, id, version, before_version, at_ms, seq)
		VALUES ($1, $2, $3, $4, $5, $6)`, node, c.ID, c.Version, c.Before, c.AtMs, c.Seq)
	return err
}

// AddAdoption adds an adoption.
func (Store) AddAdoption(tx *store.Tx, node int64, a rule.Adoption) error {
	_, err := tx.Exec(`
		INSERT INTO rule_adoption (node, rules, from_on, seq, id, version, comparison, basis, actor, at_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		node, a.Set, a.From, a.Seq, a.ID, a.Version, a.Comparison, a.Basis, a.Actor, a.AtMs)
	return err
}
