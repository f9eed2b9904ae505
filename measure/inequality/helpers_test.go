package inequality_test

import (
	"errors"
	"math"

	"mihe/measure/inequality"
)

// near reports whether got is want within a share of want.
func near(got, want, share float64) bool { return math.Abs(got-want) <= share*math.Abs(want) }

// tester is what testing.TB and rapid.T share.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// must returns a function that takes a result and fails the test on error.
func must[T any](t tester) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		return v
	}
}

// index is any measure that takes values and weights alone.
type index struct {
	name     string
	of       func(x, w []float64) (float64, error)
	positive bool // needs values above zero
	weak     bool // a transfer may leave it as it is
}

func indices() []index {
	atkinson := func(epsilon float64) func(x, w []float64) (float64, error) {
		return func(x, w []float64) (float64, error) { return inequality.Atkinson(x, w, epsilon) }
	}
	return []index{
		{name: "Gini", of: inequality.Gini},
		{name: "TheilT", of: inequality.TheilT},
		{name: "TheilL", of: inequality.TheilL, positive: true},
		{name: "CoefficientOfVariation", of: inequality.CoefficientOfVariation},
		{name: "Hoover", of: inequality.Hoover, weak: true},
		{name: "Atkinson(0.25)", of: atkinson(0.25)},
		{name: "Atkinson(0.75)", of: atkinson(0.75)},
		{name: "Atkinson(1)", of: atkinson(1), positive: true},
		{name: "Atkinson(2)", of: atkinson(2), positive: true},
	}
}

// unexpected reports an error that is not a refusal of data: a broken identity or an error without its reason.
func unexpected(err error) bool {
	if err == nil {
		return false
	}
	for _, refusal := range []error{
		inequality.ErrLength, inequality.ErrEmpty, inequality.ErrValue,
		inequality.ErrWeight, inequality.ErrDomain, inequality.ErrSpan, inequality.ErrGroups,
	} {
		if errors.Is(err, refusal) {
			return false
		}
	}
	return true
}
