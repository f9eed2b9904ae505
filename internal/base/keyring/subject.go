package keyring

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// keySize is that of AES-256, and of the key for tokens.
const keySize = 32

func newSecret() string {
	b := make([]byte, keySize)
	_, _ = rand.Read(b) // never fails: the program would have ended
	return hex.EncodeToString(b)
}

// Create makes the key of a person. Where there is one it stays; an erased person gets none.
func (k *Keys) Create(ctx context.Context, subject string) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := k.nodeSecret(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`
			INSERT INTO keyring_subject (node, subject, secret) VALUES ($1, $2, $3)
			ON CONFLICT (node, subject) DO NOTHING`, k.node, subject, newSecret())
		if err != nil {
			return err
		}
		_, err = k.secret(tx, subject)
		return err
	})
}

// Erase destroys the key of a person and leaves a tombstone, so that nobody is given a new key under the old name. When
// it returns nil, the key's bytes stand in no file of the keyring any more; the backup must be replaced after it.
func (k *Keys) Erase(ctx context.Context, subject string) error {
	err := k.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := k.nodeSecret(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`
			INSERT INTO keyring_subject (node, subject, secret) VALUES ($1, $2, '')
			ON CONFLICT (node, subject) DO UPDATE SET secret = ''`, k.node, subject)
		return err
	})
	if err != nil {
		return err
	}
	return k.db.Tidy(ctx)
}

// Erased lists the persons who were erased, in order.
func (k *Keys) Erased(ctx context.Context) (subjects []string, err error) {
	err = k.db.Read(ctx, func(q store.Queryer) (err error) {
		rows, err := q.Query(`SELECT subject FROM keyring_subject WHERE node = $1 AND secret = '' ORDER BY subject`, k.node)
		subjects, err = store.All(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
		return err
	})
	return subjects, err
}

// secret returns a person's key. Erased and never there are one and the same: NotFound.
func (k *Keys) secret(q store.Queryer, subject string) (text string, err error) {
	err = q.QueryRow(`SELECT secret FROM keyring_subject WHERE node = $1 AND subject = $2`, k.node, subject).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		if _, err := k.nodeSecret(q); err != nil {
			return "", err // not one person is missing but the keyring
		}
		err = nil
	}
	if err == nil && text == "" {
		err = fault.New(fault.NotFound, "keyring.erased")
	}
	return text, err
}
