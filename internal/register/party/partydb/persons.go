package partydb

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// The joins are written so that SQLite, which keeps their order, begins with the row that is looked for: begun with the
// batches, every question would walk through all rows of each. PostgreSQL chooses by itself.

// Person returns the version in force.
func (Store) Person(q store.Queryer, node int64, id string) (p party.Person, found bool, err error) {
	rows, err := q.Query(`
		SELECT p.person, p.batch, p.household, p.region, p.cohort, p.names, p.facts, b.as_on, b.seq
		FROM party_person p CROSS JOIN party_batch b
		WHERE b.node = p.node AND b.batch = p.batch AND p.node = $1 AND p.person = $2 ORDER BY p.batch DESC LIMIT 1`, node, id)
	list, err := store.All(rows, err, scanPerson)
	if err != nil || len(list) == 0 || list[0].Region == (region.Key{}) {
		return p, false, err
	}
	return list[0], true, nil
}

// History returns the versions of a person, the first first.
func (Store) History(q store.Queryer, node int64, id string) ([]party.Person, error) {
	rows, err := q.Query(`
		SELECT p.person, p.batch, p.household, p.region, p.cohort, p.names, p.facts, b.as_on, b.seq
		FROM party_person p CROSS JOIN party_batch b
		WHERE b.node = p.node AND b.batch = p.batch AND p.node = $1 AND p.person = $2 AND p.region <> '' ORDER BY p.batch`, node, id)
	return store.All(rows, err, scanPerson)
}

// Members returns the persons whose version in force names the household, by id.
func (Store) Members(q store.Queryer, node int64, household string) ([]party.Person, error) {
	rows, err := q.Query(`
		SELECT p.person, p.batch, p.household, p.region, p.cohort, p.names, p.facts, b.as_on, b.seq
		FROM party_person p CROSS JOIN party_batch b
		WHERE b.node = p.node AND b.batch = p.batch AND p.node = $1 AND p.household = $2 AND p.region <> '' AND NOT EXISTS (
			SELECT 1 FROM party_person n CROSS JOIN party_batch nb
			WHERE nb.node = n.node AND nb.batch = n.batch AND n.node = $1 AND n.person = p.person AND n.batch > p.batch)
		ORDER BY p.person`, node, household)
	return store.All(rows, err, scanPerson)
}

// Page returns persons of one township in the order of band and id.
func (Store) Page(q store.Queryer, node int64, at region.Key, cohort int, after party.Place, limit int) ([]party.Person, error) {
	rows, err := q.Query(`
		SELECT p.person, p.batch, p.household, p.region, p.cohort, p.names, p.facts, b.as_on, b.seq
		FROM party_person p CROSS JOIN party_batch b
		WHERE b.node = p.node AND b.batch = p.batch AND p.node = $1 AND p.region = $2 AND p.cohort <= $3 AND (p.cohort, p.person) > ($4, $5) AND NOT EXISTS (
			SELECT 1 FROM party_person n CROSS JOIN party_batch nb
			WHERE nb.node = n.node AND nb.batch = n.batch AND n.node = $1 AND n.person = p.person AND n.batch > p.batch)
		ORDER BY p.cohort, p.person LIMIT $6`, node, at.String(), cohort, after.Cohort, after.Person, limit)
	return store.All(rows, err, scanPerson)
}

func scanPerson(r *sql.Rows) (p party.Person, err error) {
	var at string
	if err := r.Scan(&p.ID, &p.Batch, &p.Household, &at, &p.Cohort, &p.Names, &p.Facts, &p.AsOn, &p.Seq); err != nil || at == "" {
		return p, err
	}
	var ok bool
	if p.Region, ok = region.ParseKey(at); !ok {
		err = fmt.Errorf("person %s: %q is no region", p.ID, at)
	}
	return p, err
}

// Household returns the version in force.
func (Store) Household(q store.Queryer, node int64, id string) (h party.Household, found bool, err error) {
	rows, err := q.Query(`
		SELECT h.household, h.batch, h.region, h.kind, h.residence
		FROM party_household h CROSS JOIN party_batch b
		WHERE b.node = h.node AND b.batch = h.batch AND h.node = $1 AND h.household = $2 ORDER BY h.batch DESC LIMIT 1`, node, id)
	list, err := store.All(rows, err, func(r *sql.Rows) (h party.Household, err error) {
		var at string
		if err := r.Scan(&h.ID, &h.Batch, &at, &h.Kind, &h.Residence); err != nil {
			return h, err
		}
		h.Region, _ = region.ParseKey(at) // written by AddHousehold
		return h, nil
	})
	if err != nil || len(list) == 0 {
		return h, false, err
	}
	return list[0], true, nil
}

// ByToken returns whom a token of the version in force finds, by id.
func (Store) ByToken(q store.Queryer, node int64, purpose, token string, limit int) ([]string, error) {
	rows, err := q.Query(`
		SELECT DISTINCT t.of FROM party_token t CROSS JOIN party_batch b
		WHERE b.node = t.node AND b.batch = t.batch AND t.node = $1 AND t.purpose = $2 AND t.token = $3 AND NOT EXISTS (
			SELECT 1 FROM party_person n CROSS JOIN party_batch nb
			WHERE nb.node = n.node AND nb.batch = n.batch AND n.node = $1 AND n.person = t.of AND n.batch > t.batch)
		ORDER BY t.of LIMIT $4`, node, purpose, token, limit)
	return store.All(rows, err, scanText)
}

// tokensAtOnce is how many tokens one statement asks for, and byTokens that statement; a shorter list is filled up with a
// token that nobody has.
const tokensAtOnce = 200

var byTokens = func() string {
	var in strings.Builder
	for i := range tokensAtOnce {
		in.WriteString(",$" + strconv.Itoa(i+3))
	}
	return `
		SELECT DISTINCT t.token, t.of FROM party_token t CROSS JOIN party_batch b
		WHERE b.node = t.node AND b.batch = t.batch AND t.node = $1 AND t.purpose = $2 AND t.token IN (` + in.String()[1:] + `) AND NOT EXISTS (
			SELECT 1 FROM party_person n CROSS JOIN party_batch nb
			WHERE nb.node = n.node AND nb.batch = n.batch AND n.node = $1 AND n.person = t.of AND n.batch > t.batch)
		ORDER BY t.token, t.of`
}()

// ByTokens is the first of ByToken for many tokens; what finds nobody is absent.
func (Store) ByTokens(q store.Queryer, node int64, purpose string, tokens []string) (map[string]string, error) {
	first := map[string]string{}
	for part := range slices.Chunk(tokens, tokensAtOnce) {
		args := []any{node, purpose}
		for i := range tokensAtOnce {
			token := ""
			if i < len(part) {
				token = part[i]
			}
			args = append(args, token)
		}
		rows, err := q.Query(byTokens, args...)
		pairs, err := store.All(rows, err, func(r *sql.Rows) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) })
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			if _, earlier := first[p[0]]; !earlier {
				first[p[0]] = p[1]
			}
		}
	}
	return first, nil
}

// Wipe empties the versions of a person and removes their tokens.
func (Store) Wipe(tx *store.Tx, node int64, person string) error {
	_, err := tx.Exec(`
		UPDATE party_person SET household = '', region = '', cohort = 0, names = '', facts = ''
		WHERE node = $1 AND person = $2`, node, person)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM party_token WHERE node = $1 AND of = $2`, node, person)
	return err
}

// Unwiped lists the persons of a list who still have a version that is not empty.
func (Store) Unwiped(q store.Queryer, node int64, persons []string) (left []string, err error) {
	for _, person := range persons {
		var n int64
		err := q.QueryRow(`SELECT COUNT(*) FROM party_person WHERE node = $1 AND person = $2 AND region <> ''`, node, person).Scan(&n)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			left = append(left, person)
		}
	}
	return left, nil
}

func scanText(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) }
