package indicatorweb

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/internal/account/indicator"
)

func TestShareIsAllOnlyWhenItIsAll(t *testing.T) {
	all, nearly, shy, part, zero := 1.0, 0.999_999, 0.99757, 0.29, 0.0
	for _, tc := range []struct {
		share *float64
		want  string
	}{{&all, "100%"}, {&nearly, "99.99%"}, {&shy, "99.75%"}, {&part, "29.00%"}, {&zero, "0.00%"}, {nil, "—"}} {
		if got := Completeness(tc.share); got != tc.want {
			t.Errorf("Completeness = %s, want %s", got, tc.want)
		}
	}
}

func TestWhatPrintsTheSameDidNotChange(t *testing.T) {
	for _, tc := range []struct {
		from, to, decimals float64
		want               string
	}{
		{1.654, 1.601, 2, "down"}, {1.601, 1.604, 2, "same"}, {15664.01, 19656.78, 0, "up"}, {-0.4, 0.4, 0, "same"},
	} {
		if got := direction(tc.from, tc.to, tc.decimals); got != tc.want {
			t.Errorf("direction(%v, %v, %v) = %s, want %s", tc.from, tc.to, tc.decimals, got, tc.want)
		}
	}
}

func TestRoundAxis(t *testing.T) {
	for _, tc := range []struct {
		low, high float64
		want      axis
	}{
		{0, 100, axis{0, 100, 20}}, {0, 7.36, axis{0, 8, 2}}, {0, 60.3, axis{0, 80, 20}}, {2.1, 4.9, axis{2, 5, 1}}, {5, 5, axis{5, 6, 1}},
	} {
		if got := roundAxis(tc.low, tc.high); got != tc.want {
			t.Errorf("roundAxis(%v, %v) = %v, want %v", tc.low, tc.high, got, tc.want)
		}
	}
}

// Whatever the levels are, the axis holds them all, its steps are few and even, and a histogram loses nobody.
func TestAxisHoldsEveryUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		levels := rapid.SliceOfN(rapid.Float64Range(0, 1e5), 1, 50).Draw(t, "levels")
		slices.Sort(levels)
		var spots []indicator.Spot
		for _, v := range levels {
			spots = append(spots, indicator.Spot{Value: v, Weight: 1 + v})
		}
		ax := roundAxis(levels[0], levels[len(levels)-1])
		for _, v := range levels {
			if at := ax.at(v); at < -1e-9 || at > 1+1e-9 {
				t.Fatalf("%v lies at %v of %v", v, at, ax)
			}
		}
		if steps := (ax.to - ax.from) / ax.step; steps < .5 || steps > 8.5 || math.Abs(steps-math.Round(steps)) > 1e-6 {
			t.Fatalf("%v has %v steps", ax, steps)
		}
		total := 0.0
		for _, share := range ax.histogram(spots) {
			total += share
		}
		if math.Abs(total-1) > 1e-9 {
			t.Fatalf("the columns add up to %v", total)
		}
		at := ax.distinct(spots)
		if !slices.IsSorted(at) || len(slices.Compact(slices.Clone(at))) != len(at) {
			t.Fatalf("positions %v are not distinct and ascending", at)
		}
	})
}
