package deliverydb

import (
	"database/sql"

	"mihe/internal/base/store"
)

// recordPage is how many records are read at a time: no other statement may run while rows are open.
const recordPage = 1000

// record is a row of delivery_record.
type record struct {
	seq  int64
	body []byte
}

// Records calls each for every record in ledger order.
func (Store) Records(q store.Queryer, node int64, each func(seq int64, body []byte) error) error {
	for last := int64(0); ; {
		rows, err := q.Query(`
			SELECT seq, body FROM delivery_record WHERE node = $1 AND seq > $2 ORDER BY seq LIMIT $3`, node, last, recordPage)
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
		`DELETE FROM delivery_plan WHERE node = $1`, `DELETE FROM delivery_visit WHERE node = $1`, `DELETE FROM delivery_turn WHERE node = $1`,
		`DELETE FROM delivery_move WHERE node = $1`, `DELETE FROM delivery_settlement WHERE node = $1`, `DELETE FROM delivery_line WHERE node = $1`,
		`DELETE FROM delivery_account WHERE node = $1`, `DELETE FROM delivery_audit WHERE node = $1`, `DELETE FROM delivery_check WHERE node = $1`,
		`DELETE FROM delivery_answer WHERE node = $1`, `DELETE FROM delivery_proposal WHERE node = $1`,
	} {
		if _, err := tx.Exec(statement, node); err != nil {
			return err
		}
	}
	return nil
}
