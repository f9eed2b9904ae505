package sensitivity_test

import (
	"math"
	"testing"

	"mihe/measure/composite"
	"mihe/measure/sensitivity"
)

// An index of measure/composite is tried as it stands: the same tree, weights and columns give the same scores and places.
func TestJoinsComposite(t *testing.T) {
	for k, mean := range []composite.Power{composite.Arithmetic, composite.Geometric} {
		x := counties(83, 17)
		x.Aggregations = []sensitivity.Aggregation{{sensitivity.Mean(k)}}
		for i := range x.Parent {
			x.Weightings[0].Weight[i] = float64(1 + i%4)
		}
		m := composite.Matrix{Rows: x.Units, Cols: x.Leaves, Data: x.Values[0][0][0]}
		tree := composite.Tree{Leaves: x.Leaves, Parent: x.Parent, Weight: x.Weightings[0].Weight}.With(mean)
		scores := must[composite.Scores](t)(composite.Aggregate(m, tree, 1))
		index := scores.Column(len(x.Parent) - 1)
		places := must[[]float64](t)(composite.Ranks(index, composite.Competition, 1e-10))
		a := must[*sensitivity.Assessment](t)(sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 64}))
		for unit, s := range a.Standings {
			if math.Abs(s.Score-index.Values[unit]) > 1e-12*s.Score || float64(s.Rank) != places[unit] {
				t.Errorf("power %v, unit %d: %v at %d, composite has %v at %v", mean, unit, s.Score, s.Rank, index.Values[unit], places[unit])
			}
		}
	}
}
