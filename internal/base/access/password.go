package access

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"

	"mihe/internal/base/fault"
)

// Password is how the password of an account is kept.
type Password struct {
	Hash  string // PHC string format
	SetMs int64
	Once  bool // it was given out, and is to be changed at the first sign-in
}

// Cost is what a hash costs. Its zero value is what every program takes: argon2id with 19 MiB, two passes and one lane
// (OWASP Password Storage Cheat Sheet), about 30 ms. Another is for tests that make hundreds of accounts.
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
}

const (
	argonMemory = 19 * 1024 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonSalt   = 16
	argonKey    = 32
)

func (c Cost) known() Cost {
	if c == (Cost{}) {
		return Cost{argonMemory, argonTime}
	}
	return c
}

var errHash = errors.New("a stored password hash cannot be read")

// hashing lets at most two hashes be computed at a time in the whole program, whatever the number of its nodes: many at
// once would take the memory that answers everybody else.
var hashing = make(chan struct{}, 2)

// slowly computes one hash when it is its turn.
func (c Cost) slowly(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, fault.Wrap(ctx.Err(), fault.Unavailable, "access.busy")
	}
	defer func() { <-hashing }()
	c = c.known()
	return argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, argonLanes, argonKey), nil
}

// prefix says how a hash was computed.
func (c Cost) prefix() string {
	c = c.known()
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, c.Memory, c.Passes, argonLanes)
}

func (c Cost) hashPassword(ctx context.Context, password string, random io.Reader) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", err
	}
	key, err := c.slowly(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return c.prefix() + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(key), nil
}

// samePassword tells whether a hash is that of a password. Every call costs the same. The cost is the one this program
// writes; when it is raised, the form of older hashes is to be read here too.
func (c Cost) samePassword(ctx context.Context, hash, password string) (bool, error) {
	rest, ok := strings.CutPrefix(hash, c.prefix())
	salt64, key64, found := strings.Cut(rest, "$")
	salt, err := base64.RawStdEncoding.DecodeString(salt64)
	want, e := base64.RawStdEncoding.DecodeString(key64)
	if !ok || !found || err != nil || e != nil || len(want) != argonKey {
		return false, fault.Wrap(errHash, fault.Internal, "access.damaged")
	}
	got, err := c.slowly(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// nobody is a hash that no password has: whoever signs in under an unknown name waits as long as for a known one.
func (c Cost) nobody() string {
	zero := base64.RawStdEncoding.EncodeToString(make([]byte, argonKey))
	return c.prefix() + zero[:22] + "$" + zero
}

// The letters of passwords and codes that are given out: none looks like another.
const readable = "23456789abcdefghjkmnpqrstuvwxyz"

// newPassword is a random password of 16 signs in four groups, with 79 bits of chance.
func newPassword(random io.Reader) (string, error) { return newCode(random, 4, 4) }

// NewCode draws a code that one person hands to another: 16 signs that are told apart when read aloud.
func NewCode(random io.Reader) (string, error) { return newCode(random, 4, 4) }

// newCode draws groups of signs, each sign as likely as any other.
func newCode(random io.Reader, groups, signs int) (string, error) {
	var b strings.Builder
	one := make([]byte, 1)
	for i := 0; i < groups*signs; {
		if _, err := io.ReadFull(random, one); err != nil {
			return "", err
		}
		if int(one[0]) >= 256/len(readable)*len(readable) {
			continue
		}
		if i > 0 && i%signs == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(readable[int(one[0])%len(readable)])
		i++
	}
	return b.String(), nil
}
