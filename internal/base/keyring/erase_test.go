package keyring_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/store"
)

func open(t *testing.T, path string) *keyring.Ring {
	t.Helper()
	ring, err := keyring.Open(context.Background(), path)
	if err != nil {
		t.Fatalf("open keyring: %v", err)
	}
	t.Cleanup(func() { _ = ring.Close() }) // some tests have closed it already
	return ring
}

// prepared returns the keys of a node with some persons, and the folder the keyring alone is in.
func prepared(t *testing.T, persons int) (ring *keyring.Ring, keys *keyring.Keys, folder string) {
	t.Helper()
	folder = t.TempDir()
	ring = open(t, filepath.Join(folder, "keyring.db"))
	keys = ring.For(1)
	if err := keys.Prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	for i := range persons {
		// In no order, so that pages are split in the middle, which is where stale copies could stay.
		if err := keys.Create(context.Background(), person(i*7919%persons)); err != nil {
			t.Fatal(err)
		}
	}
	return ring, keys, folder
}

func person(i int) string { return fmt.Sprintf("person_%06d", i) }

// hits counts the secrets that stand in any file of a folder, as text or as bytes.
func hits(t *testing.T, folder string, secrets []string) (n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files of %s: %v, %v", folder, files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range secrets {
			b, err := hex.DecodeString(s)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(raw, []byte(s)) || bytes.Contains(raw, []byte(strings.ToUpper(s))) || bytes.Contains(raw, b) {
				n++
			}
		}
	}
	return n
}

func TestNoFileHoldsTheKeyOfAnErasedPerson(t *testing.T) {
	ctx := context.Background()
	ring, keys, folder := prepared(t, 600)
	backup := filepath.Join(folder, "keyring.backup")
	if err := ring.Backup(ctx, backup); err != nil {
		t.Fatal(err)
	}
	var secrets []string
	for i := range 200 {
		secrets = append(secrets, keyring.SecretOf(t, keys, person(3*i)))
	}
	if n := hits(t, folder, secrets); n < len(secrets) {
		t.Fatalf("the search finds %d of %d keys that are there: it would find nothing", n, len(secrets))
	}
	for i := range 200 {
		if err := keys.Erase(ctx, person(3*i)); err != nil {
			t.Fatal(err)
		}
	}
	if n := hits(t, folder, secrets); n != len(secrets) {
		t.Errorf("%d keys stand in the old backup, want all %d: they are why it has to be replaced", n, len(secrets))
	}
	if err := ring.Backup(ctx, backup); err != nil {
		t.Fatal(err)
	}
	if n := hits(t, folder, secrets); n != 0 {
		t.Errorf("%d keys of erased persons are still in a file", n)
	}
	erased, err := keys.Erased(ctx)
	if err != nil || len(erased) != 200 || erased[1] != person(3) {
		t.Errorf("Erased = %d persons, second %v, %v", len(erased), erased[:min(2, len(erased))], err)
	}
}

// Without emptying the log the key stays in a file: this is what Tidy is for.
func TestDeletingAloneLeavesTheKeyInAFile(t *testing.T) {
	_, keys, folder := prepared(t, 20)
	secret := keyring.SecretOf(t, keys, person(3))
	keyring.Write(t, keys, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE keyring_subject SET secret = '' WHERE node = 1 AND subject = $1`, person(3))
		return err
	})
	if n := hits(t, folder, []string{secret}); n == 0 {
		t.Error("the key has left every file without Tidy: the test above proves nothing")
	}
}

func TestErasedAndUnknownLookTheSame(t *testing.T) {
	ctx := context.Background()
	_, keys, _ := prepared(t, 3)
	sealed, err := keys.Seal(ctx, person(1), "account.name", []byte("user-a"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // erasing twice is harmless
		if err := keys.Erase(ctx, person(1)); err != nil {
			t.Fatal(err)
		}
	}
	var texts []string
	for _, subject := range []string{person(1), "person_unknown"} {
		_, opened := keys.Unseal(ctx, subject, "account.name", sealed)
		_, garbage := keys.Unseal(ctx, subject, "account.name", "garbage")
		_, closed := keys.Seal(ctx, subject, "account.name", []byte("user-a"))
		for _, err := range []error{opened, garbage, closed} {
			want(t, subject, err, fault.NotFound, "keyring.erased")
			texts = append(texts, err.Error())
		}
	}
	for _, s := range texts {
		if s != texts[0] {
			t.Errorf("a reader can tell %q from %q", s, texts[0])
		}
	}
	want(t, "a new key under an erased name", keys.Create(ctx, person(1)), fault.NotFound, "keyring.erased")
	if err := keys.Create(ctx, person(2)); err != nil {
		t.Errorf("creating again: %v, want the key to stay", err)
	}
}

func want(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("%s: %v, want %v with key %s", what, err, kind, key)
	}
}
