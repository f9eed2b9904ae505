package stable

// entry is an application that holds a seat.
type entry struct {
	key       uint64
	applicant int32
	place     int32
}

// comparison is a strict order of applications, also across places.
type comparison struct{ precedence []int32 } // position of every place, nil where places do not count

// simpleOrder compares applications at one place.
var simpleOrder comparison

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

// heap is a binary heap with the weakest application on top.
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

// swap replaces the weakest by e and returns it.
func (h *heap) swap(e entry, c comparison) entry {
	out := (*h)[0]
	h.sink(e, c)
	return out
}

func (h *heap) pop(c comparison) {
	s := *h
	last := s[len(s)-1]
	*h = s[:len(s)-1]
	if len(*h) > 0 {
		h.sink(last, c)
	}
}

// sink puts e where it belongs, beginning at the top, whose entry is lost.
func (h *heap) sink(e entry, c comparison) {
	s := *h
	i := 0
	for {
		down := 2*i + 1
		if down >= len(s) {
			break
		}
		if down+1 < len(s) && c.below(s[down+1], s[down]) {
			down++
		}
		if !c.below(s[down], e) {
			break
		}
		s[i] = s[down]
		i = down
	}
	s[i] = e
}
