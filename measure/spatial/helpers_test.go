package spatial_test

import (
	"errors"
	"math"
	"testing"

	"mihe/measure/spatial"
)

// near reports whether got is want within a share of want.
func near(got, want, share float64) bool { return math.Abs(got-want) <= share*math.Abs(want) }

// must returns a function that takes a result and fails the test on error.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		return v
	}
}

// rook is the edges of a grid whose cells touch along a side.
func rook(wide, high int) []spatial.Edge {
	var edges []spatial.Edge
	for i := range wide * high {
		if (i+1)%wide != 0 {
			edges = append(edges, spatial.Edge{From: i, To: i + 1, Weight: 1}, spatial.Edge{From: i + 1, To: i, Weight: 1})
		}
		if i+wide < wide*high {
			edges = append(edges, spatial.Edge{From: i, To: i + wide, Weight: 1}, spatial.Edge{From: i + wide, To: i, Weight: 1})
		}
	}
	return edges
}

// upTo is 1 to n.
func upTo(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i + 1)
	}
	return x
}

// matrix is the weights as a full matrix.
func matrix(w *spatial.Weights) [][]float64 {
	m := make([][]float64, w.Places())
	for i := range m {
		m[i] = make([]float64, w.Places())
		to, weights := w.Neighbours(i)
		for k, j := range to {
			m[i][j] = weights[k]
		}
	}
	return m
}

var none spatial.Permutations

// unexpected reports an error that is not a refusal.
func unexpected(err error) bool {
	if err == nil {
		return false
	}
	for _, refusal := range []error{
		spatial.ErrLength, spatial.ErrValue, spatial.ErrConstant, spatial.ErrNegative, spatial.ErrSpan, spatial.ErrStandardisation,
		spatial.ErrEdge, spatial.ErrWeight, spatial.ErrAsymmetric, spatial.ErrNoNeighbours, spatial.ErrNearest,
		spatial.ErrPlace, spatial.ErrMetric, spatial.ErrPermutations, spatial.ErrLevel, spatial.ErrControl,
	} {
		if errors.Is(err, refusal) {
			return false
		}
	}
	return true
}
