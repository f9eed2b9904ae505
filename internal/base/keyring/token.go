package keyring

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Token is the look-up value of a secret text, such as a citizen's number: HMAC-SHA-256 under the node's key, in
// hexadecimal. One purpose's tokens say nothing about another's. The caller brings value into one form first.
func (k *Keys) Token(ctx context.Context, purpose, value string) (token string, err error) {
	err = k.db.Read(ctx, func(q store.Queryer) error {
		text, err := k.nodeSecret(q)
		if err != nil {
			return err
		}
		secret, err := hex.DecodeString(text)
		if err != nil {
			return fault.Wrap(err, fault.Internal, "keyring.damaged")
		}
		mac := hmac.New(sha256.New, secret)
		_, _ = mac.Write(frame(purpose, value)) // a hash accepts everything
		token = hex.EncodeToString(mac.Sum(nil))
		return nil
	})
	return token, err
}
