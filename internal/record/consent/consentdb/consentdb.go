// Package consentdb keeps what persons said about the use of their data (同意). The records are the truth, written by the
// ledger; what was said last is computed from them and can be rebuilt.
package consentdb

import (
	"database/sql"
	"embed"
	"io/fs"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/record/consent"
	"mihe/internal/register/party"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this room.
func Migrations() store.Migrations {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return store.Migrations{Room: "consent", FS: sub, Records: []string{"consent_record"}}
}

// Store reads and writes what was said. It has no state: everything is in the database.
type Store struct{}

var _ consent.Store = Store{}

// Put replaces what a person said to a purpose about a group.
func (Store) Put(tx *store.Tx, node int64, c consent.Consent) error {
	_, err := tx.Exec(`
		INSERT INTO consent_word (node, person, purpose, part, given, shown, wording, at_ms, channel)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (node, person, purpose, part) DO UPDATE SET given = $5, shown = $6, wording = $7, at_ms = $8, channel = $9`,
		node, c.Person, string(c.Purpose), string(c.Group), bit(c.Given), string(c.Shown), c.Text, c.AtMs, string(c.Channel))
	return err
}

// Of returns what a person said, by purpose and group.
func (Store) Of(q store.Queryer, node int64, person string) ([]consent.Consent, error) {
	rows, err := q.Query(`
		SELECT person, purpose, part, given, shown, wording, at_ms, channel FROM consent_word
		WHERE node = $1 AND person = $2 ORDER BY purpose, part`, node, person)
	return store.All(rows, err, scan)
}

// One returns what a person said last.
func (Store) One(q store.Queryer, node int64, person string, p access.Purpose, g party.Group) (c consent.Consent, found bool, err error) {
	rows, err := q.Query(`
		SELECT person, purpose, part, given, shown, wording, at_ms, channel FROM consent_word
		WHERE node = $1 AND person = $2 AND purpose = $3 AND part = $4`, node, person, string(p), string(g))
	list, err := store.All(rows, err, scan)
	if err != nil || len(list) == 0 {
		return c, false, err
	}
	return list[0], true, nil
}

func scan(r *sql.Rows) (c consent.Consent, err error) {
	var given int64
	err = r.Scan(&c.Person, &c.Purpose, &c.Group, &given, &c.Shown, &c.Text, &c.AtMs, &c.Channel)
	c.Given = given != 0
	return c, err
}

// With returns the persons whose last word on a purpose and group is given, by id.
func (Store) With(q store.Queryer, node int64, p access.Purpose, g party.Group, given bool) ([]string, error) {
	rows, err := q.Query(`
		SELECT person FROM consent_word WHERE node = $1 AND purpose = $2 AND part = $3 AND given = $4 ORDER BY person`,
		node, string(p), string(g), bit(given))
	return store.All(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
}

// Drop removes what a person said.
func (Store) Drop(tx *store.Tx, node int64, person string) error {
	_, err := tx.Exec(`DELETE FROM consent_word WHERE node = $1 AND person = $2`, node, person)
	return err
}

// Clear removes what is computed from the records.
func (Store) Clear(tx *store.Tx, node int64) error {
	_, err := tx.Exec(`DELETE FROM consent_word WHERE node = $1`, node)
	return err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
