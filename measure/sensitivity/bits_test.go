package sensitivity_test

import (
	"encoding/binary"
	"fmt"
	"hash"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"testing"

	"mihe/measure/elementary/roundtest"
	"mihe/measure/sensitivity"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 40) }

// digest takes every number of a result, bit by bit.
type digest struct{ hash.Hash64 }

func newDigest() digest { return digest{fnv.New64a()} }

func (d digest) ints(v ...int) {
	for _, x := range v {
		_ = binary.Write(d, binary.LittleEndian, int64(x)) // a hash takes everything
	}
}

func (d digest) floats(v ...float64) {
	for _, x := range v {
		_ = binary.Write(d, binary.LittleEndian, math.Float64bits(x))
	}
}

func (d digest) effects(all []sensitivity.Effect) {
	d.ints(len(all))
	for _, e := range all {
		for _, x := range []sensitivity.Estimate{e.First, e.Total} {
			v, known := x.Value()
			_, _ = io.WriteString(d, fmt.Sprint(known))
			d.floats(v, x.Low, x.High)
		}
	}
}

func quantiles(q sensitivity.Quantiles) []float64 { return []float64{q.Mean, q.Low, q.Median, q.High} }

func assessmentBits(a *sensitivity.Assessment) uint64 {
	d := newDigest()
	d.ints(a.Runs, a.ScoreRuns)
	for _, s := range a.Standings {
		d.floats(s.Score, s.MeanRank, s.MeanShift)
		d.floats(quantiles(s.Scores)...)
		d.ints(s.Rank, s.Ranks.Best, s.Ranks.Median, s.Ranks.Worst, s.Group)
	}
	d.ints(a.Order...)
	for _, g := range a.Groups {
		d.ints(g.First, g.Last)
	}
	d.floats(quantiles(a.Shift)...)
	for unit := range a.Standings[1:] {
		d.floats(a.Ahead(unit, unit+1))
	}
	return d.Sum64()
}

func influenceBits(in *sensitivity.Influence) uint64 {
	d := newDigest()
	d.ints(in.Rows, in.Runs)
	for _, f := range in.Factors {
		d.ints(int(f))
	}
	for _, w := range in.Warnings {
		d.ints(int(w))
	}
	d.floats(in.Shift.Mean, in.Shift.Variance)
	d.effects(in.Shift.Effects)
	for _, u := range in.Units {
		d.floats(u.Mean, u.Variance)
		d.effects(u.Effects)
	}
	return d.Sum64()
}

// everything has every choice open: both means at several places of the tree, a band, Dirichlet, leaving out.
func everything() sensitivity.Index {
	x := counties(83, 17)
	other := slices.Clone(x.Values[0][0][0])
	for i := range other {
		other[i] = min(other[i], 80)
	}
	imputed := slices.Clone(x.Values[0][0])
	imputed[0] = other
	x.Values = [][][][]float64{{x.Values[0][0], imputed}, {imputed, imputed}}
	mixed := make(sensitivity.Aggregation, len(x.Parent))
	for node := x.Leaves; node < len(mixed); node++ {
		mixed[node] = sensitivity.Mean(node % 2)
	}
	x.Aggregations = append(x.Aggregations, mixed)
	w := slices.Clone(x.Weightings[0].Weight)
	for i := range w {
		w[i] = float64(1 + i%5)
	}
	x.Weightings = append(x.Weightings, sensitivity.Weighting{Weight: w, Concentration: 12.5}, sensitivity.Weighting{Weight: w})
	x.LeaveOut = []int{0, 3, 17, 24}
	return x
}

// The bits of results: the same for 1, 2 and 8 workers, and on amd64 (with and without GOAMD64=v3), arm64 and loong64. A change
// of algorithm may change this table; a change of machine may not. (Tried under Debian's qemu-user 7.2. Negative control: with
// one float64(…) of combine left out, arm64 and loong64 give other bits; TestProductsAreRounded sees it on amd64.)
func TestSameBitsEverywhere(t *testing.T) {
	want := map[string]uint64{
		"MonteCarlo of Sobol' points": 0xf485dbc3f2241d3a,
		"MonteCarlo of a hypercube":   0x3ad1bc447fb25669,
		"MonteCarlo of random points": 0x7ad35c3043713351,
		"influences on scores":        0x28a0586281ae76e9,
		"influences on ranks":         0x55e65610e32504c7,
		"Analyse":                     0x41e597b8333f86e5,
		"points":                      0x9ebfa146117fba4f,
		"leaving one out":             0x8e3c4460bbfa1a46,
	}
	x := everything()
	for _, workers := range []int{1, 2, 8} {
		monteCarlo := func(kind sensitivity.Kind) uint64 {
			o := sensitivity.MonteCarloOptions{Runs: 500, Seed: 20, Points: kind, Workers: workers}
			return assessmentBits(must[*sensitivity.Assessment](t)(sensitivity.MonteCarlo(x, o)))
		}
		influences := func(of sensitivity.Output) uint64 {
			o := sensitivity.Options{Rows: 128, Seed: 4, Workers: workers, Resamples: 100}
			return influenceBits(must[*sensitivity.Influence](t)(sensitivity.Influences(x, of, o)))
		}
		got := map[string]uint64{
			"MonteCarlo of Sobol' points": monteCarlo(sensitivity.SobolPoints),
			"MonteCarlo of a hypercube":   monteCarlo(sensitivity.LatinPoints),
			"MonteCarlo of random points": monteCarlo(sensitivity.RandomPoints),
			"influences on scores":        influences(sensitivity.ScoreOutput),
			"influences on ranks":         influences(sensitivity.RankOutput),
		}
		a := must[sensitivity.Analysis](t)(sensitivity.Analyse(bilinear, 3, sensitivity.Options{Rows: 1000, Seed: 3, Workers: workers}))
		d := newDigest()
		d.floats(a.Mean, a.Variance)
		d.effects(a.Effects)
		got["Analyse"] = d.Sum64()
		got["points"] = pointBits(t)
		got["leaving one out"] = omissionBits(t, x)
		for name, bits := range got {
			if bits != want[name] {
				t.Errorf("%d workers: %q: %#x,", workers, name, bits)
			}
		}
	}
}

func pointBits(t *testing.T) uint64 {
	t.Helper()
	d := newDigest()
	for _, kind := range kinds {
		p := must[*sensitivity.Points](t)(sensitivity.NewPoints(kind, 100, sensitivity.MaxDimensions, 6))
		at := make([]float64, p.Dimensions())
		for row := range p.Rows() {
			p.At(row, at)
			d.floats(at...)
		}
	}
	return d.Sum64()
}

func omissionBits(t *testing.T, x sensitivity.Index) uint64 {
	t.Helper()
	d := newDigest()
	for _, o := range must[[]sensitivity.Omission](t)(sensitivity.LeaveOneOut(x)) {
		d.ints(o.Node, o.MaxShift, o.Unit)
		d.floats(o.MeanShift)
	}
	return d.Sum64()
}
