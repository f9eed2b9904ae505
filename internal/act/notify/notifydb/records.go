package notifydb

import (
	"database/sql"

	"mihe/internal/base/store"
)

// Events returns the recorded events of a message in ledger order.
func (Store) Events(q store.Queryer, node int64, id string) ([][]byte, error) {
	rows, err := q.Query(`
		SELECT r.body FROM notify_step s JOIN notify_record r ON r.node = s.node AND r.seq = s.seq
		WHERE s.node = $1 AND s.message = $2 ORDER BY s.seq`, node, id)
	return store.All(rows, err, func(r *sql.Rows) (body []byte, err error) { return body, r.Scan(&body) })
}

// recordPage is how many records are read at a time: no other statement may run while rows are open.
const recordPage = 1000

// record is a row of notify_record.
type record struct {
	seq  int64
	body []byte
}

// Records calls each for every record in ledger order.
func (Store) Records(q store.Queryer, node int64, each func(seq int64, body []byte) error) error {
	for last := int64(0); ; {
		rows, err := q.Query(`
			SELECT seq, body FROM notify_record WHERE node = $1 AND seq > $2 ORDER BY seq LIMIT $3`, node, last, recordPage)
		page, err := store.All(rows, err, func(r *sql.Rows) (x record, err error) { return x, r.Scan(&x.seq, &x.body) })
		if err != nil || len(page) == 0 {
			return err
		}
		for _, x := range page {
			if err := each(x.seq, x.body); err != nil {
				return err
			}
		}
		last = page[len(page)-1].seq
	}
}

// Clear empties the read models.
func (Store) Clear(tx *store.Tx, node int64) error {
	if _, err := tx.Exec(`DELETE FROM notify_step WHERE node = $1`, node); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM notify_message WHERE node = $1`, node)
	return err
}
