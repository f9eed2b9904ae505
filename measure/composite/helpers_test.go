package composite_test

import (
	"math"
	"testing"

	"mihe/measure/composite"
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

func rows(t testing.TB, table ...[]float64) composite.Matrix {
	t.Helper()
	return must[composite.Matrix](t)(composite.FromRows(table...))
}

func columns(t testing.TB, table ...[]float64) composite.Matrix {
	t.Helper()
	list := make([]composite.Column, len(table))
	for i, values := range table {
		list[i] = composite.Column{Values: values}
	}
	return must[composite.Matrix](t)(composite.FromColumns(list...))
}

func normal(t testing.TB, m composite.Matrix, d []composite.Direction, how func(composite.Column, composite.Direction) (composite.Scale, error)) composite.Normalised {
	t.Helper()
	return must[composite.Normalised](t)(composite.Normalise(m, must[[]composite.Scale](t)(composite.Fit(m, d, how))))
}

// expect fails for every figure that is not within a share of what was wanted.
func expect(t testing.TB, what string, got, want []float64, share float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
	for i := range got {
		if !near(got[i], want[i], share) {
			t.Errorf("%s: figure %d = %.17g, want %.17g", what, i, got[i], want[i])
		}
	}
}

func kinds(warnings []composite.Warning) map[composite.Kind]int {
	count := map[composite.Kind]int{}
	for _, w := range warnings {
		count[w.Kind]++
	}
	return count
}
