package deliverydb

import (
	"database/sql"

	"mihe/internal/act/delivery"
	"mihe/internal/base/store"
)

// Settlement returns a settlement of the node, or NotFound.
func (Store) Settlement(q store.Queryer, node int64, id string) (delivery.Settlement, error) {
	return one[delivery.Settlement](q, "settlement", id, `SELECT body FROM delivery_settlement WHERE node = $1 AND id = $2`, node)
}

// PutSettlement writes a settlement over what was known of it.
func (Store) PutSettlement(tx *store.Tx, node int64, d delivery.Settlement) error {
	body, err := encode(d)
	if err != nil {
		return err
	}
	course, err := encode(d.Course)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO delivery_settlement (node, id, provider, month, seq, body, course, state, total_fen)
		VALUES ($1, $2, $3, $4, (SELECT COUNT(*) FROM delivery_settlement WHERE node = $1 AND provider = $3), $5, $6, $7, $8)
		ON CONFLICT (node, id) DO UPDATE SET body = excluded.body, course = excluded.course, state = excluded.state`,
		node, d.ID, d.Input.Provider, d.Input.Month, body, course, string(d.State), int64(d.Result.Total))
	return err
}

// Course returns how far a settlement has come, or NotFound. It does not read its lines.
func (Store) Course(q store.Queryer, node int64, id string) (delivery.Course, error) {
	return one[delivery.Course](q, "settlement", id, `SELECT course FROM delivery_settlement WHERE node = $1 AND id = $2`, node)
}

// Settlements returns those of a provider in the order in which they were drawn up; of one month, or of all when month is empty.
func (Store) Settlements(q store.Queryer, node int64, provider, month string) ([]delivery.SettlementHead, error) {
	rows, err := q.Query(`
		SELECT id, month, state, total_fen FROM delivery_settlement
		WHERE node = $1 AND provider = $2 AND ($3 = '' OR month = $3) ORDER BY seq`, node, provider, month)
	return store.All(rows, err, func(r *sql.Rows) (h delivery.SettlementHead, err error) {
		return h, r.Scan(&h.ID, &h.Month, &h.State, &h.Total)
	})
}

// AddLine writes the next line of a visit. Its number is a key: no line is written twice.
func (Store) AddLine(tx *store.Tx, node int64, provider string, l delivery.Line) error {
	body, err := encode(l)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO delivery_line (node, visit, n, provider, settlement, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		node, l.Visit, l.N, provider, l.In, body)
	return err
}

// DropLines removes the lines of a settlement that was taken back.
func (Store) DropLines(tx *store.Tx, node int64, settlement string) error {
	_, err := tx.Exec(`DELETE FROM delivery_line WHERE node = $1 AND settlement = $2`, node, settlement)
	return err
}

// Lines returns the lines of a provider's visits, by visit and number.
func (Store) Lines(q store.Queryer, node int64, provider string) ([]delivery.Line, error) {
	return all[delivery.Line](q, `SELECT body FROM delivery_line WHERE node = $1 AND provider = $2 ORDER BY visit, n`, node, provider)
}

// LinesOf returns the lines of visits, by visit and number.
func (Store) LinesOf(q store.Queryer, node int64, visits []string) ([]delivery.Line, error) {
	if len(visits) == 0 {
		return nil, nil
	}
	in, args := listed(1, visits)
	return all[delivery.Line](q, `SELECT body FROM delivery_line WHERE node = $1 AND visit IN (`+in+`) ORDER BY visit, n`, append([]any{node}, args...)...)
}

// Account returns where a payee is paid.
func (Store) Account(q store.Queryer, node int64, of string) (delivery.Account, bool, error) {
	return maybe[delivery.Account](q, `SELECT body FROM delivery_account WHERE node = $1 AND payee = $2`, node, of)
}

// Accounts returns all accounts, by payee.
func (Store) Accounts(q store.Queryer, node int64) ([]delivery.Account, error) {
	return all[delivery.Account](q, `SELECT body FROM delivery_account WHERE node = $1 ORDER BY payee`, node)
}

// PutAccount writes where a payee is paid.
func (Store) PutAccount(tx *store.Tx, node int64, a delivery.Account) error {
	body, err := encode(a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO delivery_account (node, payee, body) VALUES ($1, $2, $3)
		ON CONFLICT (node, payee) DO UPDATE SET body = excluded.body`, node, a.Of, body)
	return err
}

// DropAccount removes where a payee is paid.
func (Store) DropAccount(tx *store.Tx, node int64, of string) error {
	_, err := tx.Exec(`DELETE FROM delivery_account WHERE node = $1 AND payee = $2`, node, of)
	return err
}
