package flow

import (
	"fmt"

	"mihe/solve/flow/flowproblem"
)

// Quota bounds how many units pass through a set, in a family of sets of which any two are disjoint or one holds the other (层级配额, a
// laminar family): a county's places within its prefecture's within the province's. Parent is the quota that holds it, −1 for none.
type Quota struct {
	Parent    int
	Low, High int64
}

// Laminar returns the arcs that make quotas part of a network: quota i is node first + i, whose only arc goes to its parent's node, or
// to sink, with the quota's bounds. What is sent to the node of a quota counts in all that hold it. Quotas may
// stand in any order; ErrQuota is returned where parents form a cycle or are none of them, or bounds are crossed. O(n).
//
// That a flow obeys all quotas at once in whole units is due to the tree: with sets that cross it would be NP-hard in general.
func Laminar(first, sink int32, quotas []Quota) ([]flowproblem.Arc, error) {
	arcs := make([]flowproblem.Arc, len(quotas))
	for i, q := range quotas {
		to := sink
		switch {
		case q.Parent >= len(quotas) || q.Parent < -1:
			return nil, fmt.Errorf("%w: quota %d has parent %d of %d", ErrQuota, i, q.Parent, len(quotas))
		case q.Low < 0 || q.High < q.Low || q.High > flowproblem.MaxAmount:
			return nil, fmt.Errorf("%w: quota %d has bounds %d to %d", ErrQuota, i, q.Low, q.High)
		case q.Parent >= 0:
			to = first + int32(q.Parent)
		}
		arcs[i] = flowproblem.Arc{From: first + int32(i), To: to, Low: q.Low, Cap: q.High}
	}
	return arcs, rooted(quotas)
}

// rooted refuses parents that form a cycle.
func rooted(quotas []Quota) error {
	const seen = 1
	state := make([]int, len(quotas)) // 0 unknown, 1 known to end at the sink, 1 < mark of the walk under way
	for i := range quotas {
		mark := i + 2
		at := i
		for at >= 0 && state[at] == 0 {
			state[at] = mark
			at = quotas[at].Parent
		}
		if at >= 0 && state[at] == mark {
			return fmt.Errorf("%w: quota %d holds itself", ErrQuota, at)
		}
		for at = i; at >= 0 && state[at] == mark; at = quotas[at].Parent {
			state[at] = seen
		}
	}
	return nil
}
