package steeringweb

import (
	"unicode"
	"unicode/utf8"

	"mihe/internal/base/i18n"
)

// percent writes a share of [0, 1] as a whole number of percent, without the sign.
func percent(share float64) string { return number(100 * share) }

func number(v float64) string { return i18n.Number(v, 0) }

func three(v float64) string { return i18n.Number(v, 3) }

// capital starts a sentence with a capital letter; Han text stays as it is.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
