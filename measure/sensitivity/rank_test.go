package sensitivity

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// byDefinition ranks sorted scores: each group of ties is measured from its best.
func byDefinition(scores []float64, tie float64) []uint16 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	ranks := make([]uint16, len(scores))
	first := 0
	for i, unit := range order {
		if scores[order[first]]-scores[unit] > tie {
			first = i
		}
		ranks[unit] = uint16(first + 1)
	}
	return ranks
}

func TestRankByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.OneOf(
			rapid.Float64Range(0, 100), rapid.Float64Range(50, 50+1e-7), rapid.Float64Range(50, 50+1e-11),
			rapid.SampledFrom([]float64{0, 50, 100}), rapid.Float64Range(-1e150, 1e150),
		), 2, 300).Draw(t, "scores")
		tie := rapid.SampledFrom([]float64{0, 1e-10, 1}).Draw(t, "tie")
		r := newRanker(len(scores))
		for range 2 { // the second time in used working space
			if got, want := r.rank(scores, tie), byDefinition(scores, tie); !slices.Equal(got, want) {
				t.Fatalf("%v: %v, want %v", scores, got, want)
			}
		}
	})
}

// The oracle "ranks_5_3_3_1": competition ranks, a tie shared.
func TestTiesShareARank(t *testing.T) {
	r := newRanker(4)
	if got := r.rank([]float64{5, 3, 3 + 1e-11, 1}, 1e-10); !slices.Equal(got, []uint16{1, 2, 2, 4}) {
		t.Errorf("ranks %v, want 1 2 2 4", got)
	}
	if got := r.rank([]float64{7, 7, 7, 7}, 0); !slices.Equal(got, []uint16{1, 1, 1, 1}) {
		t.Errorf("ranks %v, want all 1", got)
	}
}

// One outlier presses three thousand scores into the same 32 bits; they are still ranked.
func TestOutlierDoesNotBlurRanks(t *testing.T) {
	scores := make([]float64, 3000)
	for i := range scores {
		scores[i] = float64(i)
	}
	scores[1500] = 1e140
	r := newRanker(len(scores))
	if got, want := r.rank(scores, 0), byDefinition(scores, 0); !slices.Equal(got, want) {
		t.Error("ranks differ from the definition")
	}
}

// 5 % of ten thousand is the five hundredth, whatever 0.05·10000 rounds to; Best and Worst leave a twentieth at most.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		q    float64
		n, k int
	}{{0.05, 10000, 500}, {0.95, 10000, 9500}, {0.5, 10000, 5000}, {0.05, 64, 4}, {0.95, 64, 61}, {0.05, 1, 1}, {0.5, 3, 2}} {
		if got := place(c.q, c.n); got != c.k {
			t.Errorf("quantile %v of %d is number %d, want %d", c.q, c.n, got, c.k)
		}
	}
	for n := 1; n < 3000; n++ {
		if below, above := place(0.05, n)-1, n-place(0.95, n); 20*below > n || 20*above > n {
			t.Errorf("of %d, %d are below and %d above", n, below, above)
		}
	}
	q := quantilesOf([]float64{3, 1, 2})
	if q != (Quantiles{Mean: 2, Low: 1, Median: 2, High: 3}) {
		t.Errorf("quantiles of 1, 2, 3: %+v", q)
	}
}

// Scores survive the 65,536 steps of their scale to half a step.
func TestScale(t *testing.T) {
	s := scale{least: -3, span: 7}
	for v := -3.0; v <= 4; v += 0.0137 {
		if got := s.value(float64(s.code(v))); math.Abs(got-v) > 7.0/65535/2+1e-12 {
			t.Errorf("%v becomes %v", v, got)
		}
	}
	if flat := (scale{least: 5}); flat.value(float64(flat.code(5))) != 5 {
		t.Error("a scale of one value loses it")
	}
}
