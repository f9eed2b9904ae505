package stable

import (
	"cmp"
	"math/bits"
	"slices"
)

// entry is an application that holds a seat.
type entry struct {
	key   uint64
	place int32
}

// comparison is a strict order of applications at several places.
type comparison struct{ precedence []int32 } // position of every place, nil where places do not count

// below says whether x is weaker than y: by the precedence of the places if it counts, then by key. Two applications of one applicant with one
// score are left, of which that at the later place is the weaker; both are never held at once.
func (c comparison) below(x, y entry) bool {
	if c.precedence != nil && x.place != y.place {
		return c.precedence[x.place] > c.precedence[y.place]
	}
	if x.key != y.key {
		return x.key < y.key
	}
	return x.place > y.place
}

// keys are the applications seated at one place; where they are a binary heap, the weakest on top.
type keys []uint64

// order makes them a heap.
func (h keys) order() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.sink(i, h[i])
	}
}

// best moves the q greatest to the front, 1 ≤ q ≤ n, and returns the least of them. Keys are distinct. Quickselect on the median of three, on
// average O(n); where a bad order keeps it from coming to an end, it sorts instead, O(n log n).
func (h keys) best(q int) uint64 {
	if q == len(h) {
		return slices.Min(h)
	}
	low, high := 0, len(h) // the q-th greatest stands in h[low:high]
	for tries := 4 * bits.Len(uint(len(h))); high-low > 8 && tries > 0; tries-- {
		switch middle := low + h[low:high].split(); {
		case q-1 < middle:
			high = middle
		case q-1 > middle:
			low = middle + 1
		default:
			return h[middle]
		}
	}
	slices.SortFunc(h[low:high], func(x, y uint64) int { return cmp.Compare(y, x) })
	return h[q-1]
}

// split moves all that are greater than one of them, the median of three, before it, and returns where that one stands. The carry of a
// subtraction counts in place of a branch, which would be guessed wrong every other time.
func (h keys) split() int {
	last := len(h) - 1
	middle := last / 2
	if h[0] < h[middle] {
		h[0], h[middle] = h[middle], h[0]
	}
	if h[last] < h[middle] {
		h[last], h[middle] = h[middle], h[last]
	}
	if h[0] < h[last] {
		h[0], h[last] = h[last], h[0]
	}
	pivot, i := h[last], 0
	for j, x := range h[:last] {
		h[j], h[i] = h[i], x
		_, greater := bits.Sub64(pivot, x, 0)
		i += int(greater)
	}
	h[last], h[i] = h[i], pivot
	return i
}

func (h *keys) push(k uint64) {
	*h = append(*h, k)
	s := *h
	i := len(s) - 1
	for i > 0 {
		up := (i - 1) / 2
		if s[up] <= k {
			break
		}
		s[i] = s[up]
		i = up
	}
	s[i] = k
}

// swap replaces the weakest by k and returns it.
func (h keys) swap(k uint64) uint64 {
	out := h[0]
	h.sink(0, k)
	return out
}

// sink puts k at i, whose entry is lost, or as far beneath it as it belongs.
func (h keys) sink(i int, k uint64) {
	for down := 2*i + 1; down < len(h); down = 2*i + 1 {
		if down+1 < len(h) && h[down+1] < h[down] {
			down++
		}
		if k <= h[down] {
			break
		}
		h[i] = h[down]
		i = down
	}
	h[i] = k
}

// pop removes the weakest and returns it.
func (h *keys) pop() uint64 {
	last := len(*h) - 1
	k := (*h)[last]
	*h = (*h)[:last]
	if last == 0 {
		return k
	}
	return h.swap(k)
}

// heap is a binary heap of applications at several places, the weakest on top.
type heap []entry

func (h *heap) push(e entry, c comparison) {
	*h = append(*h, e)
	s := *h
	i := len(s) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !c.below(e, s[up]) {
			break
		}
		s[i] = s[up]
		i = up
	}
	s[i] = e
}

// pop removes the weakest.
func (h *heap) pop(c comparison) {
	last := len(*h) - 1
	e := (*h)[last]
	s := (*h)[:last]
	*h = s
	i := 0
	for down := 1; down < len(s); down = 2*i + 1 {
		if down+1 < len(s) && c.below(s[down+1], s[down]) {
			down++
		}
		if !c.below(s[down], e) {
			break
		}
		s[i] = s[down]
		i = down
	}
	if last > 0 {
		s[i] = e
	}
}
