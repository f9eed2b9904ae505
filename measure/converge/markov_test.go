package converge_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/converge"
)

// The annual quintiles of 48 states, 1929-2009: table, steady state, sojourn times as giddy's test_markov.py prints them; the probabilities
// likewise; Shorrocks as its mobility.py.
func TestChainOfStates(t *testing.T) {
	ch := must[converge.Chain](t)(converge.NewChain([][]int{
		{729, 71, 1, 0, 0}, {72, 567, 80, 3, 0}, {0, 81, 631, 86, 2}, {0, 3, 86, 573, 56}, {0, 0, 1, 57, 741},
	}))
	for i, want := range [][]float64{
		{0.91011236, 0.0886392, 0.00124844, 0, 0},
		{0.09972299, 0.78531856, 0.11080332, 0.00415512, 0},
		{0, 0.10125, 0.78875, 0.1075, 0.0025},
		{0, 0.00417827, 0.11977716, 0.79805014, 0.07799443},
		{0, 0, 0.00125156, 0.07133917, 0.92740926},
	} {
		if !within(ch.Probability[i], want, 5e-9) {
			t.Errorf("row %d = %v, want %v", i, ch.Probability[i], want)
		}
	}
	if len(ch.Steady) != 1 || !within(ch.Steady[0], []float64{0.20774716, 0.18725774, 0.20740537, 0.18821787, 0.20937187}, 5e-9) {
		t.Errorf("steady state %v", ch.Steady)
	}
	for i, want := range []float64{11.125, 4.65806452, 4.73372781, 4.95172414, 13.77586207} {
		if got := value(t, ch.Sojourn[i]); math.Abs(got-want) > 5e-9 {
			t.Errorf("sojourn in class %d = %v, want %v", i, got, want)
		}
	}
	if got := value(t, ch.Shorrocks); !near(got, 0.19758992000997866, 1e-14) {
		t.Errorf("Shorrocks = %.17g", got)
	}
	if ch.Observations != 3840 {
		t.Errorf("%d transitions, want 48 states in 80 years", ch.Observations)
	}
}

// The first two years of the same states, from giddy's test: two absorbing classes, two steady states.
func TestChainThatIsNotErgodic(t *testing.T) {
	ch := must[converge.Chain](t)(converge.NewChain([][]int{
		{10, 0, 0, 0, 0}, {0, 8, 1, 0, 0}, {0, 1, 9, 1, 0}, {0, 0, 0, 8, 0}, {0, 0, 0, 1, 9},
	}))
	if len(ch.Steady) != 2 || !slices.Equal(ch.Steady[0], []float64{1, 0, 0, 0, 0}) || !slices.Equal(ch.Steady[1], []float64{0, 0, 0, 1, 0}) {
		t.Errorf("steady states %v of %v", ch.Steady, ch.Recurrent)
	}
	want := []converge.Figure{{Why: converge.Absorbing}, {Value: 9}, {Value: 5.5}, {Why: converge.Absorbing}, {Value: 10}}
	if !slices.Equal(ch.Sojourn, want) {
		t.Errorf("sojourn %v, want %v", ch.Sojourn, want)
	}
	// [[.5 .5 0] [.2 .8 0] [0 0 1]]: giddy's ergodic.py gives 2/7, 5/7 and the third class.
	ch = must[converge.Chain](t)(converge.NewChain([][]int{{5, 5, 0}, {2, 8, 0}, {0, 0, 3}}))
	if len(ch.Steady) != 2 || !within(ch.Steady[0], []float64{2.0 / 7, 5.0 / 7, 0}, 1e-15) || !slices.Equal(ch.Steady[1], []float64{0, 0, 1}) {
		t.Errorf("two closed sets: %v", ch.Steady)
	}
	if len(ch.Recurrent) != 2 || !slices.Equal(ch.Recurrent[0], []int{0, 1}) {
		t.Errorf("recurrent %v", ch.Recurrent)
	}
}

// A class nobody left: not available, never even; entered, it leaves the long run open.
func TestEmptyRow(t *testing.T) {
	ch := must[converge.Chain](t)(converge.NewChain([][]int{{3, 1, 0}, {2, 2, 0}, {0, 0, 0}}))
	if ch.Probability[2] != nil || ch.Sojourn[2].Why != converge.NoTransitions || ch.Shorrocks.Why != converge.NoTransitions {
		t.Errorf("empty class: %+v", ch)
	}
	if len(ch.Steady) != 1 || !within(ch.Steady[0], []float64{2.0 / 3, 1.0 / 3, 0}, 1e-15) || ch.SteadyWhy != "" {
		t.Errorf("an empty class nobody enters: %+v", ch)
	}
	ch = must[converge.Chain](t)(converge.NewChain([][]int{{3, 1, 1}, {2, 2, 0}, {0, 0, 0}}))
	if ch.Steady != nil || ch.SteadyWhy != converge.EmptyClass {
		t.Errorf("an empty class that is entered: %+v", ch)
	}
}

func TestClasses(t *testing.T) {
	y := converge.Panel{{1, 2, 3, 4, 5}, {2, 2, 4, 4, 6}}
	ch := must[converge.Chain](t)(converge.MeasureChain(y, converge.Classing{Cuts: []float64{2, 4}}))
	// a value at a cut is of the lower class: 0 0 1 1 2, then 0 0 1 1 2
	if want := [][]int{{2, 0, 0}, {0, 2, 0}, {0, 0, 1}}; !slices.EqualFunc(ch.Transitions, want, slices.Equal[[]int]) {
		t.Errorf("fixed cuts: %v", ch.Transitions)
	}
	ch = must[converge.Chain](t)(converge.MeasureChain(y, converge.Classing{Classes: 2}))
	// pooled median of ten values: between 3 and 4
	if !slices.Equal(ch.Cuts[0], []float64{3.5}) || ch.Warnings != nil {
		t.Errorf("pooled: %+v", ch)
	}
	ch = must[converge.Chain](t)(converge.MeasureChain(y, converge.Classing{Classes: 2, Annual: true}))
	if ch.Cuts[0][0] != 3 || ch.Cuts[1][0] != 4 || !slices.Equal(ch.Warnings, []converge.Warning{converge.AnnualCuts}) {
		t.Errorf("annual: %+v", ch)
	}
}

// R's quantile of type 7 (the oracle weighted_8, and R 4.2.2 for the quartiles).
func TestQuantile(t *testing.T) {
	x := []float64{12, 7, 30, 18, 9, 22, 15, 41}
	for p, want := range map[float64]float64{0: 7, 0.05: 7.7, 0.25: 11.25, 0.5: 16.5, 0.75: 24, 0.95: 37.15, 1: 41} {
		if got := must[float64](t)(converge.Quantile(x, p)); !near(got, want, 1e-15) {
			t.Errorf("quantile at %v = %v, want %v", p, got, want)
		}
	}
}

// Rows sum to one, the steady state is one, and counting periods twice changes no probability.
func TestChainProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 6).Draw(t, "k")
		table := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 9), k, k), k, k).Draw(t, "table")
		ch := must[converge.Chain](t)(converge.NewChain(table))
		for i, row := range ch.Probability {
			if row != nil && math.Abs(added(row)-1) > 1e-15*float64(k) {
				t.Errorf("row %d adds to %v", i, added(row))
			}
		}
		for s, pi := range ch.Steady {
			if !near(added(pi), 1, 1e-14) {
				t.Errorf("steady state %d adds to %v", s, added(pi))
			}
			next := make([]float64, k)
			for i, share := range pi {
				for j := range next {
					if share > 0 {
						next[j] += share * ch.Probability[i][j]
					}
				}
			}
			if !within(next, pi, 1e-14) {
				t.Errorf("π = %v, πP = %v", pi, next)
			}
		}
	})
}

func added(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total
}
