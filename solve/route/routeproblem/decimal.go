package routeproblem

import (
	"fmt"
	"strconv"
	"strings"
)

// decimal is a number of a file, exactly digits/10^places, without trailing zeros in digits where places > 0.
type decimal struct {
	digits int64
	places int
}

// maxDigits is how many significant digits of a number are read; the rest is cut.
const maxDigits = 17

// UnmarshalJSON reads a JSON number; null and strings are refused.
func (d *decimal) UnmarshalJSON(text []byte) error {
	var ok bool
	if *d, ok = parseDecimal(string(text)); !ok {
		return fmt.Errorf("%w: %.40q is not a number", ErrShape, text)
	}
	return nil
}

// parseDecimal reads decimal notation with an optional exponent. Numbers of 10¹⁸ and more are no numbers of ours.
func parseDecimal(text string) (decimal, bool) {
	mantissa, exponent := text, 0
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		var err error
		if exponent, err = strconv.Atoi(strings.TrimPrefix(text[at+1:], "+")); err != nil || exponent > 400 || exponent < -400 {
			return decimal{}, false
		}
		mantissa = text[:at]
	}
	minus := strings.HasPrefix(mantissa, "-")
	whole, fraction, dotted := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	if whole == "" || dotted && fraction == "" {
		return decimal{}, false
	}
	var d decimal
	seen := 0
	for i, c := range whole + fraction {
		if c < '0' || c > '9' {
			return decimal{}, false
		}
		if i >= len(whole) {
			d.places++
		}
		if d.digits == 0 && c == '0' {
			continue
		}
		if seen++; seen > maxDigits {
			d.places--
			continue
		}
		d.digits = d.digits*10 + int64(c-'0')
	}
	if d.places -= exponent; d.digits == 0 {
		return decimal{}, true
	}
	for ; d.places > 0 && d.digits%10 == 0; d.places-- {
		d.digits /= 10
	}
	for ; d.places < 0; d.places++ {
		if d.digits > 1e17 {
			return decimal{}, false
		}
		d.digits *= 10
	}
	if minus {
		d.digits = -d.digits
	}
	return d, true
}

// ticks returns the number in ticks of 10^-places, rounded half up in size; false where that passes Forever.
func (d decimal) ticks(places int) (int64, bool) {
	x := d.digits
	for range places - d.places {
		if x > Forever/10 || x < -Forever/10 {
			return 0, false
		}
		x *= 10
	}
	rest := int64(0)
	for range min(d.places-places, 20) {
		rest = x % 10
		x /= 10
	}
	switch {
	case d.places-places > 20:
		return 0, true
	case rest >= 5:
		x++
	case rest <= -5:
		x--
	}
	return x, true
}

// maxPlaces is the finest tick, 10⁻⁹ of a unit.
const maxPlaces = 9

// scaler turns the numbers of a file into ticks of 10^-places.
type scaler struct {
	places int
	failed error
}

// of returns d in ticks.
func (s *scaler) of(d decimal) int64 {
	x, ok := d.ticks(s.places)
	if !ok && s.failed == nil {
		s.failed = fmt.Errorf("%w: %d/10^%d", ErrLarge, d.digits, d.places)
	}
	return x
}

// finest builds a problem with ticks that hold every decimal, at most 10⁻⁹, and with coarser ones where sums would grow too large.
func finest(places int, build func(*scaler) (*Problem, error)) (*Problem, error) {
	for places = min(places, maxPlaces); ; places-- {
		s := &scaler{places: places}
		p, err := build(s)
		if err == nil {
			err = s.failed
		}
		if err == nil {
			p.Scale = 1
			for range places {
				p.Scale *= 10
			}
			if p.addsUp() {
				return p, p.Check()
			}
			err = fmt.Errorf("%w: %d places", ErrLarge, places)
		}
		if places == 0 || s.failed == nil && p == nil {
			return nil, err
		}
	}
}

// AppendTicks appends x/scale as a decimal without trailing zeros.
func AppendTicks(to []byte, x, scale int64) []byte {
	if x < 0 {
		to, x = append(to, '-'), -x
	}
	to = strconv.AppendInt(to, x/scale, 10)
	rest := x % scale
	if rest == 0 {
		return to
	}
	to = append(to, '.')
	for rest != 0 {
		scale /= 10
		to = append(to, byte('0'+rest/scale))
		rest %= scale
	}
	return to
}
