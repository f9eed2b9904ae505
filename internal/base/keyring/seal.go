package keyring

import (
	"context"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// sealedBy begins every sealed text and names its algorithm: AES-256-GCM with a random nonce, then base64url.
const sealedBy = "A256GCM."

// Seal encrypts plain under a person's key. field says what the text is and where it belongs; the text opens only for
// the same node, person and field, so that nobody can pass one off as another by moving it.
func (k *Keys) Seal(ctx context.Context, subject, field string, plain []byte) (string, error) {
	box, err := k.box(ctx, subject)
	if err != nil {
		return "", err
	}
	raw := box.Seal(nil, nil, plain, k.bound(subject, field)) //nolint:gosec // no nonce is given: box adds a random one
	return sealedBy + base64.RawURLEncoding.EncodeToString(raw), nil
}

// Unseal is the inverse of Seal. After the person was erased it is NotFound for every text; a text that was damaged,
// moved, or never sealed is Internal.
func (k *Keys) Unseal(ctx context.Context, subject, field, sealed string) ([]byte, error) {
	box, err := k.box(ctx, subject)
	if err != nil {
		return nil, err
	}
	return k.unseal(box, subject, field, sealed)
}

func (k *Keys) unseal(box cipher.AEAD, subject, field, sealed string) ([]byte, error) {
	rest, ok := strings.CutPrefix(sealed, sealedBy)
	if !ok {
		return nil, fault.Wrap(errors.New("sealed by an unknown algorithm"), fault.Internal, "keyring.damaged")
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "keyring.damaged")
	}
	plain, err := box.Open(nil, nil, raw, k.bound(subject, field))
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "keyring.damaged")
	}
	return plain, nil
}

func (k *Keys) box(ctx context.Context, subject string) (box cipher.AEAD, err error) {
	err = k.db.Read(ctx, func(q store.Queryer) error {
		secret, err := k.secret(q, subject)
		if err != nil {
			return err
		}
		box, err = boxOf(secret)
		return err
	})
	return box, err
}

// bound is what a sealed text is tied to.
func (k *Keys) bound(subject, field string) []byte {
	return frame(sealedBy, strconv.FormatInt(k.node, 10), subject, field)
}

// frame joins texts so that no two lists give the same bytes: each has its length before it.
func frame(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return b
}
