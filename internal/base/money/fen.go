package money

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
)

// Fen is an amount of renminbi in fen, a hundredth of a yuan. It may be negative.
type Fen int64

// outOfRange is the fault of an amount beyond about 92,233 million million yuan.
func outOfRange() error { return fault.New(fault.Invalid, "money.range") }

// Parse reads an amount of yuan exactly: "12", "12.3", "12.34", "-0.05", and with thousands separators in their
// places, "1,234.50". Anything else is refused: spaces, signs other than one minus, a third decimal, an exponent.
func Parse(s string) (Fen, error) {
	rest, negative := strings.CutPrefix(s, "-")
	whole, decimals, point := strings.Cut(rest, ".")
	whole, ok := ungroup(whole)
	if !ok || !digits(whole) || point && !digits(decimals) {
		return 0, fault.New(fault.Invalid, "money.form")
	}
	if len(decimals) > 2 {
		return 0, fault.New(fault.Invalid, "money.decimals")
	}
	text := whole + (decimals + "00")[:2]
	if negative {
		text = "-" + text
	}
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, outOfRange()
	}
	return Fen(v), nil
}

// ungroup removes thousands separators, all or none of which must be there.
func ungroup(s string) (string, bool) {
	first, rest, grouped := strings.Cut(s, ",")
	if !grouped {
		return s, true
	}
	if len(first) < 1 || len(first) > 3 || first[0] == '0' {
		return "", false
	}
	for group := range strings.SplitSeq(rest, ",") {
		if len(group) != 3 {
			return "", false
		}
	}
	return strings.ReplaceAll(s, ",", ""), true
}

// digits tells whether s is ASCII digits only, and at least one.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// String writes the amount in yuan with two decimals and thousands separators, as people read it: -1,234.50.
func (f Fen) String() string {
	plain := f.Plain()
	sign := ""
	if plain[0] == '-' {
		sign, plain = "-", plain[1:]
	}
	whole, decimals := plain[:len(plain)-3], plain[len(plain)-3:]
	var b strings.Builder
	for i, c := range []byte(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(c)
	}
	return sign + b.String() + decimals
}

// Plain writes the amount in yuan with two decimals and nothing else, as files carry it: -1234.50.
func (f Fen) Plain() string {
	text := strconv.FormatUint(f.magnitude(), 10)
	text = strings.Repeat("0", max(0, 3-len(text))) + text
	text = text[:len(text)-2] + "." + text[len(text)-2:]
	if f < 0 {
		return "-" + text
	}
	return text
}

// Add returns f + g.
func (f Fen) Add(g Fen) (Fen, error) {
	sum := f + g
	if g != 0 && (g > 0) != (sum > f) { // the sum wrapped around
		return 0, outOfRange()
	}
	return sum, nil
}

// Sub returns f − g.
func (f Fen) Sub(g Fen) (Fen, error) {
	diff := f - g
	if g != 0 && (g > 0) != (diff < f) {
		return 0, outOfRange()
	}
	return diff, nil
}

// Mul returns f times a whole number.
func (f Fen) Mul(n int64) (Fen, error) {
	high, low := bits.Mul64(f.magnitude(), Fen(n).magnitude())
	if high != 0 {
		return 0, outOfRange()
	}
	return signed(low, (f < 0) != (n < 0))
}

// Sum adds amounts.
func Sum(list ...Fen) (Fen, error) {
	var total Fen
	for _, f := range list {
		var err error
		if total, err = total.Add(f); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// magnitude returns the absolute value; that of the smallest Fen does not fit a Fen.
func (f Fen) magnitude() uint64 {
	if f < 0 {
		return -uint64(f) // two's complement: exactly the absolute value
	}
	return uint64(f)
}

// signed is the inverse of magnitude.
func signed(magnitude uint64, negative bool) (Fen, error) {
	switch {
	case !negative && magnitude <= math.MaxInt64:
		return Fen(magnitude), nil
	case negative && magnitude <= 1<<63:
		return Fen(-magnitude), nil // two's complement: exactly the negative
	}
	return 0, outOfRange()
}
