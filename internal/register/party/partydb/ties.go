package partydb

import (
	"database/sql"
	"strings"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// SetStanding replaces what became of a person.
func (Store) SetStanding(tx *store.Tx, node int64, person string, st party.Standing) error {
	_, err := tx.Exec(`
		INSERT INTO party_standing (node, person, erased, merged_into) VALUES ($1, $2, $3, $4)
		ON CONFLICT (node, person) DO UPDATE SET erased = $3, merged_into = $4`, node, person, bit(st.Erased), st.Into)
	return err
}

// Standing returns what became of a person.
func (Store) Standing(q store.Queryer, node int64, person string) (st party.Standing, err error) {
	rows, err := q.Query(`SELECT person, erased, merged_into FROM party_standing WHERE node = $1 AND person = $2`, node, person)
	list, err := store.All(rows, err, scanStanding)
	if err == nil && len(list) > 0 {
		st = list[0].Standing
	}
	return st, err
}

// Standings returns what became of everybody who was erased or merged.
func (Store) Standings(q store.Queryer, node int64) (map[string]party.Standing, error) {
	rows, err := q.Query(`
		SELECT person, erased, merged_into FROM party_standing
		WHERE node = $1 AND (erased <> 0 OR merged_into <> '') ORDER BY person`, node)
	list, err := store.All(rows, err, scanStanding)
	all := make(map[string]party.Standing, len(list))
	for _, s := range list {
		all[s.person] = s.Standing
	}
	return all, err
}

type standing struct {
	party.Standing
	person string
}

func scanStanding(r *sql.Rows) (s standing, err error) {
	var erased int64
	err = r.Scan(&s.person, &erased, &s.Into)
	s.Erased = erased != 0
	return s, err
}

// PutOrganisation adds an organisation or replaces what is known of it.
func (Store) PutOrganisation(tx *store.Tx, node int64, o party.Organisation) error {
	_, err := tx.Exec(`
		INSERT INTO party_organisation (node, org, name_zh, name_en, credit, kind, region) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (node, org) DO UPDATE SET name_zh = $3, name_en = $4, credit = $5, kind = $6, region = $7`,
		node, o.ID, o.NameZh, o.NameEn, o.Credit, o.Kind, o.Region.String())
	return err
}

// Organisations returns the organisations by id.
func (Store) Organisations(q store.Queryer, node int64) ([]party.Organisation, error) {
	rows, err := q.Query(`SELECT org, name_zh, name_en, credit, kind, region FROM party_organisation WHERE node = $1 ORDER BY org`, node)
	return store.All(rows, err, func(r *sql.Rows) (o party.Organisation, err error) {
		var at string
		err = r.Scan(&o.ID, &o.NameZh, &o.NameEn, &o.Credit, &o.Kind, &at)
		o.Region, _ = region.ParseKey(at) // written by PutOrganisation
		return o, err
	})
}

// AddRelation adds a relation.
func (Store) AddRelation(tx *store.Tx, node int64, l party.Relation) error {
	_, err := tx.Exec(`
		INSERT INTO party_relation (node, relation, person, other, kind, shown, from_on, ended_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, node, l.ID, l.Person, l.Other, string(l.Kind), string(l.Shown), l.From, l.EndedMs)
	return err
}

// EndRelation ends a relation.
func (Store) EndRelation(tx *store.Tx, node int64, id string, ms int64) error {
	_, err := tx.Exec(`UPDATE party_relation SET ended_ms = $1 WHERE node = $2 AND relation = $3`, ms, node, id)
	return err
}

// Relations returns the relations in which a person stands on either side, by id.
func (Store) Relations(q store.Queryer, node int64, person string) ([]party.Relation, error) {
	rows, err := q.Query(`
		SELECT relation, person, other, kind, shown, from_on, ended_ms FROM party_relation
		WHERE node = $1 AND (person = $2 OR other = $2) ORDER BY relation`, node, person)
	return store.All(rows, err, func(r *sql.Rows) (l party.Relation, err error) {
		return l, r.Scan(&l.ID, &l.Person, &l.Other, &l.Kind, &l.Shown, &l.From, &l.EndedMs)
	})
}

// AddMandate adds a mandate.
func (Store) AddMandate(tx *store.Tx, node int64, m party.Mandate) error {
	_, err := tx.Exec(`
		INSERT INTO party_mandate (node, mandate, given_by, held_by, what, from_on, until_on, shown, paper, name, ended_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		node, m.ID, m.For, m.Who, strings.Join(m.What, " "), m.From, m.Until, string(m.Shown), m.Paper, m.Name, m.EndedMs)
	return err
}

// EndMandate ends a mandate.
func (Store) EndMandate(tx *store.Tx, node int64, id string, ms int64) error {
	_, err := tx.Exec(`UPDATE party_mandate SET ended_ms = $1 WHERE node = $2 AND mandate = $3`, ms, node, id)
	return err
}

// Mandate returns a mandate.
func (Store) Mandate(q store.Queryer, node int64, id string) (m party.Mandate, found bool, err error) {
	rows, err := q.Query(`
		SELECT mandate, given_by, held_by, what, from_on, until_on, shown, paper, name, ended_ms FROM party_mandate
		WHERE node = $1 AND mandate = $2`, node, id)
	list, err := store.All(rows, err, scanMandate)
	if err != nil || len(list) == 0 {
		return m, false, err
	}
	return list[0], true, nil
}

// MandatesOf returns the mandates that a person gave or holds, by id.
func (Store) MandatesOf(q store.Queryer, node int64, person string) ([]party.Mandate, error) {
	rows, err := q.Query(`
		SELECT mandate, given_by, held_by, what, from_on, until_on, shown, paper, name, ended_ms FROM party_mandate
		WHERE node = $1 AND (given_by = $2 OR held_by = $2) ORDER BY mandate`, node, person)
	return store.All(rows, err, scanMandate)
}

func scanMandate(r *sql.Rows) (m party.Mandate, err error) {
	var what string
	err = r.Scan(&m.ID, &m.For, &m.Who, &what, &m.From, &m.Until, &m.Shown, &m.Paper, &m.Name, &m.EndedMs)
	m.What = strings.Fields(what)
	return m, err
}

// AddList adds what was read in bulk.
func (Store) AddList(tx *store.Tx, node int64, l party.Listing) error {
	_, err := tx.Exec(`
		INSERT INTO party_list (node, seq, at_ms, region, cohort, purpose, basis, actor, without, chosen, taken)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		node, l.Seq, l.AtMs, l.At, l.Cohort, string(l.Purpose), string(l.Basis), l.Actor, strings.Join(l.Without, " "),
		bit(l.Chosen), strings.Join(l.Only, " "))
	return err
}

// Lists returns what was read in bulk, the newest first.
func (Store) Lists(q store.Queryer, node, before int64, limit int) ([]party.Listing, error) {
	rows, err := q.Query(`
		SELECT seq, at_ms, region, cohort, purpose, basis, actor, without, chosen, taken FROM party_list
		WHERE node = $1 AND (CAST($2 AS BIGINT) = 0 OR seq < $2) ORDER BY seq DESC LIMIT $3`, node, before, limit)
	return store.All(rows, err, func(r *sql.Rows) (l party.Listing, err error) {
		var without, only string
		var chosen int64
		err = r.Scan(&l.Seq, &l.AtMs, &l.At, &l.Cohort, &l.Purpose, &l.Basis, &l.Actor, &without, &chosen, &only)
		l.Without, l.Chosen, l.Only = strings.Fields(without), chosen != 0, strings.Fields(only)
		l.Region, _ = region.ParseKey(l.At) // written by AddList
		return l, err
	})
}

// Clear removes what is computed from records.
func (Store) Clear(tx *store.Tx, node int64) error {
	for _, statement := range []string{
		`DELETE FROM party_standing WHERE node = $1`, `DELETE FROM party_organisation WHERE node = $1`,
		`DELETE FROM party_relation WHERE node = $1`, `DELETE FROM party_mandate WHERE node = $1`, `DELETE FROM party_list WHERE node = $1`,
		`DELETE FROM party_offer WHERE node = $1`,
		`DELETE FROM party_post WHERE node = $1`,
	} {
		if _, err := tx.Exec(statement, node); err != nil {
			return err
		}
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
