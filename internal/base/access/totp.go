package access

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 as authenticator programs implement it; HMAC needs no collision resistance
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"time"
)

// The parameters that every authenticator program takes for granted (RFC 6238).
const (
	totpStep   = 30 * time.Second
	totpDigits = 6
	totpSecret = 20 // bytes
	totpSkew   = 1  // steps that a clock may be off
)

// Code is the one-time code of a secret (base32) at an instant.
func Code(secret string, at time.Time) (string, error) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return "", fmt.Errorf("secret of a second factor: %w", err)
	}
	return codeAt(key, stepOf(at)), nil
}

func stepOf(at time.Time) int64 { return at.Unix() / int64(totpStep/time.Second) }

// codeAt is HOTP (RFC 4226) over the number of a time step.
func codeAt(key []byte, step int64) string {
	mac := hmac.New(sha1.New, key)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(step))
	_, _ = mac.Write(b[:]) // a hash accepts everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, n%1_000_000)
}

// matchStep returns the time step around now of which code is the code, among those after the last one used; 0 is none.
func matchStep(key []byte, code string, now time.Time, used int64) (found int64) {
	for step := stepOf(now) - totpSkew; step <= stepOf(now)+totpSkew; step++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(key, step)), []byte(code)) == 1 && step > used && found == 0 {
			found = step
		}
	}
	return found
}
