// Package keyringtest gives a test the keys of a node, in a keyring of its own. It serves the tests of every room that
// seals what it knows of a person; programs use keyring.Open.
package keyringtest

import (
	"context"
	"path/filepath"
	"testing"

	"mihe/internal/base/keyring"
)

// Keys returns the prepared keys of a node, in a file that goes away with the test.
func Keys(t testing.TB, node int64) *keyring.Keys {
	t.Helper()
	ring, err := keyring.Open(context.Background(), filepath.Join(t.TempDir(), "keyring.db"))
	if err != nil {
		t.Fatalf("open keyring: %v", err)
	}
	t.Cleanup(func() {
		if err := ring.Close(); err != nil {
			t.Errorf("close keyring: %v", err)
		}
	})
	keys := ring.For(node)
	if err := keys.Prepare(context.Background()); err != nil {
		t.Fatalf("prepare keys: %v", err)
	}
	return keys
}
