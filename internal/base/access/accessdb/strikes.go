package accessdb

import (
	"database/sql"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Strikes returns the failed attempts counted for something.
func (Store) Strikes(q store.Queryer, node int64, of, token string) (access.Strikes, error) {
	rows, err := q.Query(`
		SELECT strikes, last_ms FROM access_throttle WHERE node = $1 AND subject = $2 AND token = $3`, node, of, token)
	s, _, err := one(rows, err, func(r *sql.Rows) (s access.Strikes, err error) { return s, r.Scan(&s.Count, &s.LastMs) })
	return s, err
}

// PutStrikes sets them.
func (Store) PutStrikes(tx *store.Tx, node int64, of, token string, s access.Strikes) error {
	_, err := tx.Exec(`
		INSERT INTO access_throttle (node, subject, token, strikes, last_ms) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (node, subject, token) DO UPDATE SET strikes = excluded.strikes, last_ms = excluded.last_ms`,
		node, of, token, s.Count, s.LastMs)
	return err
}

// DropStrikes forgets them.
func (Store) DropStrikes(tx *store.Tx, node int64, of, token string) error {
	_, err := tx.Exec(`DELETE FROM access_throttle WHERE node = $1 AND subject = $2 AND token = $3`, node, of, token)
	return err
}

// PruneStrikes forgets all whose last was before an instant.
func (Store) PruneStrikes(tx *store.Tx, node, beforeMs int64) error {
	_, err := tx.Exec(`DELETE FROM access_throttle WHERE node = $1 AND last_ms < $2`, node, beforeMs)
	return err
}
