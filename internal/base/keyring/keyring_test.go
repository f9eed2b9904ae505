package keyring_test

import (
	"context"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
)

func TestSealedTextsOpenOnlyWhereTheyBelong(t *testing.T) {
	ctx := context.Background()
	keys := keyringtest.Keys(t, 3)
	for _, s := range []string{"person_a", "person_b"} {
		if err := keys.Create(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	sealed, err := keys.Seal(ctx, "person_a", "account.name", []byte("user-a"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := keys.Unseal(ctx, "person_a", "account.name", sealed); err != nil || string(plain) != "user-a" {
		t.Errorf("Unseal = %q, %v", plain, err)
	}
	if err := keys.Erase(ctx, "person_a"); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Unseal(ctx, "person_a", "account.name", sealed); fault.KindOf(err) != fault.NotFound {
		t.Errorf("after erasure: %v", err)
	}
	for _, a := range keyring.Algorithms {
		s, err := keys.Signer(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		sig, err := s.Sign([]byte("x"))
		if err != nil || !keyring.Verify(a, s.Public().Bytes, []byte("x"), sig) {
			t.Errorf("%s: %v", a, err)
		}
		if keyring.Verify(a, s.Public().Bytes, []byte("y"), sig) {
			t.Errorf("%s: another message verifies", a)
		}
		if err := keys.Rotate(ctx, a); err != nil {
			t.Error(err)
		}
	}
}
