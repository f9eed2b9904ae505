package money

import (
	"math/bits"

	"mihe/internal/base/fault"
)

// Rounding says what becomes of a part of a fen.
type Rounding uint8

// The roundings. There is no default: the zero value is refused, so that nobody rounds by accident.
const (
	_        Rounding = iota
	Down              // towards zero: the payer keeps the part
	Up                // away from zero
	HalfUp            // to the nearer fen, a half away from zero (四舍五入)
	HalfEven          // to the nearer fen, a half to the even one
)

// Ratio returns f times numerator / denominator, rounded to a fen once, at the end. The product is taken in 128
// bits, so only the result can be out of range.
func (f Fen) Ratio(numerator, denominator int64, r Rounding) (Fen, error) {
	d := Fen(denominator).magnitude()
	if d == 0 || r < Down || r > HalfEven {
		return 0, fault.New(fault.Invalid, "money.ratio")
	}
	high, low := bits.Mul64(f.magnitude(), Fen(numerator).magnitude())
	if high >= d {
		return 0, outOfRange()
	}
	q, rest := bits.Div64(high, low, d)
	if r.raises(q, rest, d) {
		if q++; q == 0 {
			return 0, outOfRange()
		}
	}
	return signed(q, (f < 0) != ((numerator < 0) != (denominator < 0)))
}

// raises tells whether q and rest/d become q + 1.
func (r Rounding) raises(q, rest, d uint64) bool {
	nearer := rest > d-rest // more than half, without overflow
	half := rest == d-rest
	switch r {
	case Up:
		return rest > 0
	case HalfUp:
		return nearer || half
	case HalfEven:
		return nearer || half && q%2 == 1
	case Down:
	}
	return false
}
