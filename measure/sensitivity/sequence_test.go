package sensitivity

import "testing"

// The unscrambled sequence as scipy 1.17.1 has it: qmc.Sobol(256, scramble=False, bits=32), whose rows stand in Gray order.
func TestSobolDigits(t *testing.T) {
	s := newSequence(MaxDimensions, 1)
	dimensions := []int{0, 1, 2, 9, 49, 99, 199, 255}
	for row, want := range map[uint32][]uint32{
		5 ^ 5>>1:     {3758096384, 3758096384, 536870912, 536870912, 3758096384, 1610612736, 1610612736, 3758096384},
		77 ^ 77>>1:   {3590324224, 3590324224, 33554432, 1845493760, 771751936, 3724541952, 1040187392, 4127195136},
		200 ^ 200>>1: {889192448, 1660944384, 1761607680, 2667577344, 218103808, 2432696320, 4009754624, 4177526784},
	} {
		for k, d := range dimensions {
			if got := s.digits(row, d); got != want[k] {
				t.Errorf("row %d, dimension %d: %d, want %d", row, d+1, got, want[k])
			}
		}
	}
}

// Every direction number is one: mₖ odd and below 2ᵏ.
func TestDirectionNumbers(t *testing.T) {
	for d, line := range directions {
		for k, m := range line[1:] {
			if m%2 != 1 || m >= 2<<k {
				t.Errorf("dimension %d: m%d = %d", d+2, k+1, m)
			}
		}
		if a, s := line[0], len(line)-1; a >= 1<<max(s-1, 1) {
			t.Errorf("dimension %d: polynomial %d of degree %d", d+2, a, s)
		}
	}
}

// A scrambling turns a tree of digits: two numbers that agree in their first k digits agree there afterwards, and differ in
// the next if they did.
func TestScramblingKeepsTheTree(t *testing.T) {
	for i := range uint32(2000) {
		x, y := uint32(mixed(1, uint64(i))), uint32(mixed(1, uint64(i)))^1<<(i%32)
		k := 31 - i%32 // digits in common
		a, b := scramble(x, 77)>>(51-k), scramble(y, 77)>>(51-k)
		if a^b != 1 {
			t.Fatalf("%#x and %#x, which agree in %d digits, become %#b and %#b", x, y, k, a, b)
		}
	}
}
