package partydb

import (
	"database/sql"

	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// NextBatch begins a batch and returns its number.
func (Store) NextBatch(tx *store.Tx, node int64, name, actor string, atMs int64) (batch int64, err error) {
	if err := tx.QueryRow(`SELECT COALESCE(MAX(batch), 0) + 1 FROM party_load WHERE node = $1`, node).Scan(&batch); err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO party_load (node, batch, begun_ms, actor, name) VALUES ($1, $2, $3, $4, $5)`,
		node, batch, atMs, actor, name)
	return batch, err
}

// AddPerson adds a version.
func (Store) AddPerson(tx *store.Tx, node int64, p party.Person) error {
	_, err := tx.Exec(`
		INSERT INTO party_person (node, person, batch, household, region, cohort, names, facts)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		node, p.ID, p.Batch, p.Household, p.Region.String(), p.Cohort, p.Names, p.Facts)
	return err
}

// AddHousehold adds a version.
func (Store) AddHousehold(tx *store.Tx, node int64, h party.Household) error {
	_, err := tx.Exec(`
		INSERT INTO party_household (node, household, batch, region, kind, residence) VALUES ($1, $2, $3, $4, $5, $6)`,
		node, h.ID, h.Batch, h.Region.String(), h.Kind, h.Residence)
	return err
}

// AddToken adds what finds a person or a household.
func (Store) AddToken(tx *store.Tx, node int64, purpose, token, of string, batch int64) error {
	_, err := tx.Exec(`
		INSERT INTO party_token (node, purpose, token, of, batch) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (node, purpose, token, of, batch) DO NOTHING`, node, purpose, token, of, batch)
	return err
}

// Publish makes a batch visible.
func (Store) Publish(tx *store.Tx, node int64, b party.Batch) error {
	_, err := tx.Exec(`
		INSERT INTO party_batch (node, batch, seq, name, sha256, as_on, persons, households, actor, at_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		node, b.Number, b.Seq, b.Name, b.SHA256, b.AsOn, b.Persons, b.Households, b.Actor, b.AtMs)
	return err
}

// Newest is the number of the ledger entry of the last file that became visible.
func (Store) Newest(q store.Queryer, node int64) (seq int64, err error) {
	err = q.QueryRow(`SELECT COALESCE(MAX(seq), 0) FROM party_batch WHERE node = $1 AND sha256 <> ''`, node).Scan(&seq)
	return seq, err
}

// Batch returns the newest visible batch of a file.
func (Store) Batch(q store.Queryer, node int64, sha256 string) (b party.Batch, found bool, err error) {
	rows, err := q.Query(`
		SELECT batch, seq, name, sha256, as_on, persons, households, actor, at_ms FROM party_batch
		WHERE node = $1 AND sha256 = $2 ORDER BY batch DESC LIMIT 1`, node, sha256)
	list, err := store.All(rows, err, scanBatch)
	if err != nil || len(list) == 0 {
		return b, false, err
	}
	return list[0], true, nil
}

// BatchesBy returns the visible batches that came as files from an account, the newest first.
func (Store) BatchesBy(q store.Queryer, node int64, actor string, limit int) ([]party.Batch, error) {
	rows, err := q.Query(`
		SELECT batch, seq, name, sha256, as_on, persons, households, actor, at_ms FROM party_batch
		WHERE node = $1 AND actor = $2 AND sha256 <> '' ORDER BY batch DESC LIMIT $3`, node, actor, limit)
	return store.All(rows, err, scanBatch)
}

func scanBatch(r *sql.Rows) (b party.Batch, err error) {
	return b, r.Scan(&b.Number, &b.Seq, &b.Name, &b.SHA256, &b.AsOn, &b.Persons, &b.Households, &b.Actor, &b.AtMs)
}

// Abandon removes up to limit persons and as many households of a batch that is not visible, each with its tokens; more
// tells that it must be called again.
func (Store) Abandon(tx *store.Tx, node, batch int64, limit int) (more bool, err error) {
	for _, statement := range []string{
		`DELETE FROM party_token WHERE node = $1 AND batch = $2 AND NOT EXISTS (SELECT 1 FROM party_batch b WHERE b.node = $1 AND b.batch = $2)
			AND of IN (SELECT person FROM party_person WHERE node = $1 AND batch = $2 ORDER BY person LIMIT $3)`,
		`DELETE FROM party_token WHERE node = $1 AND batch = $2 AND NOT EXISTS (SELECT 1 FROM party_batch b WHERE b.node = $1 AND b.batch = $2)
			AND of IN (SELECT household FROM party_household WHERE node = $1 AND batch = $2 ORDER BY household LIMIT $3)`,
	} {
		if _, err := tx.Exec(statement, node, batch, limit); err != nil {
			return false, err
		}
	}
	for _, statement := range []string{
		`DELETE FROM party_person WHERE node = $1 AND batch = $2 AND NOT EXISTS (SELECT 1 FROM party_batch b WHERE b.node = $1 AND b.batch = $2)
			AND person IN (SELECT person FROM party_person WHERE node = $1 AND batch = $2 ORDER BY person LIMIT $3)`,
		`DELETE FROM party_household WHERE node = $1 AND batch = $2 AND NOT EXISTS (SELECT 1 FROM party_batch b WHERE b.node = $1 AND b.batch = $2)
			AND household IN (SELECT household FROM party_household WHERE node = $1 AND batch = $2 ORDER BY household LIMIT $3)`,
	} {
		done, err := tx.Exec(statement, node, batch, limit)
		if err != nil {
			return false, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return false, err
		}
		more = more || n >= int64(limit)
	}
	return more, nil
}
