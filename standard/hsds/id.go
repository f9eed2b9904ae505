package hsds

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// ID makes the UUID that the specification wants from the names of a thing: the same names give the same identifier for ever,
// other names another one. It is a UUID of version 8 (RFC 9562, 5.8) over the SHA-256 of the names.
func ID(names ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	b := sum[:16]
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
