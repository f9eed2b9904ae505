package keyring

import (
	"context"
	"testing"

	"mihe/internal/base/store"
)

// SecretOf returns a person's key as it is stored, for the search for it.
func SecretOf(t *testing.T, k *Keys, subject string) (text string) {
	t.Helper()
	err := k.db.Read(context.Background(), func(q store.Queryer) (err error) {
		text, err = k.secret(q, subject)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Write changes the keyring behind the package's back.
func Write(t *testing.T, k *Keys, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := k.db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// SignWith signs with a given secret.
func SignWith(algorithm string, secret, message []byte) ([]byte, error) {
	return sign(algorithm, secret, message)
}

// Secrets counts the secrets of signing keys.
func Secrets(t *testing.T, k *Keys) (n int) {
	t.Helper()
	err := k.db.Read(context.Background(), func(q store.Queryer) error {
		return q.QueryRow(`SELECT count(*) FROM keyring_signing WHERE secret <> ''`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
