package access

import (
	_ "embed" // for the list below
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mihe/internal/base/fault"
)

// passwordRule is what a password must be like from a day on.
type passwordRule struct {
	from  string
	least int // characters
	kinds int // of letters, digits and other signs, how many must be there
	days  int // after which it must be changed; 0 is never
}

// passwordRules are the rules by date, the earliest first. GB/T 22239-2019 (in force since 2019-12-01), 8.1.4.1 a, asks
// for complexity and regular change without naming figures: 90 days is what assessors are said to ask for. Unverified.
var passwordRules = []passwordRule{{from: "", least: 10, kinds: 2, days: 90}}

// longestPassword bounds what is hashed, in bytes.
const longestPassword = 256

func ruleOn(day string) (r passwordRule) {
	for _, one := range passwordRules {
		if one.from <= day {
			r = one
		}
	}
	return r
}

// expired tells whether a password must be changed on a day. A clock that was set back makes none younger than new.
func (r passwordRule) expired(p Password, now time.Time) bool {
	return p.Once || r.days > 0 && now.UnixMilli()-p.SetMs >= int64(r.days)*24*time.Hour.Milliseconds()
}

// commonPasswords are passwords that attackers try first, of ten characters and more, in small letters. The list is our
// own: years, keyboard walks and phrases in pinyin and English.
//
//go:embed passwords.txt
var commonPasswords string

// check refuses a password that is short, simple, known or the user name. The message never repeats it.
func (r passwordRule) check(password, user string) error {
	plain := strings.ToLower(password)
	switch {
	case utf8.RuneCountInString(password) < r.least || len(password) > longestPassword || !utf8.ValidString(password):
		return fault.New(fault.Invalid, "access.password.length", "least", r.least).At("new")
	case kindsOf(password) < r.kinds:
		return fault.New(fault.Invalid, "access.password.kinds", "least", r.kinds).At("new")
	case user != "" && strings.Contains(plain, user):
		return fault.New(fault.Invalid, "access.password.user").At("new")
	case common(plain):
		return fault.New(fault.Invalid, "access.password.common").At("new")
	}
	return nil
}

// kindsOf counts which of letters, digits and other signs a text has.
func kindsOf(s string) (n int) {
	other := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, is := range []func(rune) bool{unicode.IsLetter, unicode.IsDigit, other} {
		if strings.ContainsFunc(s, is) {
			n++
		}
	}
	return n
}

// common tells whether a password is on the list, or few signs over and over.
func common(plain string) bool {
	seen := map[rune]bool{}
	for _, r := range plain {
		seen[r] = true
	}
	if len(seen) < 4 {
		return true
	}
	for line := range strings.Lines(commonPasswords) {
		if strings.TrimSpace(line) == plain {
			return true
		}
	}
	return false
}
