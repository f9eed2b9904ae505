package access

import (
	"encoding/base32"
	"testing"
	"time"
)

// TestCodeIsRFC6238 takes the SHA-1 values of RFC 6238, appendix B, whose last six digits a six-digit code shows.
func TestCodeIsRFC6238(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got, err := Code(secret, time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("Code at %d = %s, %v, want %s", at, got, err, want)
		}
	}
	if _, err := Code("not base32!", time.Unix(59, 0)); err == nil {
		t.Error("a secret that is none gives a code")
	}
}

func TestPasswordHashes(t *testing.T) {
	var usual Cost
	hash, err := usual.hashPassword(t.Context(), "fifteen-horses-7", zeros{})
	if err != nil {
		t.Fatal(err)
	}
	// By the Python package argon2-cffi 25.1, which wraps the reference implementation in C, with the same parameters.
	if hash != "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$euh1YIcViAW6Wfzv/S3iruBCGu1kL+4d6ZTw6jKIAAs" {
		t.Errorf("hash = %s", hash)
	}
	for password, want := range map[string]bool{"fifteen-horses-7": true, "fifteen-horses-8": false, "": false} {
		if got, err := usual.samePassword(t.Context(), hash, password); err != nil || got != want {
			t.Errorf("samePassword(%q) = %v, %v", password, got, err)
		}
	}
	for _, bad := range []string{"", "fifteen-horses-7", hash[:len(hash)-1], "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA"} {
		if ok, err := usual.samePassword(t.Context(), bad, "fifteen-horses-7"); err == nil || ok {
			t.Errorf("a damaged hash %q opens or is passed over", bad)
		}
	}
	if ok, err := usual.samePassword(t.Context(), usual.nobody(), ""); err != nil || ok {
		t.Errorf("nobody's hash has a password: %v", err)
	}
	if _, err := (Cost{Memory: 64, Passes: 1}).samePassword(t.Context(), hash, "fifteen-horses-7"); err == nil {
		t.Error("a hash of another cost is read")
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
