package evidencedb

import (
	"database/sql"

	"mihe/internal/base/store"
)

// recordPage is how many records are read at a time: no other statement may run while rows are open.
const recordPage = 500

// record is a row of evidence_record.
type record struct {
	seq  int64
	kind string
	body []byte
}

// Record returns the exact bytes of a record.
func (Store) Record(q store.Queryer, node int64, id string) (body []byte, ok bool, err error) {
	ok, err = found(q.QueryRow(`SELECT body FROM evidence_record WHERE node = $1 AND id = $2`, node, id).Scan(&body))
	return body, ok, err
}

// Records calls each with the records in the order of the ledger.
func (Store) Records(q store.Queryer, node int64, each func(seq int64, kind string, body []byte) error) error {
	for last := int64(0); ; {
		rows, err := q.Query(`
			SELECT seq, kind, body FROM evidence_record
			WHERE node = $1 AND seq > $2 ORDER BY seq LIMIT $3`, node, last, recordPage)
		page, err := store.All(rows, err, func(r *sql.Rows) (x record, err error) { return x, r.Scan(&x.seq, &x.kind, &x.body) })
		if err != nil || len(page) == 0 {
			return err
		}
		for _, x := range page {
			if err := each(x.seq, x.kind, x.body); err != nil {
				return err
			}
		}
		last = page[len(page)-1].seq
	}
}

// Clear removes what is computed from the records.
func (Store) Clear(tx *store.Tx, node int64) error {
	for _, statement := range []string{
		`DELETE FROM evidence_statement WHERE node = $1`, `DELETE FROM evidence_suspicion WHERE node = $1`, `DELETE FROM evidence_means WHERE node = $1`,
		`DELETE FROM evidence_refusal WHERE node = $1`, `DELETE FROM evidence_file WHERE node = $1`,
	} {
		if _, err := tx.Exec(statement, node); err != nil {
			return err
		}
	}
	return nil
}
