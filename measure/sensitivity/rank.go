package sensitivity

import (
	"cmp"
	"slices"
)

// ranker sorts and ranks the scores of a run without allocating.
type ranker struct {
	keys, spare []uint64 // of 32 bits of score, greatest first, and 32 bits of unit
	counts      [3][1 << 11]uint32
	ranks       []uint16
}

func newRanker(units int) ranker {
	return ranker{keys: make([]uint64, units), spare: make([]uint64, units), ranks: make([]uint16, units)}
}

// rank returns the place of each score, 1 for the greatest: one more than the number of better units (1, 2, 2, 4). Scores
// within tie of the best of their group share its place. The result is overwritten by the next call. Cost O(n): the scores
// are sorted by 32 bits of their place between the least and the greatest, then neighbours are put right.
func (r *ranker) rank(scores []float64, tie float64) []uint16 {
	r.sort(scores)
	place, best := 0, 0.0
	for i, key := range r.keys {
		unit := uint32(key)
		if v := scores[unit]; i == 0 || best-v > tie {
			place, best = i+1, v
		}
		r.ranks[unit] = uint16(place)
	}
	return r.ranks
}

// sort orders keys by score, greatest first, then by unit.
func (r *ranker) sort(scores []float64) {
	least, most := scores[0], scores[0]
	for _, v := range scores {
		least, most = min(least, v), max(most, v)
	}
	r.counts = [3][1 << 11]uint32{}
	if span := most - least; span > 0 {
		for unit, v := range scores {
			k := uint64(float64((most-v)/span*(1<<32-1))) << 32
			r.keys[unit] = k | uint64(unit)
			r.counts[0][k>>32&0x7ff]++
			r.counts[1][k>>43&0x7ff]++
			r.counts[2][k>>54]++
		}
	} else {
		for unit := range scores {
			r.keys[unit] = uint64(unit)
		}
		return
	}
	for digit, shift := range [...]int{32, 43, 54} {
		r.distribute(&r.counts[digit], shift)
	}
	r.settle(scores)
}

// distribute is one pass of a radix sort, stable.
func (r *ranker) distribute(counts *[1 << 11]uint32, shift int) {
	var sum uint32
	for d, n := range counts {
		counts[d] = sum
		sum += n
	}
	for _, key := range r.keys {
		d := key >> shift & 0x7ff
		r.spare[counts[d]] = key
		counts[d]++
	}
	r.keys, r.spare = r.spare, r.keys
}

// settle puts neighbours right whose scores differ by less than 32 bits tell. Where one outlier presses all others into
// few keys that would take too long, and they are sorted anew: the order is the same.
func (r *ranker) settle(scores []float64) {
	moves := 0
	for i := 1; i < len(r.keys); i++ {
		key := r.keys[i]
		v := scores[uint32(key)]
		j := i
		for ; j > 0 && scores[uint32(r.keys[j-1])] < v; j-- {
			r.keys[j] = r.keys[j-1]
			moves++
		}
		r.keys[j] = key
		if moves > 8*len(r.keys) {
			slices.SortFunc(r.keys, func(a, b uint64) int {
				return cmp.Or(cmp.Compare(scores[uint32(b)], scores[uint32(a)]), cmp.Compare(uint32(a), uint32(b)))
			})
			return
		}
	}
}
