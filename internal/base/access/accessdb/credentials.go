package accessdb

import (
	"database/sql"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Password returns how an account's password is kept, if it has one.
func (Store) Password(q store.Queryer, node int64, account string) (access.Password, bool, error) {
	rows, err := q.Query(`SELECT hash, set_ms, once FROM access_password WHERE node = $1 AND account = $2`, node, account)
	return one(rows, err, func(r *sql.Rows) (p access.Password, err error) {
		var once int64
		err = r.Scan(&p.Hash, &p.SetMs, &once)
		p.Once = once == 1
		return p, err
	})
}

// Waiting returns the hash of a password that nobody has confirmed.
func (Store) Waiting(q store.Queryer, node int64, account string) (string, bool, error) {
	rows, err := q.Query(`SELECT hash FROM access_waiting WHERE node = $1 AND account = $2`, node, account)
	return one(rows, err, func(r *sql.Rows) (hash string, err error) { return hash, r.Scan(&hash) })
}

// PutWaiting keeps it until somebody has.
func (Store) PutWaiting(tx *store.Tx, node int64, account, hash string) error {
	_, err := tx.Exec(`
		INSERT INTO access_waiting (node, account, hash) VALUES ($1, $2, $3)
		ON CONFLICT (node, account) DO UPDATE SET hash = excluded.hash`, node, account, hash)
	return err
}

// PutPassword sets the password, and forgets one that waits.
func (Store) PutPassword(tx *store.Tx, node int64, account string, p access.Password) error {
	if _, err := tx.Exec(`DELETE FROM access_waiting WHERE node = $1 AND account = $2`, node, account); err != nil {
		return err
	}
	_, err := tx.Exec(`
		INSERT INTO access_password (node, account, hash, set_ms, once) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (node, account) DO UPDATE SET hash = excluded.hash, set_ms = excluded.set_ms, once = excluded.once`,
		node, account, p.Hash, p.SetMs, store.Flag(p.Once))
	return err
}

// Factor returns an account's second factor; the zero Factor is none.
func (Store) Factor(q store.Queryer, node int64, account string) (access.Factor, error) {
	rows, err := q.Query(`SELECT secret, step, pending FROM access_factor WHERE node = $1 AND account = $2`, node, account)
	f, _, err := one(rows, err, func(r *sql.Rows) (f access.Factor, err error) { return f, r.Scan(&f.Secret, &f.Step, &f.Pending) })
	return f, err
}

// PutFactor sets it.
func (Store) PutFactor(tx *store.Tx, node int64, account string, f access.Factor) error {
	_, err := tx.Exec(`
		INSERT INTO access_factor (node, account, secret, step, pending) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (node, account) DO UPDATE SET secret = excluded.secret, step = excluded.step, pending = excluded.pending`,
		node, account, f.Secret, f.Step, f.Pending)
	return err
}

// DropFactor takes the second factor away, with its recovery codes.
func (Store) DropFactor(tx *store.Tx, node int64, account string) error {
	if _, err := tx.Exec(`DELETE FROM access_recovery WHERE node = $1 AND account = $2`, node, account); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM access_factor WHERE node = $1 AND account = $2`, node, account)
	return err
}

// PutRecovery sets an account's recovery codes instead of those before.
func (Store) PutRecovery(tx *store.Tx, node int64, account string, hashes []string) error {
	if _, err := tx.Exec(`DELETE FROM access_recovery WHERE node = $1 AND account = $2`, node, account); err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := tx.Exec(`INSERT INTO access_recovery (node, account, hash) VALUES ($1, $2, $3)`, node, account, h); err != nil {
			return err
		}
	}
	return nil
}

// UseRecovery spends a recovery code and tells whether it was there.
func (Store) UseRecovery(tx *store.Tx, node int64, account, hash string) (bool, error) {
	done, err := tx.Exec(`DELETE FROM access_recovery WHERE node = $1 AND account = $2 AND hash = $3`, node, account, hash)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// CountRecovery is how many recovery codes are left.
func (Store) CountRecovery(q store.Queryer, node int64, account string) (n int, err error) {
	err = q.QueryRow(`SELECT count(hash) FROM access_recovery WHERE node = $1 AND account = $2`, node, account).Scan(&n)
	return n, err
}

// DropCredentials deletes password, second factor and recovery codes.
func (s Store) DropCredentials(tx *store.Tx, node int64, account string) error {
	for _, statement := range []string{
		`DELETE FROM access_password WHERE node = $1 AND account = $2`,
		`DELETE FROM access_waiting WHERE node = $1 AND account = $2`,
	} {
		if _, err := tx.Exec(statement, node, account); err != nil {
			return err
		}
	}
	return s.DropFactor(tx, node, account)
}
