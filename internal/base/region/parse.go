package region

import "strings"

// ParseKey is the inverse of Key.String: it reads "441900@prefecture" and "520526101@township". It tells whether the
// text is well formed, not whether such a unit exists.
func ParseKey(s string) (Key, bool) {
	code, name, found := strings.Cut(s, "@")
	level, known := ParseLevel(name)
	if !found || !known || !isCode(code, level) {
		return Key{}, false
	}
	return Key{Code: Code(code), Level: level}, true
}

// The digits of a code.
const (
	unitDigits     = 6
	townshipDigits = 9
)

// isCode tells whether s has the form of a division code of that level.
func isCode(s string, level Level) bool {
	if level == Township {
		return len(s) == townshipDigits && isDigits(s)
	}
	return len(s) == unitDigits && isDigits(s)
}

// isDigits tells whether s is digits only, and at least one.
func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
