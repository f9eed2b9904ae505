package keyring_test

import (
	"context"
	"fmt"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring/keyringtest"
)

// What is done for many is what is done for one after another.
func TestMany(t *testing.T) {
	ctx, keys := context.Background(), keyringtest.Keys(t, 1)
	ids := make([]string, 600) // more than one statement asks for
	for i := range ids {
		ids[i] = fmt.Sprintf("person_%d", i)
	}
	if err := keys.CreateAll(ctx, ids); err != nil {
		t.Fatal(err)
	}
	one, err := keys.Seal(ctx, ids[7], "name", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.CreateAll(ctx, ids); err != nil { // keys that are there stay
		t.Fatal(err)
	}
	if err := keys.Erase(ctx, ids[9]); err != nil {
		t.Fatal(err)
	}
	held, err := keys.Hold(ctx, ids)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := held.Unseal(ids[7], "name", one); err != nil || string(text) != "x" {
		t.Errorf("sealed by one, opened by many: %q %v", text, err)
	}
	many, err := held.Seal(ids[599], "name", []byte("y"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := keys.Unseal(ctx, ids[599], "name", many); err != nil || string(text) != "y" {
		t.Errorf("sealed by many, opened by one: %q %v", text, err)
	}
	if _, err := held.Unseal(ids[598], "name", many); fault.KindOf(err) != fault.Internal {
		t.Errorf("another's text: %v", err)
	}
	if _, err := held.Seal(ids[9], "name", nil); held.Has(ids[9]) || fault.KindOf(err) != fault.NotFound {
		t.Errorf("an erased person: %v", err)
	}
	list, err := keys.Tokens(ctx, "number", []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	for i, value := range []string{"a", "b"} {
		if token, err := keys.Token(ctx, "number", value); err != nil || token != list[i] {
			t.Errorf("token of %s: %s, among many %s: %v", value, token, list[i], err)
		}
	}
}
