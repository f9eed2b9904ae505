package flowcheck

import "math/bits"

// wide is a signed sum of 128 bits: high·2^64 + low. 2^24 arcs of products below 2^124 could pass it only by wrapping, which
// needs products above 2^103: amounts and costs above 2^51 at once on every arc. The solver has sums of its own: a judge that
// shared them would share their faults.
type wide struct {
	high int64
	low  uint64
}

func wideOf(x int64) wide { return wide{x >> 63, uint64(x)} }

// add adds x·y.
func (w *wide) add(x, y int64) {
	high, low := bits.Mul64(uint64(x), uint64(y))
	signed := int64(high) - x>>63&y - y>>63&x
	var carry uint64
	w.low, carry = bits.Add64(w.low, low, 0)
	w.high += signed + int64(carry)
}
