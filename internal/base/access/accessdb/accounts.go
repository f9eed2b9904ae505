package accessdb

import (
	"database/sql"
	"errors"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// one returns the only row of a query, if there is one.
func one[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) (v T, found bool, _ error) {
	all, err := store.All(rows, err, scan)
	if err != nil || len(all) == 0 {
		return v, false, err
	}
	return all[0], true, nil
}

// Account returns one account.
func (Store) Account(q store.Queryer, node int64, id string) (access.Account, bool, error) {
	rows, err := q.Query(`
		SELECT id, person, home, state, made_ms, user_sealed, name_sealed, phone_sealed
		FROM access_account WHERE node = $1 AND id = $2`, node, id)
	return one(rows, err, scanAccount)
}

// All lists the node's accounts by number, which is by age.
func (Store) All(q store.Queryer, node int64) ([]access.Account, error) {
	rows, err := q.Query(`
		SELECT id, person, home, state, made_ms, user_sealed, name_sealed, phone_sealed
		FROM access_account WHERE node = $1 ORDER BY id`, node)
	return store.All(rows, err, scanAccount)
}

func scanAccount(r *sql.Rows) (a access.Account, err error) {
	var home string
	if err := r.Scan(&a.ID, &a.Person, &home, &a.State, &a.MadeMs, &a.User, &a.Name, &a.Phone); err != nil {
		return a, err
	}
	a.Home, err = key(home)
	return a, err
}

// ByToken returns the account that a look-up token leads to.
func (Store) ByToken(q store.Queryer, node int64, purpose, token string) (account string, found bool, err error) {
	err = q.QueryRow(`
		SELECT account FROM access_token WHERE node = $1 AND purpose = $2 AND token = $3`, node, purpose, token).Scan(&account)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return account, err == nil, err
}

// Mandates lists every mandate an account was ever given, by age.
func (Store) Mandates(q store.Queryer, node int64, account string) ([]access.Assignment, error) {
	rows, err := q.Query(`
		SELECT id, account, role, region, from_on, until_on, given_ms, taken_ms
		FROM access_mandate WHERE node = $1 AND account = $2 ORDER BY id`, node, account)
	return store.All(rows, err, scanMandate)
}

// AllMandates lists the mandates of every account, by age.
func (Store) AllMandates(q store.Queryer, node int64) ([]access.Assignment, error) {
	rows, err := q.Query(`
		SELECT id, account, role, region, from_on, until_on, given_ms, taken_ms
		FROM access_mandate WHERE node = $1 ORDER BY id`, node)
	return store.All(rows, err, scanMandate)
}

// Mandate returns one.
func (Store) Mandate(q store.Queryer, node int64, id string) (access.Assignment, bool, error) {
	rows, err := q.Query(`
		SELECT id, account, role, region, from_on, until_on, given_ms, taken_ms
		FROM access_mandate WHERE node = $1 AND id = $2`, node, id)
	return one(rows, err, scanMandate)
}

func scanMandate(r *sql.Rows) (a access.Assignment, err error) {
	var at string
	if err := r.Scan(&a.ID, &a.Account, &a.Role, &at, &a.From, &a.Until, &a.GivenMs, &a.TakenMs); err != nil {
		return a, err
	}
	a.At, err = key(at)
	return a, err
}

// Link returns what ties an account to a sign-on provider.
func (Store) Link(q store.Queryer, node int64, account string) (access.Link, bool, error) {
	rows, err := q.Query(`SELECT account, issuer, subject FROM access_link WHERE node = $1 AND account = $2`, node, account)
	return one(rows, err, func(r *sql.Rows) (l access.Link, err error) { return l, r.Scan(&l.Account, &l.Issuer, &l.Subject) })
}

// Request returns what an account waits for.
func (Store) Request(q store.Queryer, node int64, account string) (access.Request, bool, error) {
	rows, err := q.Query(`
		SELECT id, account, what, asked_by, at_ms, issuer, subject FROM access_request WHERE node = $1 AND account = $2`, node, account)
	return one(rows, err, func(r *sql.Rows) (x access.Request, err error) {
		return x, r.Scan(&x.ID, &x.Account, &x.What, &x.By, &x.AtMs, &x.Issuer, &x.Subject)
	})
}

// PutRequest sets what an account waits for, instead of what it waited for before.
func (s Store) PutRequest(tx *store.Tx, node int64, r access.Request) error {
	if err := s.DropRequest(tx, node, r.Account); err != nil {
		return err
	}
	_, err := tx.Exec(`
		INSERT INTO access_request (node, account, id, what, asked_by, at_ms, issuer, subject) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		node, r.Account, r.ID, string(r.What), r.By, r.AtMs, r.Issuer, r.Subject)
	return err
}

// DropRequest deletes it.
func (Store) DropRequest(tx *store.Tx, node int64, account string) error {
	_, err := tx.Exec(`DELETE FROM access_request WHERE node = $1 AND account = $2`, node, account)
	return err
}

// AddAccount adds an account.
func (Store) AddAccount(tx *store.Tx, node int64, a access.Account) error {
	_, err := tx.Exec(`
		INSERT INTO access_account (node, id, person, home, state, made_ms, user_sealed, name_sealed, phone_sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		node, a.ID, a.Person, a.Home.String(), string(a.State), a.MadeMs, a.User, a.Name, a.Phone)
	return err
}

// SetState changes the state of an account.
func (Store) SetState(tx *store.Tx, node int64, account string, s access.State) error {
	_, err := tx.Exec(`UPDATE access_account SET state = $1 WHERE node = $2 AND id = $3`, string(s), node, account)
	return err
}

// AddMandate adds a mandate.
func (Store) AddMandate(tx *store.Tx, node int64, a access.Assignment) error {
	_, err := tx.Exec(`
		INSERT INTO access_mandate (node, id, account, role, region, from_on, until_on, given_ms, taken_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		node, a.ID, a.Account, string(a.Role), a.At.String(), a.From, a.Until, a.GivenMs, a.TakenMs)
	return err
}

// TakeMandate notes when a mandate was taken back.
func (Store) TakeMandate(tx *store.Tx, node int64, id string, takenMs int64) error {
	_, err := tx.Exec(`UPDATE access_mandate SET taken_ms = $1 WHERE node = $2 AND id = $3`, takenMs, node, id)
	return err
}

// PutLink ties an account to a provider, instead of what tied it before.
func (Store) PutLink(tx *store.Tx, node int64, l access.Link) error {
	_, err := tx.Exec(`
		INSERT INTO access_link (node, account, issuer, subject) VALUES ($1, $2, $3, $4)
		ON CONFLICT (node, account) DO UPDATE SET issuer = excluded.issuer, subject = excluded.subject`,
		node, l.Account, l.Issuer, l.Subject)
	return err
}

// DropLink unties it.
func (Store) DropLink(tx *store.Tx, node int64, account string) error {
	_, err := tx.Exec(`DELETE FROM access_link WHERE node = $1 AND account = $2`, node, account)
	return err
}

// AddToken adds a look-up token; one that is there already breaks the key.
func (Store) AddToken(tx *store.Tx, node int64, purpose, token, account string) error {
	_, err := tx.Exec(`
		INSERT INTO access_token (node, purpose, token, account) VALUES ($1, $2, $3, $4)`, node, purpose, token, account)
	return err
}

// DropTokens deletes an account's tokens of one purpose, or with an empty purpose all of them.
func (Store) DropTokens(tx *store.Tx, node int64, account, purpose string) error {
	_, err := tx.Exec(`
		DELETE FROM access_token WHERE node = $1 AND account = $2 AND ($3 = '' OR purpose = $3)`, node, account, purpose)
	return err
}

// Clear empties what Rebuild makes anew.
func (Store) Clear(tx *store.Tx, node int64) error {
	for _, statement := range []string{
		`DELETE FROM access_account WHERE node = $1`,
		`DELETE FROM access_mandate WHERE node = $1`,
		`DELETE FROM access_link WHERE node = $1`,
		`DELETE FROM access_request WHERE node = $1`,
		`DELETE FROM access_machine WHERE node = $1`,
		`DELETE FROM access_token WHERE node = $1`,
	} {
		if _, err := tx.Exec(statement, node); err != nil {
			return err
		}
	}
	return nil
}
