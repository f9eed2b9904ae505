package xlsx

import (
	"bytes"
	"math"
	"strconv"
)

// significant is how many digits a spreadsheet shows and keeps of what is typed. Files hold up to seventeen, because
// 8.2 typed is written 8.1999999999999993 by some programs; the rest is noise of the binary number.
const significant = 15

// appendNumber writes a stored number as a person sees it, without dropping any of its digits.
func (f format) appendNumber(out, stored []byte) []byte {
	from := len(out)
	out = appendDecimal(out, stored)
	if f.kind == formatPercent {
		out = shift(out, from, 2)
	}
	out = f.pad(out, from)
	if f.kind == formatPercent {
		out = append(out, '%')
	}
	return out
}

// appendDecimal writes a stored number as a plain decimal number: no exponent, no noise. What is no number is
// left as it is, for the reader of the cell to refuse.
func appendDecimal(out, stored []byte) []byte {
	if canonical(stored) {
		return append(out, stored...)
	}
	x, ok := parse(stored)
	if !ok || x != 0 && math.Abs(x) < 1e-300 {
		return append(out, stored...)
	}
	if x == 0 {
		return append(out, '0')
	}
	var buf [32]byte
	digits := strconv.AppendFloat(buf[:0], math.Abs(x), 'e', significant-1, 64) // d.dddde±dd
	mark := bytes.IndexByte(digits, 'e')
	exponent, _ := strconv.Atoi(string(digits[mark+1:])) // AppendFloat wrote it
	mantissa := append(digits[:1], bytes.TrimRight(digits[2:mark], "0")...)
	if x < 0 {
		out = append(out, '-')
	}
	return place(out, mantissa, exponent+1)
}

// parse reads a number as files store it; Go reads more than that.
func parse(stored []byte) (float64, bool) {
	for _, c := range stored {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(string(stored), 64)
	return x, err == nil
}

// place writes digits with the point after the first n of them; n may lie outside.
func place(out, digits []byte, n int) []byte {
	if n <= 0 {
		out = append(out, '0', '.')
		for range -n {
			out = append(out, '0')
		}
		return append(out, digits...)
	}
	for i := range max(n, len(digits)) {
		if i == n {
			out = append(out, '.')
		}
		if i < len(digits) {
			out = append(out, digits[i])
		} else {
			out = append(out, '0')
		}
	}
	return out
}

// canonical is true of most stored numbers: digits, perhaps a minus and a point, nothing to take away.
func canonical(stored []byte) bool {
	digits := bytes.TrimPrefix(stored, []byte("-"))
	if len(digits) == 0 || len(digits) > significant || digits[0] == '0' && len(digits) > 1 && digits[1] != '.' {
		return false
	}
	point := -1
	for i, c := range digits {
		switch {
		case c == '.' && point < 0 && i > 0:
			point = i
		case c < '0' || c > '9':
			return false
		}
	}
	last := digits[len(digits)-1]
	return point < 0 && string(stored) != "-0" || point > 0 && last != '0' && last != '.'
}

// shift moves the point of the number out[from:] by n digits to the right.
func shift(out []byte, from, n int) []byte {
	var buf [400]byte
	number := append(buf[:0], out[from:]...)
	out = out[:from]
	if bytes.HasPrefix(number, []byte("-")) {
		out, number = append(out, '-'), number[1:]
	}
	whole, decimals, _ := bytes.Cut(number, []byte("."))
	digits := append(append([]byte(nil), whole...), decimals...)
	for _, c := range digits {
		if c < '0' || c > '9' {
			return append(out, number...)
		}
	}
	point := len(whole) + n
	for len(digits) > 0 && digits[0] == '0' {
		digits, point = digits[1:], point-1
	}
	if len(digits) == 0 {
		return append(out, '0')
	}
	return place(out, digits, point)
}

// pad fills the number out[from:] up with zeros on both sides.
func (f format) pad(out []byte, from int) []byte {
	if f.whole <= 1 && f.decimals == 0 {
		return out
	}
	sign := from
	if from < len(out) && out[from] == '-' {
		sign++
	}
	whole, decimals, _ := bytes.Cut(out[sign:], []byte("."))
	if len(whole) == 0 || whole[0] < '0' || whole[0] > '9' {
		return out
	}
	missing, short := f.whole-len(whole), f.decimals-len(decimals)
	if short > 0 && len(decimals) == 0 {
		out = append(out, '.')
	}
	for range max(0, short) {
		out = append(out, '0')
	}
	if missing > 0 {
		out = append(out, make([]byte, missing)...)
		copy(out[sign+missing:], out[sign:])
		for i := range missing {
			out[sign+i] = '0'
		}
	}
	return out
}
