package openness

import (
	"maps"
	"testing"
)

// AlterSteps gives the test the steps of another release, in which a proposal is approved at once.
func AlterSteps(t *testing.T) {
	whole := maps.Clone(leads)
	t.Cleanup(func() { leads = whole })
	leads = map[Step]State{Propose: Approved, Review: Internal, Approve: Internal, Refuse: Approved, Withdraw: Approved}
}
