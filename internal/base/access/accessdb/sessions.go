package accessdb

import (
	"database/sql"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Session returns the session of a token's hash.
func (Store) Session(q store.Queryer, node int64, hash string) (access.Session, bool, error) {
	rows, err := q.Query(`
		SELECT token, account, data, made_ms, seen_ms, expires_ms
		FROM access_session WHERE node = $1 AND token = $2`, node, hash)
	return one(rows, err, scanSession)
}

// SessionsOf lists the sessions of an account, the latest first.
func (Store) SessionsOf(q store.Queryer, node int64, account string) ([]access.Session, error) {
	rows, err := q.Query(`
		SELECT token, account, data, made_ms, seen_ms, expires_ms
		FROM access_session WHERE node = $1 AND account = $2 ORDER BY made_ms DESC, token`, node, account)
	return store.All(rows, err, scanSession)
}

func scanSession(r *sql.Rows) (s access.Session, err error) {
	return s, r.Scan(&s.Hash, &s.Account, &s.Data, &s.MadeMs, &s.SeenMs, &s.ExpiresMs)
}

// PutSession adds a session, or changes what it holds.
func (Store) PutSession(tx *store.Tx, node int64, s access.Session) error {
	_, err := tx.Exec(`
		INSERT INTO access_session (node, token, account, data, made_ms, seen_ms, expires_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (node, token) DO UPDATE SET account = excluded.account, data = excluded.data, seen_ms = excluded.seen_ms`,
		node, s.Hash, s.Account, s.Data, s.MadeMs, s.SeenMs, s.ExpiresMs)
	return err
}

// TouchSession notes when a session was last used.
func (Store) TouchSession(tx *store.Tx, node int64, hash string, seenMs int64) error {
	_, err := tx.Exec(`UPDATE access_session SET seen_ms = $1 WHERE node = $2 AND token = $3`, seenMs, node, hash)
	return err
}

// DropSession ends a session.
func (Store) DropSession(tx *store.Tx, node int64, hash string) error {
	_, err := tx.Exec(`DELETE FROM access_session WHERE node = $1 AND token = $2`, node, hash)
	return err
}

// DropSessions ends the sessions of an account but for one; an empty keep spares none.
func (Store) DropSessions(tx *store.Tx, node int64, account, keep string) error {
	_, err := tx.Exec(`DELETE FROM access_session WHERE node = $1 AND account = $2 AND token <> $3`, node, account, keep)
	return err
}

// PruneSessions deletes those that have ended by themselves.
func (Store) PruneSessions(tx *store.Tx, node, expiredMs int64) error {
	_, err := tx.Exec(`DELETE FROM access_session WHERE node = $1 AND expires_ms <= $2`, node, expiredMs)
	return err
}
