package evidence

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"strings"
)

// codeDigits is how long a code is: old people read it out, and carers enter it.
const codeDigits = 6

// codeAt is the code at a place of a sheet, counted from 1: HMAC-SHA-256 of the place under the secret of the sheet, truncated as
// RFC 4226, 5.3, truncates.
func codeAt(secret []byte, place int64) string {
	mac := hmac.New(sha256.New, secret)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(place))
	_, _ = mac.Write(b[:]) // a hash accepts everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%0*d", codeDigits, binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff%1_000_000)
}

// codesOf are the codes of a sheet in order; distinct tells that none is there twice.
func codesOf(secret []byte, size int64) (codes []string, distinct bool) {
	seen := map[string]bool{}
	for place := int64(1); place <= size; place++ {
		code := codeAt(secret, place)
		codes, seen[code] = append(codes, code), true
	}
	return codes, int64(len(seen)) == size
}

// plainCode is a code without the gaps with which people write it. ok is false for what can be no code.
func plainCode(text string) (code string, ok bool) {
	code = strings.Join(strings.Fields(text), "")
	if len(code) != codeDigits || strings.Trim(code, "0123456789") != "" {
		return "", false
	}
	return code, true
}

// placeOf finds a code between two places of a sheet, from..to; 0 is none. Every place is compared, so that time tells nothing.
func placeOf(secret []byte, code string, from, to int64) (found int64) {
	for place := from; place <= to; place++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(secret, place)), []byte(code)) == 1 && found == 0 {
			found = place
		}
	}
	return found
}
