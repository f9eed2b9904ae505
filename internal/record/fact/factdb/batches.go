package factdb

import (
	"database/sql"
	"errors"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// Batches returns what was published, the last first.
func (Store) Batches(q store.Queryer, node int64) ([]fact.Batch, error) {
	rows, err := q.Query(`
		SELECT batch, seq, name, sha256, actor, published_ms, cells, region, record
		FROM fact_batch WHERE node = $1 ORDER BY seq DESC`, node)
	return store.All(rows, err, func(r *sql.Rows) (b fact.Batch, err error) {
		var at string
		err = r.Scan(&b.Number, &b.Order, &b.Name, &b.SHA256, &b.Actor, &b.AtMs, &b.Rows, &at, &b.Record)
		b.Region, _ = region.ParseKey(at) // a batch of an older release has none
		return b, err
	})
}

// Record returns the bytes of a record; ledgerdb writes them.
func (Store) Record(q store.Queryer, node int64, id string) ([]byte, error) {
	var body string
	err := q.QueryRow(`SELECT body FROM fact_record WHERE node = $1 AND id = $2`, node, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []byte(body), err
}

// Records lists the records of a kind in the order of the ledger.
func (Store) Records(q store.Queryer, node int64, kind string) ([]string, error) {
	rows, err := q.Query(`SELECT id FROM fact_record WHERE node = $1 AND kind = $2 ORDER BY seq`, node, kind)
	return store.All(rows, err, func(r *sql.Rows) (id string, err error) { return id, r.Scan(&id) })
}
