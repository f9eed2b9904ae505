package stable

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestBest holds the selection against sorting, on orders that are hard for it too.
func TestBest(t *testing.T) {
	r := rand.New(rand.NewPCG(61, 62))
	for n := 1; n <= 300; n++ {
		sorted := make(keys, n)
		for i := range sorted {
			sorted[i] = uint64(n-i) << r.IntN(2)
		}
		slices.Sort(sorted)
		sorted = slices.Compact(sorted)
		slices.Reverse(sorted)
		third := len(sorted) / 3
		turned := append(slices.Clone(sorted[third:]), sorted[:third]...)
		pipe := append(slices.Clone(sorted[third:]), sorted[:third]...)
		slices.Sort(pipe[:len(pipe)/2]) // rising, then falling
		shuffled := slices.Clone(sorted)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		back := slices.Clone(sorted)
		slices.Reverse(back)
		for _, h := range []keys{slices.Clone(sorted), back, shuffled, turned, pipe} {
			q := 1 + r.IntN(len(h))
			least := h.best(q)
			front, rest := slices.Clone(h[:q]), slices.Clone(h[q:])
			slices.Sort(front)
			slices.Reverse(front)
			slices.Sort(rest)
			slices.Reverse(rest)
			if least != sorted[q-1] || !slices.Equal(front, sorted[:q]) || !slices.Equal(rest, sorted[q:]) {
				t.Fatalf("the best %d of %d end in %d, want %d", q, len(sorted), least, sorted[q-1])
			}
		}
	}
}
