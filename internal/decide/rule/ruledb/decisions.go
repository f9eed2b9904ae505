package ruledb

import (
	"database/sql"
	"fmt"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
)

// Decision returns a decision without what is sealed.
func (Store) Decision(q store.Queryer, node int64, id string) (d rule.Decision, ok bool, err error) {
	d, err = scanDecision(q.QueryRow(`
		SELECT id, subject, case_id, rules, version, decided_on, region, actor, at_ms, supersedes, superseded_by, seq
		FROM rule_decision WHERE node = $1 AND id = $2`, node, id))
	ok, err = found(err)
	return d, ok, err
}

// DecisionsOf lists a person's decisions, the last first.
func (Store) DecisionsOf(q store.Queryer, node int64, subject string) ([]rule.Decision, error) {
	rows, err := q.Query(`
		SELECT id, subject, case_id, rules, version, decided_on, region, actor, at_ms, supersedes, superseded_by, seq
		FROM rule_decision WHERE node = $1 AND subject = $2 ORDER BY seq DESC`, node, subject)
	return store.All(rows, err, func(r *sql.Rows) (rule.Decision, error) { return scanDecision(r) })
}

// DecisionsBy lists the decisions by a set for the days of a period, in the order of the ledger.
func (Store) DecisionsBy(q store.Queryer, node int64, set, from, to string) ([]rule.Decision, error) {
	rows, err := q.Query(`
		SELECT id, subject, case_id, rules, version, decided_on, region, actor, at_ms, supersedes, superseded_by, seq
		FROM rule_decision WHERE node = $1 AND rules = $2 AND decided_on >= $3 AND ($4 = '' OR decided_on <= $4) ORDER BY seq`, node, set, from, to)
	return store.All(rows, err, func(r *sql.Rows) (rule.Decision, error) { return scanDecision(r) })
}

// scanner is a row.
type scanner interface{ Scan(into ...any) error }

func scanDecision(r scanner) (d rule.Decision, err error) {
	var at string
	err = r.Scan(&d.ID, &d.Subject, &d.Case, &d.Set, &d.Version, &d.On, &at, &d.Actor, &d.AtMs, &d.Supersedes, &d.SupersededBy, &d.Seq)
	if err != nil {
		return rule.Decision{}, err
	}
	var ok bool
	if d.Region, ok = region.ParseKey(at); !ok {
		return rule.Decision{}, fmt.Errorf("decision %s is of no region: %q", d.ID, at)
	}
	return d, nil
}

// AddDecision adds a decision.
func (Store) AddDecision(tx *store.Tx, node int64, d rule.Decision) error {
	_, err := tx.Exec(`
		INSERT INTO rule_decision (node, id, subject, case_id, rules, version, decided_on, region, actor, at_ms, supersedes, superseded_by, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		node, d.ID, d.Subject, d.Case, d.Set, d.Version, d.On, d.Region.String(), d.Actor, d.AtMs, d.Supersedes, d.SupersededBy, d.Seq)
	return err
}

// Supersede notes which decision stands in the place of another.
func (Store) Supersede(tx *store.Tx, node int64, id, by string) error {
	_, err := tx.Exec(`UPDATE rule_decision SET superseded_by = $1 WHERE node = $2 AND id = $3`, by, node, id)
	return err
}
