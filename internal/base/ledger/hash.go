package ledger

import (
	"crypto/sha256"
	"encoding/hex"
)

// Hash is a SHA-256 value. The zero Hash is the head before the first entry.
type Hash [sha256.Size]byte

// String writes the hash as it is stored: 64 lower-case hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash is the inverse of String and takes nothing else.
func ParseHash(s string) (h Hash, ok bool) {
	if len(s) != 2*len(h) {
		return h, false
	}
	for i := range h {
		high, low := digit(s[2*i]), digit(s[2*i+1])
		if high > 15 || low > 15 {
			return Hash{}, false
		}
		h[i] = high<<4 | low
	}
	return h, true
}

func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 16
}

// LeafOf hashes the stored bytes of a header. The first byte keeps leaves and heads apart.
func LeafOf(header []byte) Hash {
	s := sha256.New()
	_, _ = s.Write([]byte{0x00}) // a hash accepts everything
	_, _ = s.Write(header)
	return Hash(s.Sum(nil))
}

// HeadOf adds a leaf to the chain that ends in before.
func HeadOf(before, leaf Hash) Hash {
	var all [1 + 2*sha256.Size]byte
	all[0] = 0x02
	copy(all[1:], before[:])
	copy(all[1+sha256.Size:], leaf[:])
	return sha256.Sum256(all[:])
}

// HashOf is the hash of a record's bytes.
func HashOf(body []byte) Hash { return sha256.Sum256(body) }

// MarshalText writes the hash as String does.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }
