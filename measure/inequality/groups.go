package inequality

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// identityTolerance is how far the parts of a decomposition may be from its total, as a share of the total. The parts
// are good to about 1e-14; a mistake in a formula shows at once.
const identityTolerance = 1e-12

// checkIdentity returns ErrIdentity unless the parts add to the total.
func checkIdentity(total float64, parts ...float64) error {
	var added elementary.Sum
	for _, part := range parts {
		added.Add(part)
	}
	if off := math.Abs(added.Value() - total); !(off <= float64(identityTolerance*total)) {
		return fmt.Errorf("%w: %v add to %v, not to %v", ErrIdentity, parts, added.Value(), total)
	}
	return nil
}

// rank returns the distinct labels in ascending order and the place in it of each entry's label.
func rank[G cmp.Ordered](group []G) (labels []G, ranks []int) {
	labels = slices.Clone(group)
	slices.Sort(labels)
	labels = slices.CompactFunc(labels, func(a, b G) bool { return cmp.Compare(a, b) == 0 })
	ranks = make([]int, len(group)) // not nil, even for no entries: there are groups
	for i, label := range group {
		ranks[i], _ = slices.BinarySearch(labels, label)
	}
	return labels, ranks
}

// newGroupedSample prepares data with one group label per value, and returns the labels in ascending order.
func newGroupedSample[G cmp.Ordered](x, weights []float64, group []G) (sample, []G, error) {
	if len(group) != len(x) {
		return sample{}, nil, fmt.Errorf("%w: %d values, %d groups", ErrLength, len(x), len(group))
	}
	labels, ranks := rank(group)
	s, err := newSample(x, weights, ranks)
	return s, labels, err
}
