package stable

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

// keys is a binary heap of the applications seated at one place, the weakest on top.
type keys []uint64

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
	i := 0
	for down := 1; down < len(h); down = 2*i + 1 {
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
	return out
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
