package ident

import (
	"strings"
	"time"

	"mihe/internal/base/fault"
)

// Sex as the citizen number and the statistics write it.
type Sex string

// The two values a citizen number can carry.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// firstBirthYear is the earliest year taken for a birth: the second example of the standard was born in 1880, and
// a year before 1800 is a slip.
const firstBirthYear = 1800

// Citizen is what a citizen number (公民身份号码) says of itself. Region is the division of the first registration, in
// the codes of that year: only its form is known here. Born is a date, YYYY-MM-DD.
type Citizen struct {
	Number string // 18 characters, a check character X in capital form
	Region string
	Born   string
	Sex    Sex
}

// ParseCitizen reads an 18-character citizen number after GB 11643-1999: six digits of division, eight of birth, a
// sequence of three whose last is odd for men, and the check character. Numbers of 15 digits ended on 2013-01-01.
func ParseCitizen(s string) (Citizen, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) != 18 {
		return Citizen{}, fault.New(fault.Invalid, "ident.citizen.length")
	}
	check, ok := CitizenCheck(s[:17])
	if !ok || s[0] == '0' || (s[17] != 'X' && !digits(s[17:])) {
		return Citizen{}, fault.New(fault.Invalid, "ident.citizen.form")
	}
	born, err := time.Parse("20060102", s[6:14])
	if err != nil || born.Year() < firstBirthYear {
		return Citizen{}, fault.New(fault.Invalid, "ident.citizen.birth")
	}
	if s[17] != check {
		return Citizen{}, fault.New(fault.Invalid, "ident.citizen.check")
	}
	c := Citizen{Number: s, Region: s[:6], Born: born.Format(time.DateOnly), Sex: Female}
	if (s[16]-'0')%2 == 1 {
		c.Sex = Male
	}
	return c, nil
}

// CitizenCheck returns the check character of the first 17 digits (ISO 7064, MOD 11-2). It is false when they are
// not 17 digits.
//
//	the character for (12 − Σ aᵢ·2^(18−i) mod 11) mod 11, i = 1..17, where ten is written X
//
// Every change of one character and every exchange of two neighbours changes it. Source: GB 11643-1999, 4.2.4.
func CitizenCheck(first17 string) (byte, bool) {
	if len(first17) != 17 || !digits(first17) {
		return 0, false
	}
	sum := 0
	for i := range 17 {
		sum = (sum + int(first17[i]-'0')) * 2 % 11 // Horner's rule; the last doubling gives weight 2^1 to i = 17
	}
	return "0123456789X"[(12-sum)%11], true
}

// digits tells whether s is ASCII digits only.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
