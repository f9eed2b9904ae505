package keyring_test

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/store"
)

func TestSealedTextsOpenOnlyWhereTheyBelong(t *testing.T) {
	ctx := context.Background()
	ring, keys, _ := prepared(t, 2)
	other := ring.For(2)
	if err := other.Prepare(ctx); err != nil {
		t.Fatal(err)
	}
	if err := other.Create(ctx, person(0)); err != nil {
		t.Fatal(err)
	}
	sealed, err := keys.Seal(ctx, person(0), "account.name", []byte("user-a"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := keys.Unseal(ctx, person(0), "account.name", sealed); err != nil || string(plain) != "user-a" {
		t.Errorf("Unseal = %q, %v, want user-a", plain, err)
	}
	if again, err := keys.Seal(ctx, person(0), "account.name", []byte("user-a")); err != nil || again == sealed {
		t.Errorf("the same text sealed twice looks the same (%v): whoever sees both learns something", err)
	}
	// The other node's person is given the very same key, so that only what the text is bound to can tell them apart.
	secret := keyring.SecretOf(t, keys, person(0))
	for _, k := range []*keyring.Keys{keys, other} {
		keyring.Write(t, k, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE keyring_subject SET secret = $1`, secret)
			return err
		})
	}
	_, err = keys.Unseal(ctx, person(1), "account.name", sealed)
	want(t, "another person", err, fault.Internal, "keyring.damaged")
	_, err = keys.Unseal(ctx, person(0), "account.phone", sealed)
	want(t, "another field", err, fault.Internal, "keyring.damaged")
	_, err = other.Unseal(ctx, person(0), "account.name", sealed)
	want(t, "another node", err, fault.Internal, "keyring.damaged")
}

func TestEveryDamageToASealedTextIsSeen(t *testing.T) {
	ctx := context.Background()
	_, keys, _ := prepared(t, 1)
	sealed, err := keys.Seal(ctx, person(0), "account.name", []byte("user-a"))
	if err != nil {
		t.Fatal(err)
	}
	damaged := []string{"", "A256GCM.", sealed + "A", strings.TrimPrefix(sealed, "A256GCM."), "A128GCM" + sealed[7:]}
	for i := range sealed {
		damaged = append(damaged, sealed[:i], sealed[:i]+string(sealed[i]^1)+sealed[i+1:])
	}
	for _, text := range damaged {
		plain, err := keys.Unseal(ctx, person(0), "account.name", text)
		if f, ok := fault.As(err); !ok || f.Key != "keyring.damaged" || f.Kind != fault.Internal || plain != nil {
			t.Errorf("Unseal(%q) = %q, %v, want damaged", text, plain, err)
		}
	}
}

// The expected value comes from Python: hmac.new(bytes(range(32)), frame, "sha256"), frame being
// 0000000d "account.phone" 0000000b "13800000000".
func TestTokens(t *testing.T) {
	ctx := context.Background()
	keys := keyringtest.Keys(t, 1)
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i)
	}
	keyring.Write(t, keys, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE keyring_node SET secret = $1`, hex.EncodeToString(secret))
		return err
	})
	got, err := keys.Token(ctx, "account.phone", "13800000000")
	if err != nil || got != "f0e819220b7832d4aeba8a81d9a6b7f226581ba6a6a9fab6b09335932d55e8ca" {
		t.Errorf("Token = %s, %v", got, err)
	}
	others := []string{got}
	for _, pair := range [][2]string{{"account.phone1", "3800000000"}, {"account.name", "13800000000"}, {"account.phone", "13800000001"}} {
		token, err := keys.Token(ctx, pair[0], pair[1])
		if err != nil || slices.Contains(others, token) {
			t.Errorf("Token(%q, %q) = %s, %v, want one of its own", pair[0], pair[1], token, err)
		}
		others = append(others, token)
	}
}

// R24: with the keyring gone, nothing may be decided as if it were there, and no key is made over the old persons.
func TestAMissingKeyringStaysMissing(t *testing.T) {
	ctx := context.Background()
	ring, keys, folder := prepared(t, 1)
	sealed, err := keys.Seal(ctx, person(0), "account.name", []byte("user-a"))
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "keyring.db")
	if err := os.Rename(path, path+".lost"); err != nil {
		t.Fatal(err)
	}
	keys = open(t, path).For(1)
	ask := map[string]func() error{
		"ready":  func() error { return keys.Ready(ctx) },
		"create": func() error { return keys.Create(ctx, person(0)) },
		"erase":  func() error { return keys.Erase(ctx, person(0)) },
		"rotate": func() error { return keys.Rotate(ctx, keyring.Ed25519) },
		"seal": func() error {
			_, err := keys.Seal(ctx, person(0), "account.name", []byte("user-a"))
			return err
		},
		"unseal": func() error {
			_, err := keys.Unseal(ctx, person(0), "account.name", sealed)
			return err
		},
		"token": func() error {
			_, err := keys.Token(ctx, "account.name", "user-a")
			return err
		},
		"sign": func() error {
			_, err := keys.Signer(ctx, keyring.SM2)
			return err
		},
	}
	for what, try := range ask {
		want(t, what, try(), fault.Unavailable, "keyring.missing")
	}
	if all, err := keys.Publics(ctx); len(all) != 0 || err != nil {
		t.Errorf("keys were made: %v, %v", all, err)
	}
	// The control: the same questions are answered once a node is prepared, which nothing of the above did.
	if err := keys.Prepare(ctx); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"ready", "create", "seal", "token", "sign"} {
		if err := ask[what](); err != nil {
			t.Errorf("%s on a prepared keyring: %v", what, err)
		}
	}
}

func TestAnUnreadableKeyringIsNotReplaced(t *testing.T) {
	folder := t.TempDir()
	garbage := filepath.Join(folder, "keyring.db")
	text := strings.Repeat("this was a keyring once. ", 400)
	if err := os.WriteFile(garbage, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{garbage, folder, filepath.Join(folder, "absent", "keyring.db")} {
		if ring, err := keyring.Open(context.Background(), path); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("Open(%s) = %v, %v, want unavailable", filepath.Base(path), ring, err)
		}
	}
	if raw, err := os.ReadFile(garbage); err != nil || string(raw) != text {
		t.Errorf("the unreadable file was changed (%v)", err)
	}
}

func TestPreparingTwiceChangesNothing(t *testing.T) {
	ctx := context.Background()
	keys := keyringtest.Keys(t, 1)
	before, err := keys.Publics(ctx)
	if err != nil || len(before) != 2 {
		t.Fatalf("Publics = %v, %v, want one key of each algorithm", before, err)
	}
	token, err := keys.Token(ctx, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.Prepare(ctx); err != nil {
		t.Fatal(err)
	}
	after, err := keys.Publics(ctx)
	again, e := keys.Token(ctx, "a", "b")
	if err != nil || e != nil || again != token || len(after) != 2 || after[0].Key != before[0].Key || after[1].Key != before[1].Key {
		t.Errorf("a second Prepare made a second identity: %v, %v, %v", after, err, e)
	}
}

func TestABackupOpensAndIsReplacedWhole(t *testing.T) {
	ctx := context.Background()
	ring, keys, folder := prepared(t, 5)
	sealed, err := keys.Seal(ctx, person(4), "account.name", []byte("user-a"))
	if err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(folder, "backup", "keyring.db")
	if err := ring.Backup(ctx, backup); err == nil {
		t.Error("a backup into no folder was reported as made")
	}
	if err := os.Mkdir(filepath.Dir(backup), 0o700); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := ring.Backup(ctx, backup); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := os.ReadDir(filepath.Dir(backup)); err != nil || len(names) != 1 {
		t.Errorf("the backup's folder holds %v (%v), want one file", names, err)
	}
	info, err := os.Stat(backup)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup may be read by others: %v, %v", info.Mode(), err)
	}
	if plain, err := open(t, backup).For(1).Unseal(ctx, person(4), "account.name", sealed); err != nil || string(plain) != "user-a" {
		t.Errorf("from the backup: %q, %v", plain, err)
	}
}

func TestWordsExistInBothLanguages(t *testing.T) {
	words, err := i18n.Load(keyring.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"keyring.damaged", "keyring.erased", "keyring.missing"} {
		if !words.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}
