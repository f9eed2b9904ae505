package flow

import (
	"testing"

	"mihe/solve/flow/flowproblem"
)

// Two arcs abreast at cost 1 and 5, the cheap one full. By hand: with no unit on the other the price along them may rise by 1 to 5, with one
// of three units by exactly 5, with all three by 5 or more.
func TestOptimalSeesEveryArc(t *testing.T) {
	p := &flowproblem.Problem{Supply: []int64{4, -4}, Arcs: []flowproblem.Arc{{From: 0, To: 1, Cap: 3, Cost: 1}, {From: 0, To: 1, Cap: 3, Cost: 5}}}
	for _, c := range []struct{ dear, least, most int64 }{{0, 1, 5}, {1, 5, 5}, {3, 5, 99}} {
		n, err := newNetwork(p)
		if err != nil {
			t.Fatal(err)
		}
		s := newScaling(n)
		s.push(s.at[0], 3)
		if c.dear > 0 {
			s.push(s.at[1], c.dear)
		}
		for rise := int64(-1); rise < 10; rise++ {
			if got, want := s.optimal([]int64{0, rise}), rise >= c.least && rise <= c.most; got != want {
				t.Errorf("%d units at cost 5, a rise of %d: optimal %v, want %v", c.dear, rise, got, want)
			}
		}
	}
}
