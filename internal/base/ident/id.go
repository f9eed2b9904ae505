package ident

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"mihe/internal/base/fault"
)

// New mints an identifier of a kind, such as case_01jzt2vqk5x3nqfc0q1v9d8m7e: the kind, an underscore and a ULID in
// small letters. It carries the millisecond of now and 80 bits from random, which must be a cryptographic source
// outside tests. Identifiers of one millisecond are in no order.
func New(kind string, now time.Time, random io.Reader) (string, error) {
	if !isKind(kind) {
		return "", fmt.Errorf("identifier: %q is not a kind", kind)
	}
	id, err := ulid.New(ulid.Timestamp(now), random)
	if now.Before(time.UnixMilli(0)) || err != nil {
		return "", fmt.Errorf("identifier at %s: %w", now, err)
	}
	return kind + "_" + strings.ToLower(id.String()), nil
}

// Check returns nil when s is an identifier of that kind in the one form that New writes.
func Check(kind, s string) error {
	got, _, err := Parse(s)
	if err == nil && got != kind {
		err = fault.New(fault.Invalid, "ident.id.kind", "want", kind, "got", got)
	}
	return err
}

// Parse reads an identifier: its kind and the moment it was minted, to the millisecond.
func Parse(s string) (kind string, at time.Time, err error) {
	kind, rest, found := strings.Cut(s, "_")
	id, err := ulid.ParseStrict(rest)
	if !found || !isKind(kind) || err != nil || strings.ToLower(id.String()) != rest {
		return "", time.Time{}, fault.New(fault.Invalid, "ident.id.form")
	}
	return kind, ulid.Time(id.Time()).UTC(), nil
}

// isKind tells whether s may stand before the underscore: 1 to 20 small letters.
func isKind(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 20
}

// Number is the short number by which people speak of what has an identifier: its last characters, which are random, so that it
// tells nothing of whom it is about. Two things may have one number; it is empty for what is no identifier.
func Number(id string) string {
	if len(id) < 8 {
		return ""
	}
	return strings.ToUpper(id[len(id)-8:len(id)-4] + "-" + id[len(id)-4:])
}
