package feedbackdb

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"mihe/internal/act/feedback"
	"mihe/internal/base/store"
)

// orders is what every list of orders begins with: the record, and who it was handed to since.
const orders = `
	SELECT r.body, o.provider FROM feedback_order o JOIN feedback_record r ON r.node = o.node AND r.seq = o.seq
	WHERE o.node = $1 AND `

func scanOrder(r scanner) (o feedback.Order, err error) {
	var body []byte
	var provider string
	if err := r.Scan(&body, &provider); err != nil {
		return o, err
	}
	err = json.Unmarshal(body, &o)
	o.Provider = provider
	return o, err
}

func list(q store.Queryer, where string, args ...any) ([]feedback.Order, error) {
	rows, err := q.Query(orders+where, args...)
	return store.All(rows, err, func(r *sql.Rows) (feedback.Order, error) { return scanOrder(r) })
}

// Order returns the order of a case.
func (Store) Order(q store.Queryer, node int64, id string) (feedback.Order, bool, error) {
	o, err := scanOrder(q.QueryRow(orders+`o.case_id = $2`, node, id))
	ok, err := found(err)
	return o, ok, err
}

// ByNumber returns the order with a number of the hotline.
func (Store) ByNumber(q store.Queryer, node int64, number string) (feedback.Order, bool, error) {
	o, err := scanOrder(q.QueryRow(orders+`o.number = $2 AND o.number <> ''`, node, number))
	ok, err := found(err)
	return o, ok, err
}

// Numbered lists the orders that have a number of the hotline, in its order, after one.
func (Store) Numbered(q store.Queryer, node int64, after string, limit int) ([]feedback.Order, error) {
	return list(q, `o.number > $2 AND o.number <> '' ORDER BY o.number LIMIT $3`, node, after, limit)
}

// OrdersOf lists those of a person, the oldest first.
func (Store) OrdersOf(q store.Queryer, node int64, person string) ([]feedback.Order, error) {
	return list(q, `o.person = $2 ORDER BY o.seq`, node, person)
}

// OrdersFor lists those that were handed to a provider, the newest first.
func (Store) OrdersFor(q store.Queryer, node int64, provider string, limit int) ([]feedback.Order, error) {
	return list(q, `o.provider = $2 AND o.handed = 1 ORDER BY o.seq DESC LIMIT $3`, node, provider, limit)
}

// OrdersAbout lists those about an item, the oldest first.
func (Store) OrdersAbout(q store.Queryer, node int64, a feedback.About) ([]feedback.Order, error) {
	return list(q, `o.about_kind = $2 AND o.about_id = $3 ORDER BY o.seq`, node, a.Kind, a.ID)
}

// AddOrder adds an order.
func (Store) AddOrder(tx *store.Tx, node int64, o feedback.Order, seq int64) error {
	_, err := tx.Exec(`
		INSERT INTO feedback_order (node, case_id, number, person, provider, handed, about_kind, about_id, received_on, seq)
		VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9)`,
		node, o.Case, o.Number, o.Person, o.Provider, o.About.Kind, o.About.ID, o.ReceivedOn, seq)
	return err
}

// AddNote adds a note, and says to whom an order was handed.
func (Store) AddNote(tx *store.Tx, node int64, n feedback.Note, seq int64) error {
	_, err := tx.Exec(`INSERT INTO feedback_note (node, case_id, seq) VALUES ($1, $2, $3)`, node, n.Case, seq)
	if err == nil && n.Sort == feedback.Forwarded {
		_, err = tx.Exec(`UPDATE feedback_order SET provider = $1, handed = 1 WHERE node = $2 AND case_id = $3`, n.Provider, node, n.Case)
	}
	return err
}

// Notes lists what was recorded of an order after it, in the order of the ledger.
func (Store) Notes(q store.Queryer, node int64, id string) ([]feedback.Note, error) {
	rows, err := q.Query(`
		SELECT r.body FROM feedback_note n JOIN feedback_record r ON r.node = n.node AND r.seq = n.seq
		WHERE n.node = $1 AND n.case_id = $2 ORDER BY n.seq`, node, id)
	return store.All(rows, err, func(r *sql.Rows) (n feedback.Note, err error) {
		var body []byte
		if err := r.Scan(&body); err != nil {
			return n, err
		}
		return n, json.Unmarshal(body, &n)
	})
}

// AddTokens adds what an order is compared by.
func (Store) AddTokens(tx *store.Tx, node int64, id string, tokens []string) error {
	for _, t := range tokens {
		if _, err := tx.Exec(`INSERT INTO feedback_token (node, token, case_id) VALUES ($1, $2, $3)`, node, t, id); err != nil {
			return err
		}
	}
	return nil
}

// DropTokens removes those of the orders of a person.
func (Store) DropTokens(tx *store.Tx, node int64, person string) error {
	_, err := tx.Exec(`
		DELETE FROM feedback_token WHERE node = $1 AND case_id IN (SELECT case_id FROM feedback_order WHERE node = $2 AND person = $3)`,
		node, node, person)
	return err
}

// Alike counts for each order received since a day how many of some tokens it has.
func (Store) Alike(q store.Queryer, node int64, tokens []string, since string) (map[string]int, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	args, places := []any{node, since}, make([]string, len(tokens))
	for i, t := range tokens {
		args = append(args, t)
		places[i] = fmt.Sprintf("$%d", i+3)
	}
	counts := map[string]int{}
	rows, err := q.Query(`
		SELECT t.case_id, COUNT(*) FROM feedback_order o JOIN feedback_token t ON t.node = o.node AND t.case_id = o.case_id
		WHERE o.node = $1 AND o.received_on >= $2 AND t.token IN (`+strings.Join(places, ", ")+`) GROUP BY t.case_id`, args...)
	_, err = store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var id string
		var n int
		if err := r.Scan(&id, &n); err != nil {
			return none, err
		}
		counts[id] = n
		return none, nil
	})
	return counts, err
}
