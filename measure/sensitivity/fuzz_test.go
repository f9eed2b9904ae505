package sensitivity_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"

	"mihe/measure/sensitivity"
)

// FuzzIndex gives an index whatever bytes say. It is refused, or every number of its results is finite and in range; the
// arguments stay as they were.
func FuzzIndex(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, byte(3), byte(1), 0.2, 0.0, 1.0)
	f.Add([]byte{0, 0, 0, 0, 9, 9, 9, 9, 200, 100, 50, 25}, byte(2), byte(7), 0.0, 4.0, 1e-150)
	f.Add([]byte("a constant column and one that is not: 00000000"), byte(2), byte(3), 1.0, 0.0, 1e149)
	f.Fuzz(func(t *testing.T, data []byte, leaves, open byte, band, concentration, scale float64) {
		x := fromBytes(data, int(leaves%6)+1, open, band, concentration, scale)
		before := mustJSON(x)
		a, err := sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 64, Seed: uint64(open)})
		if (a == nil) == (err == nil) {
			t.Fatalf("%v and %v", a, err)
		}
		if a != nil {
			checkAssessment(t, a)
		}
		in, err := sensitivity.Influences(x, sensitivity.Output(open&1), sensitivity.Options{Rows: 64, Resamples: 100})
		if (in == nil) == (err == nil) {
			t.Fatalf("%v and %v", in, err)
		}
		if in != nil {
			for _, u := range in.Units {
				finite(t, u.Mean, u.Variance)
				checkEffects(t, u.Effects)
			}
			finite(t, in.Shift.Mean, in.Shift.Variance)
			checkEffects(t, in.Shift.Effects)
		}
		if after := mustJSON(x); after != before {
			t.Errorf("arguments changed from %s to %s", before, after)
		}
	})
}

// fromBytes makes an index of two groups.
func fromBytes(data []byte, leaves int, open byte, band, concentration, scale float64) sensitivity.Index {
	x := sensitivity.Index{Units: max(1, len(data)/leaves), Leaves: leaves, Parent: make([]int, leaves+3)}
	for leaf := range leaves {
		x.Parent[leaf] = leaves + leaf*2/leaves
	}
	x.Parent[leaves], x.Parent[leaves+1], x.Parent[leaves+2] = leaves+2, leaves+2, -1
	if leaves == 1 {
		x.Parent = []int{1, -1}
	}
	values, weight := make([]float64, x.Units*leaves), make([]float64, len(x.Parent))
	for i := range values {
		if i < len(data) {
			values[i] = float64(data[i]) * scale
		}
	}
	for i := range weight {
		weight[i] = 1
		if i < len(data) && data[i] < 128 {
			weight[i] = float64(data[i] % 8)
		}
	}
	x.Values = [][][][]float64{{{values}}}
	x.Weightings = []sensitivity.Weighting{{Weight: weight, Band: band, Concentration: concentration}}
	x.Aggregations = []sensitivity.Aggregation{{sensitivity.Mean(open & 1)}}
	if open&2 != 0 {
		x.Aggregations = append(x.Aggregations, sensitivity.Aggregation{sensitivity.Geometric})
	}
	if open&4 != 0 {
		x.LeaveOut = []int{int(open>>3) % len(x.Parent)}
	}
	return x
}

// mustJSON writes an index; numbers that JSON has no word for are bits.
func mustJSON(x sensitivity.Index) string {
	var bits []byte
	for _, v := range x.Values[0][0][0] {
		bits = binary.LittleEndian.AppendUint64(bits, math.Float64bits(v))
	}
	text, _ := json.Marshal([]any{bits, x.Parent, x.Weightings[0].Weight, x.Aggregations, x.LeaveOut})
	return string(text)
}

func finite(t *testing.T, all ...float64) {
	t.Helper()
	for _, v := range all {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("%v in %v", v, all)
		}
	}
}

func checkEffects(t *testing.T, effects []sensitivity.Effect) {
	t.Helper()
	for _, e := range effects {
		for _, x := range []sensitivity.Estimate{e.First, e.Total} {
			v, known := x.Value()
			finite(t, v, x.Low, x.High)
			if x.Low > x.High || !known && v != 0 {
				t.Fatalf("%+v", e)
			}
		}
	}
}

func checkAssessment(t *testing.T, a *sensitivity.Assessment) {
	t.Helper()
	n := len(a.Standings)
	for unit, s := range a.Standings {
		finite(t, s.Score, s.MeanRank, s.MeanShift)
		finite(t, quantiles(s.Scores)...)
		r := s.Ranks
		if r.Best < 1 || r.Median < r.Best || r.Worst < r.Median || r.Worst > n || s.Rank < 1 || s.Rank > n {
			t.Fatalf("unit %d of %d: %+v", unit, n, s)
		}
		if s.Scores.Low > s.Scores.Median || s.Scores.Median > s.Scores.High {
			t.Fatalf("unit %d: %+v", unit, s)
		}
		if both := a.Ahead(unit, 0) + a.Ahead(0, unit); both != 1 {
			t.Fatalf("unit %d and unit 0 are ahead in %v of the runs together", unit, both)
		}
	}
	finite(t, quantiles(a.Shift)...)
}
