package inequality

import (
	"math"

	"mihe/measure/elementary"
)

// transvariation holds how far each group reaches above each other.
type transvariation struct {
	whole  *sample
	parts  []sample
	excess [][]float64 // excess[j][h] = E max(y_j − y_h, 0) for a person of j and one of h, scaled
}

// newTransvariation passes once over all units for each of k groups.
func newTransvariation(s *sample, k int) *transvariation {
	t := &transvariation{whole: s, parts: s.split(k), excess: make([][]float64, k)}
	for j := range t.excess {
		t.excess[j] = make([]float64, k)
	}
	reach := make([]elementary.Sum, k)
	for h := range t.parts {
		if t.parts[h].weight == 0 {
			continue
		}
		clear(reach)
		climb(s.units, h, reach)
		for j := range t.parts {
			if pairs := float64(t.parts[j].weight * t.parts[h].weight); pairs > 0 {
				t.excess[j][h] = reach[j].Value() / pairs
			}
		}
	}
	return t
}

// climb adds, for each group, Σ w_i w_l max(x_i − x_l, 0) over its units i and the units l of group h. It goes up the sorted
// values and keeps the area under the distribution of h so far, Σ_l w_l (x − x_l): from one value to the next the
// area grows by the gap times the weight of h below. Every term is ≥ 0, where a difference of prefix sums would
// cancel.
func climb(units []unit, h int, reach []elementary.Sum) {
	var below, area elementary.Sum
	at := units[0].x
	for _, u := range units {
		if u.x > at {
			area.Add(float64((u.x - at) * below.Value()))
			at = u.x
		}
		reach[u.group].Add(float64(u.w * area.Value()))
		if u.group == h {
			below.Add(u.w)
		}
	}
}

// sameMean is the share of d + p below which d − p, the difference of two means, is rounding: both are sums of terms
// ≥ 0 and good to a few roundings of themselves.
const sameMean = 1.0 / (1 << 50)

// order puts the group with the greater mean first. It asks d and p, whose difference that is, because means that
// agree to 32 digits cannot be told apart by themselves. Of equal means the lower rank stands first, with equal true.
func (t *transvariation) order(a, b int) (richer, poorer int, equal bool) {
	d, p := t.excess[a][b], t.excess[b][a]
	if math.Abs(d-p) <= float64(sameMean*(d+p)) {
		return a, b, true
	}
	if d < p {
		return b, a, false
	}
	return a, b, false
}
