package sensitivity_test

import (
	"math"
	"slices"
	"testing"

	"mihe/measure/sensitivity"
)

// One unit's score under a single choice of normalisation is exactly two values, so normalisation explains everything. The other
// normalisation is a straight line of the first, so ranks never move: their shift has no effects.
func TestOneFactorExplainsAll(t *testing.T) {
	x := small()
	x.Values, x.Weightings, x.Aggregations, x.LeaveOut = x.Values[:1], x.Weightings[1:2], x.Aggregations[:1], nil
	in := must[*sensitivity.Influence](t)(sensitivity.Influences(x, sensitivity.ScoreOutput, sensitivity.Options{Rows: 4096}))
	if !slices.Equal(in.Factors, []sensitivity.Factor{sensitivity.NormalisationChoice}) || !slices.Equal(in.Warnings, []sensitivity.Warning{sensitivity.MixedScales}) {
		t.Fatalf("factors %v, warnings %v", in.Factors, in.Warnings)
	}
	for unit, u := range in.Units {
		first, known := u.Effects[0].First.Value()
		total, _ := u.Effects[0].Total.Value()
		if !known || math.Abs(first-1) > 1e-3 || math.Abs(total-1) > 1e-3 {
			t.Errorf("unit %d: S %v (%v) ST %v, want 1", unit, first, known, total)
		}
	}
	if in.Shift.Effects != nil || in.Shift.Mean != 0 || in.Shift.Rows != 4096 {
		t.Errorf("shift %+v", in.Shift)
	}
	ranks := must[*sensitivity.Influence](t)(sensitivity.Influences(x, sensitivity.RankOutput, sensitivity.Options{Rows: 64}))
	for unit, u := range ranks.Units {
		if u.Effects != nil || u.Variance != 0 || len(ranks.Warnings) != 0 {
			t.Errorf("unit %d: rank %+v, warnings %v", unit, u, ranks.Warnings)
		}
	}
}

// at is the index whose every choice is made: the levels of its coordinates, none of which is of noise.
func at(x sensitivity.Index, point []float64) sensitivity.Index {
	level := func(k, levels int) int { return int(point[k] * float64(levels)) }
	t, n, a, w, out := level(0, 2), level(1, 2), level(2, 4), level(3, 2), level(4, 5)
	y := x
	y.Values = [][][][]float64{{{x.Values[t][0][n]}}}
	y.Aggregations, y.Weightings = x.Aggregations[a:a+1], x.Weightings[w:w+1]
	if out > 0 {
		y = leftOut(y, x.LeaveOut[out-1])
	}
	return y
}

// By definition: Analyse of a model that computes one published index after another.
func TestInfluencesByDefinition(t *testing.T) {
	x := small()
	x.Weightings = []sensitivity.Weighting{{Weight: x.Weightings[0].Weight}, x.Weightings[1]}
	places := rankOf(published(x))
	o := sensitivity.Options{Rows: 512, Seed: 8}
	scores := must[*sensitivity.Influence](t)(sensitivity.Influences(x, sensitivity.ScoreOutput, o))
	ranks := must[*sensitivity.Influence](t)(sensitivity.Influences(x, sensitivity.RankOutput, o))
	if len(scores.Factors) != 5 || scores.Runs != 512*7 {
		t.Fatalf("factors %v, %d runs", scores.Factors, scores.Runs)
	}
	compare := func(name string, model func([]float64) float64, mean, variance float64, got []sensitivity.Effect) {
		t.Helper()
		want := must[sensitivity.Analysis](t)(sensitivity.Analyse(model, 5, o))
		if math.Abs(mean-want.Mean) > 1e-10*math.Abs(want.Mean) || math.Abs(variance-want.Variance) > 1e-10*want.Variance {
			t.Errorf("%s: mean %v variance %v, want %v %v", name, mean, variance, want.Mean, want.Variance)
		}
		for i, e := range got {
			s, known := e.First.Value()
			st, _ := e.Total.Value()
			wantS, wantKnown := want.Effects[i].First.Value()
			wantST, _ := want.Effects[i].Total.Value()
			if known && wantKnown && math.Abs(s-wantS) > 1e-10 || math.Abs(st-wantST) > 1e-10 {
				t.Errorf("%s, factor %d: S %v (%v) ST %v, want %v (%v) %v", name, scores.Factors[i], s, known, st, wantS, wantKnown, wantST)
			}
		}
	}
	shift := func(p []float64) float64 {
		sum := 0.0
		for unit, r := range rankOf(published(at(x, p))) {
			sum += math.Abs(float64(r - places[unit]))
		}
		return sum / 4
	}
	compare("shift", shift, scores.Shift.Mean, scores.Shift.Variance, scores.Shift.Effects)
	for unit := range 4 {
		score := func(p []float64) float64 { return published(at(x, p))[unit] }
		rank := func(p []float64) float64 { return float64(rankOf(published(at(x, p)))[unit]) }
		compare("score", score, scores.Units[unit].Mean, scores.Units[unit].Variance, scores.Units[unit].Effects)
		compare("rank", rank, ranks.Units[unit].Mean, ranks.Units[unit].Variance, ranks.Units[unit].Effects)
	}
}

// Noise of weights is one factor: with it alone, first-order and total index are both 1.
func TestNoiseIsOneFactor(t *testing.T) {
	x := small()
	x.Values, x.Weightings, x.Aggregations, x.LeaveOut = [][][][]float64{{{x.Values[0][0][0]}}}, x.Weightings[:1], x.Aggregations[:1], nil
	for kind, within := range map[sensitivity.Kind]float64{sensitivity.SobolPoints: 0.02, sensitivity.LatinPoints: 0.15, sensitivity.RandomPoints: 0.15} {
		in := must[*sensitivity.Influence](t)(sensitivity.Influences(x, sensitivity.ScoreOutput, sensitivity.Options{Rows: 2048, Points: kind}))
		for unit, u := range in.Units {
			first, _ := u.Effects[0].First.Value()
			total, _ := u.Effects[0].Total.Value()
			if math.Abs(first-1) > within || math.Abs(total-1) > within {
				t.Errorf("kind %d, unit %d: S %v ST %v, want 1", kind, unit, first, total)
			}
		}
	}
}
