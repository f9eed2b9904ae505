package ident

import (
	"strings"
	"unicode/utf8"
)

// MaskName keeps the first character of a name, which is the family name of nearly everyone with a Han name, and
// stars the rest: 王**. One of the rare family names of two characters loses its second, so a mask never shows a
// given name.
func MaskName(name string) string {
	name = strings.TrimSpace(name)
	_, first := utf8.DecodeRuneInString(name)
	if first == len(name) {
		return strings.Repeat("*", min(first, 1)) // one character alone would be the whole name
	}
	return name[:first] + stars(name[first:])
}

// MaskCitizen keeps the first six and the last four characters of a citizen number and stars the date of birth
// between them, as the payment lists and notices of public bodies commonly do. Anything of another length is
// starred whole.
func MaskCitizen(number string) string {
	number = strings.TrimSpace(number)
	if len(number) != 18 || !digits(number[:17]) {
		return stars(number)
	}
	return number[:6] + stars(number[6:14]) + number[14:]
}

// MaskPhone keeps the first three and the last four digits of a mobile number: 138****1234. Anything but eleven
// digits that begin with 1 is starred whole.
func MaskPhone(number string) string {
	number = strings.TrimSpace(number)
	if len(number) != 11 || !digits(number) || number[0] != '1' {
		return stars(number)
	}
	return number[:3] + stars(number[3:7]) + number[7:]
}

// stars replaces every character with a star.
func stars(s string) string { return strings.Repeat("*", utf8.RuneCountInString(s)) }
