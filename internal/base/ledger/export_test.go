package ledger

import (
	"slices"
	"testing"
)

// Without takes a check out of every verification until the test ends: what nobody looks at is not found.
func Without(t *testing.T, why Why) {
	t.Helper()
	c, b, e := checks, beginnings, endings
	t.Cleanup(func() { checks, beginnings, endings = c, b, e })
	checks = slices.DeleteFunc(slices.Clone(checks), func(c check) bool { return c.why == why })
	beginnings = slices.DeleteFunc(slices.Clone(beginnings), func(e edge) bool { return e.why == why })
	endings = slices.DeleteFunc(slices.Clone(endings), func(e edge) bool { return e.why == why })
	if len(checks)+len(beginnings)+len(endings) == len(c)+len(b)+len(e) {
		t.Fatalf("there is no check %s", why)
	}
}
