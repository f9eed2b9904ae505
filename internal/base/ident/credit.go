package ident

import (
	"strings"

	"mihe/internal/base/fault"
)

// creditAlphabet holds the 31 characters of a credit code in the order of their values: digits and capital letters
// without I, O, S, V, Z. Source: GB 32100-2015, table 1.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ParseCreditCode reads a unified social credit code (统一社会信用代码) after GB 32100-2015 and returns it in capital
// letters: registering body, category, six digits of division, nine characters of organisation code, check
// character. The organisation code's own check character (GB 11714) is not looked at.
func ParseCreditCode(s string) (string, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) != 18 {
		return "", fault.New(fault.Invalid, "ident.credit.length")
	}
	check, ok := CreditCheck(s[:17])
	if !ok || !digits(s[2:8]) || strings.IndexByte(creditAlphabet, s[17]) < 0 {
		return "", fault.New(fault.Invalid, "ident.credit.form")
	}
	if s[17] != check {
		return "", fault.New(fault.Invalid, "ident.credit.check")
	}
	return s, nil
}

// CreditCheck returns the check character of the first 17 characters of a credit code. It is false when they are
// not 17 characters of the alphabet.
//
//	the character for (31 − Σ cᵢ·3^(i−1) mod 31) mod 31, i = 1..17
//
// 31 is prime and the weights differ, so every change of one character and every exchange of two neighbours
// changes it. Source: GB 32100-2015, 5.4 and table 2.
func CreditCheck(first17 string) (byte, bool) {
	if len(first17) != 17 {
		return 0, false
	}
	sum, weight := 0, 1
	for i := range 17 {
		value := strings.IndexByte(creditAlphabet, first17[i])
		if value < 0 {
			return 0, false
		}
		sum = (sum + value*weight) % 31
		weight = weight * 3 % 31
	}
	return creditAlphabet[(31-sum)%31], true
}
