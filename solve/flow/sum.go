package flow

import "math/bits"

// sum adds products of 64-bit integers in 128 bits.
type sum struct {
	high int64
	low  uint64
}

func (s *sum) add(x, y int64) {
	high, low := bits.Mul64(uint64(x), uint64(y))
	signed := int64(high) - x>>63&y - y>>63&x
	var carry uint64
	s.low, carry = bits.Add64(s.low, low, 0)
	s.high += signed + int64(carry)
}

// value returns the sum if 64 bits hold it.
func (s *sum) value() (int64, bool) { return int64(s.low), s.high == int64(s.low)>>63 }
