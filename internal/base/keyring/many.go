package keyring

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// manyAtOnce is how many persons one statement asks for, and mostMade how many keys one transaction makes: the writer is
// not held longer than a bulk import holds the database.
const (
	manyAtOnce = 250
	mostMade   = 5000
)

// CreateAll is Create for many persons. Should it fail half-way, asking again makes the rest.
func (k *Keys) CreateAll(ctx context.Context, subjects []string) error {
	for part := range slices.Chunk(subjects, mostMade) {
		err := k.db.Write(ctx, func(tx *store.Tx) error {
			if _, err := k.nodeSecret(tx); err != nil {
				return err
			}
			for _, subject := range part {
				_, err := tx.Exec(`
					INSERT INTO keyring_subject (node, subject, secret) VALUES ($1, $2, $3)
					ON CONFLICT (node, subject) DO NOTHING`, k.node, subject, newSecret())
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Held are the keys of some persons, read once: what many texts are sealed and opened with. Whoever holds them drops them
// with the page of persons that they were read for, so that an erasure is not outlived by more than that.
type Held struct {
	k     *Keys
	boxes map[string]cipher.AEAD
}

// Hold reads the keys of the persons listed. Those who were erased, or never there, are missing from it.
func (k *Keys) Hold(ctx context.Context, subjects []string) (*Held, error) {
	h := &Held{k, make(map[string]cipher.AEAD, len(subjects))}
	err := k.db.Read(ctx, func(q store.Queryer) error {
		if _, err := k.nodeSecret(q); err != nil {
			return err
		}
		for part := range slices.Chunk(subjects, manyAtOnce) {
			if err := h.read(q, part); err != nil {
				return err
			}
		}
		return nil
	})
	return h, err
}

// manyKeys asks for manyAtOnce persons; a shorter list is filled up with a name that nobody has.
var manyKeys = func() string {
	var b strings.Builder
	b.WriteString(`SELECT subject, secret FROM keyring_subject WHERE node = $1 AND subject IN (`)
	for i := range manyAtOnce {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("$" + strconv.Itoa(i+2))
	}
	return b.String() + `) AND secret <> ''`
}()

func (h *Held) read(q store.Queryer, part []string) error {
	args := make([]any, 1, manyAtOnce+1)
	args[0] = h.k.node
	for i := range manyAtOnce {
		subject := ""
		if i < len(part) {
			subject = part[i]
		}
		args = append(args, subject)
	}
	rows, err := q.Query(manyKeys, args...)
	_, err = store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var subject, text string
		if err := r.Scan(&subject, &text); err != nil {
			return none, err
		}
		h.boxes[subject], err = boxOf(text)
		return none, err
	})
	return err
}

// boxOf is the cipher of a key as it is kept.
func boxOf(text string) (cipher.AEAD, error) {
	secret, err := hex.DecodeString(text)
	if err == nil && len(secret) != keySize {
		err = errors.New("a key of the wrong length")
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "keyring.damaged")
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Has tells whether the key of a person is held.
func (h *Held) Has(subject string) bool { return h.boxes[subject] != nil }

// Seal is Keys.Seal.
func (h *Held) Seal(subject, field string, plain []byte) (string, error) {
	box := h.boxes[subject]
	if box == nil {
		return "", fault.New(fault.NotFound, "keyring.erased")
	}
	raw := box.Seal(nil, nil, plain, h.k.bound(subject, field)) //nolint:gosec // no nonce is given: box adds a random one
	return sealedBy + base64.RawURLEncoding.EncodeToString(raw), nil
}

// Unseal is Keys.Unseal.
func (h *Held) Unseal(subject, field, sealed string) ([]byte, error) {
	box := h.boxes[subject]
	if box == nil {
		return nil, fault.New(fault.NotFound, "keyring.erased")
	}
	return h.k.unseal(box, subject, field, sealed)
}

// Tokens is Token for many values of one purpose.
func (k *Keys) Tokens(ctx context.Context, purpose string, values []string) ([]string, error) {
	var secret []byte
	err := k.db.Read(ctx, func(q store.Queryer) error {
		text, err := k.nodeSecret(q)
		if err != nil {
			return err
		}
		if secret, err = hex.DecodeString(text); err != nil {
			return fault.Wrap(err, fault.Internal, "keyring.damaged")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	mac, tokens := hmac.New(sha256.New, secret), make([]string, len(values))
	for i, value := range values {
		mac.Reset()
		_, _ = mac.Write(frame(purpose, value)) // a hash accepts everything
		tokens[i] = hex.EncodeToString(mac.Sum(nil))
	}
	return tokens, nil
}
