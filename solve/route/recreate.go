package route

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// recreator lets absent requests in, one after the other, each at its cheapest place (greedy insertion with blinks).
type recreator struct {
	*inserter
	settler settler
	key     []int64 // of requests, for sorting
	order   []int32
}

func newRecreator(x *model, random *rand.Rand) *recreator {
	return &recreator{inserter: newInserter(x, random), settler: settler{x: x}, key: make([]int64, len(x.p.Requests))}
}

// recreate lets in what it can; the rest stays absent. Orders: chance; most demanding first; far from the carers' start first, or near; narrow
// windows first; early first; late first.
func (r *recreator) recreate(s *state) bool {
	r.blinks = rarely
	if r.random.IntN(10) == 0 {
		r.blinks, r.blink = often, 0
	}
	r.sort(s.absent)
	r.order = append(r.order[:0], s.absent...)
	s.absent = s.absent[:0]
	for _, q := range r.order {
		if r.best(s, q) >= never {
			s.absent = append(s.absent, q)
			continue
		}
		if !r.enter(s, &r.settler, q) {
			return false
		}
	}
	return true
}

// orders are the ways to sort, with how often each comes up out of ten.
var orders = [10]int{0, 0, 0, 1, 1, 2, 3, 4, 5, 6}

func (r *recreator) sort(absent []int32) {
	order := orders[r.random.IntN(len(orders))]
	for _, q := range absent {
		r.key[q] = r.keyOf(q, order)
	}
	slices.SortFunc(absent, func(a, b int32) int { return cmp.Or(cmp.Compare(r.key[a], r.key[b]), cmp.Compare(a, b)) })
}

func (r *recreator) keyOf(q int32, order int) int64 {
	v := int32(r.p.Requests[q].First)
	switch order {
	case 1:
		demand := -int64(r.p.Requests[q].Count)<<50 + int64(len(r.who[v]))<<30
		for _, a := range r.p.Visits[v].Amount {
			demand -= min(a, 1<<20)
		}
		return demand
	case 2, 3:
		away := int64(0)
		if who := r.who[v]; len(who) > 0 {
			away = r.between(int32(r.n)+who[0], v)
		}
		if order == 2 {
			return -away
		}
		return away
	case 4:
		return r.shuts[v] - r.opens[v]
	case 5:
		return r.opens[v]
	case 6:
		return -r.shuts[v]
	}
	return int64(r.random.Uint32())
}
