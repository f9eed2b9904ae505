package bookingdb

import (
	"database/sql"

	"mihe/internal/base/store"
)

// recordPage is how many records are read at a time: no other statement may run while rows are open.
const recordPage = 1000

// record is a row of booking_record.
type record struct {
	seq  int64
	body []byte
}

// Records calls each for every record in ledger order.
func (Store) Records(q store.Queryer, node int64, each func(seq int64, body []byte) error) error {
	for last := int64(0); ; {
		rows, err := q.Query(`SELECT seq, body FROM booking_record WHERE node = $1 AND seq > $2 ORDER BY seq LIMIT $3`, node, last, recordPage)
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
	for _, statement := range []string{
		`DELETE FROM booking_pool WHERE node = $1`, `DELETE FROM booking_hold WHERE node = $1`, `DELETE FROM booking_wait WHERE node = $1`,
		`DELETE FROM booking_slot WHERE node = $1`, `DELETE FROM booking_loan WHERE node = $1`, `DELETE FROM booking_feed WHERE node = $1`,
	} {
		if _, err := tx.Exec(statement, node); err != nil {
			return err
		}
	}
	return nil
}
