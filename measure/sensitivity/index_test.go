package sensitivity_test

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/sensitivity"
)

// small is two pillars of two indicators each, four units, everything open.
func small() sensitivity.Index {
	plain := []float64{
		10, 40, 70, 90,
		20, 80, 60, 70,
		90, 50, 50, 10,
		30, 30, 80, 60,
	}
	other := make([]float64, len(plain))
	for i, v := range plain {
		other[i] = 60 + float64(0.4*v)
	}
	treated := slices.Clone(plain)
	treated[8] = 70
	return sensitivity.Index{
		Units: 4, Leaves: 4, Parent: []int{4, 4, 5, 5, 6, 6, -1},
		Values: [][][][]float64{{{plain, other}}, {{treated, other}}},
		Weightings: []sensitivity.Weighting{
			{Weight: []float64{1, 1, 1, 1, 1, 1, 1}, Band: 0.25},
			{Weight: []float64{3, 1, 1, 2, 2, 1, 1}},
			{Weight: []float64{3, 1, 1, 2, 2, 1, 1}, Concentration: 20},
		},
		Aggregations: []sensitivity.Aggregation{
			{sensitivity.Arithmetic},
			{sensitivity.Geometric},
			{0, 0, 0, 0, sensitivity.Arithmetic, sensitivity.Arithmetic, sensitivity.Geometric},
			{0, 0, 0, 0, sensitivity.Geometric, sensitivity.Arithmetic, sensitivity.Arithmetic},
		},
		LeaveOut: []int{0, 1, 2, 3},
	}
}

// published computes the nominal index by definition.
func published(x sensitivity.Index) []float64 {
	a, w, v := x.Aggregations[0], x.Weightings[0].Weight, x.Values[0][0][0]
	scores := make([]float64, x.Units)
	for unit := range scores {
		node := make([]float64, len(x.Parent))
		for i := range x.Leaves {
			node[i] = v[i*x.Units+unit]
		}
		for g := x.Leaves; g < len(x.Parent); g++ {
			mean := a[0]
			if len(a) > 1 {
				mean = a[g]
			}
			sum, total := 0.0, 0.0
			for i, p := range x.Parent {
				if p == g {
					total += w[i]
				}
			}
			for i, p := range x.Parent {
				switch {
				case p != g || w[i] == 0:
				case mean == sensitivity.Geometric:
					sum += w[i] / total * math.Log(node[i])
				default:
					sum += w[i] / total * node[i]
				}
			}
			if node[g] = sum; mean == sensitivity.Geometric {
				node[g] = math.Exp(sum)
			}
		}
		scores[unit] = node[len(node)-1]
	}
	return scores
}

// The published score and rank, by definition, under every aggregation and weighting.
func TestPublishedByDefinition(t *testing.T) {
	x := small()
	for k := range x.Aggregations {
		for j := range x.Weightings {
			y := x
			y.Aggregations, y.Weightings = x.Aggregations[k:], x.Weightings[j:]
			a := must[*sensitivity.Assessment](t)(sensitivity.MonteCarlo(y, sensitivity.MonteCarloOptions{Runs: 64}))
			want := published(y)
			for unit, s := range a.Standings {
				better := 0
				for _, v := range want {
					if v > want[unit]+1e-9 {
						better++
					}
				}
				if math.Abs(s.Score-want[unit]) > 1e-12*want[unit] || s.Rank != better+1 {
					t.Errorf("aggregation %d, weighting %d, unit %d: %v, place %d; want %v, %d", k, j, unit, s.Score, s.Rank, want[unit], better+1)
				}
			}
		}
	}
}

// A zero makes a geometric mean zero, as long as it counts.
func TestZeroUnderAGeometricMean(t *testing.T) {
	x := small()
	x.Aggregations = []sensitivity.Aggregation{{sensitivity.Geometric}, {sensitivity.Arithmetic}}
	x.Values[0][0][0] = slices.Clone(x.Values[0][0][0])
	x.Values[0][0][0][0] = 0
	a := must[*sensitivity.Assessment](t)(sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 64}))
	if a.Standings[0].Score != 0 || a.Standings[0].Rank != 4 {
		t.Errorf("unit 0 has %+v", a.Standings[0])
	}
	x.Weightings = []sensitivity.Weighting{{Weight: []float64{0, 1, 1, 1, 1, 1, 0}, Band: 0.1}}
	x.LeaveOut = nil
	a = must[*sensitivity.Assessment](t)(sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 64}))
	if want := math.Sqrt(20 * math.Sqrt(90*30)); math.Abs(a.Standings[0].Score-want) > 1e-12*want {
		t.Errorf("unit 0 scores %v, want %v", a.Standings[0].Score, want)
	}
}

// COINr's ASEM index: normalised values and weights give its published scores to 1e-9.
func TestASEM(t *testing.T) {
	dir := os.Getenv("MIHE_ORACLES")
	if dir == "" {
		t.Skip("MIHE_ORACLES is not set: COINr's ASEM index is not compared")
	}
	read := func(name string) [][]string {
		f, err := os.Open(filepath.Join(dir, "asem", name))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		return must[[][]string](t)(csv.NewReader(f).ReadAll())
	}
	normalised, aggregated, meta := read("ASEM_dset_Normalised.csv"), read("ASEM_dset_Aggregated.csv"), read("ASEM_iMeta.csv")
	names := slices.Clone(normalised[0][1:])
	leaves := len(names)
	names = append(names, aggregated[0][1+leaves:]...)
	node := func(name string) int { return slices.Index(names, name) }
	x := sensitivity.Index{Units: len(normalised) - 1, Leaves: leaves, Parent: make([]int, len(names))}
	weight := make([]float64, len(names))
	code, up, share := slices.Index(meta[0], "iCode"), slices.Index(meta[0], "Parent"), slices.Index(meta[0], "Weight")
	for _, row := range meta[1:] {
		if i := node(row[code]); i >= 0 {
			x.Parent[i], weight[i] = node(row[up]), must[float64](t)(strconv.ParseFloat(row[share], 64))
		}
	}
	values := make([]float64, x.Units*leaves)
	for u, row := range normalised[1:] {
		for i, cell := range row[1:] {
			values[i*x.Units+u] = must[float64](t)(strconv.ParseFloat(cell, 64))
		}
	}
	x.Values = [][][][]float64{{{values}}}
	x.Weightings = []sensitivity.Weighting{{Weight: weight, Band: 0.25}}
	x.Aggregations = []sensitivity.Aggregation{{sensitivity.Arithmetic}, {sensitivity.Geometric}}
	a := must[*sensitivity.Assessment](t)(sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 1000}))
	sum := 0.0
	for u, row := range aggregated[1:] {
		want := must[float64](t)(strconv.ParseFloat(row[len(row)-1], 64))
		if got := a.Standings[u]; math.Abs(got.Score-want) > 1e-9 || got.Ranks.Best > got.Ranks.Median || got.Ranks.Median > got.Ranks.Worst {
			t.Errorf("%s: %+v, want %v", row[0], got, want)
		}
		sum += a.Standings[u].Score
	}
	if math.Abs(sum-2624.5178464013075) > 1e-9 {
		t.Errorf("scores sum to %v", sum)
	}
}

// leftOut returns the published index with one node's weight at zero.
func leftOut(x sensitivity.Index, node int) sensitivity.Index {
	w := slices.Clone(x.Weightings[0].Weight)
	w[node] = 0
	x.Weightings = []sensitivity.Weighting{{Weight: w}}
	return x
}

func TestLeaveOneOutByDefinition(t *testing.T) {
	x := small()
	x.LeaveOut = []int{2, 0, 4, 3}
	places := rankOf(published(x))
	for k, o := range must[[]sensitivity.Omission](t)(sensitivity.LeaveOneOut(x)) {
		want := sensitivity.Omission{Node: x.LeaveOut[k]}
		for unit, r := range rankOf(published(leftOut(x, o.Node))) {
			d := max(r-places[unit], places[unit]-r)
			want.MeanShift += float64(d) / 4
			if d > want.MaxShift {
				want.MaxShift, want.Unit = d, unit
			}
		}
		if o != want {
			t.Errorf("%+v, want %+v", o, want)
		}
	}
	x.LeaveOut = nil
	if o, err := sensitivity.LeaveOneOut(x); o != nil || !errors.Is(err, sensitivity.ErrCertain) {
		t.Errorf("nothing left out: %v, %v", o, err)
	}
}

// rankOf ranks by definition: one more than the number of better scores.
func rankOf(scores []float64) []int {
	ranks := make([]int, len(scores))
	for i, v := range scores {
		ranks[i] = 1
		for _, w := range scores {
			if w > v+1e-10 {
				ranks[i]++
			}
		}
	}
	return ranks
}

// A group whose only indicator is left out goes with it, and its siblings take its weight.
func TestLeavingOutTheOnlyChild(t *testing.T) {
	x := sensitivity.Index{
		Units: 3, Leaves: 3, Parent: []int{3, 4, 4, 5, 5, -1},
		Values:       [][][][]float64{{{{9, 1, 2, 1, 2, 3, 1, 2, 3}}}},
		Weightings:   []sensitivity.Weighting{{Weight: []float64{1, 1, 1, 1, 1, 1}}},
		Aggregations: []sensitivity.Aggregation{{sensitivity.Arithmetic}}, LeaveOut: []int{0},
	}
	got := must[[]sensitivity.Omission](t)(sensitivity.LeaveOneOut(x))
	// Published: 5, 1.5, 2.5, places 1, 3, 2. Without the first: 1, 2, 3, places 3, 2, 1.
	if want := (sensitivity.Omission{Node: 0, MeanShift: 4.0 / 3, MaxShift: 2}); got[0] != want {
		t.Errorf("%+v, want %+v", got[0], want)
	}
}

// A unit that is better everywhere is ahead in every run; equal units share every rank; the number of a unit means nothing.
func TestAssessmentProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := small()
		units := rapid.IntRange(3, 12).Draw(t, "units")
		x.Units = units
		raw := rapid.SliceOfN(rapid.Float64Range(1, 99), 4*units, 4*units).Draw(t, "raw")
		for leaf := range 4 { // unit 1 is as unit 0, unit 2 better than both
			raw[leaf*units+1] = raw[leaf*units]
			raw[leaf*units+2] = raw[leaf*units] + 1
		}
		turned := make([]float64, len(raw))
		for i := range raw {
			turned[i/units*units+units-1-i%units] = raw[i]
		}
		fill := func(raw []float64) sensitivity.Index {
			y, other := x, make([]float64, len(raw))
			for i, v := range raw {
				other[i] = 60 + float64(0.4*v)
			}
			y.Values = [][][][]float64{{{raw, other}}}
			return y
		}
		o := sensitivity.MonteCarloOptions{Runs: 128, Seed: rapid.Uint64().Draw(t, "seed")}
		a, err := sensitivity.MonteCarlo(fill(raw), o)
		b, err2 := sensitivity.MonteCarlo(fill(turned), o)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if a.Ahead(2, 0) != 1 || a.Ahead(0, 2) != 0 || !a.Apart(0, 2) || a.Ahead(0, 1) != 0.5 || a.Apart(0, 1) || a.Standings[0].Ranks != a.Standings[1].Ranks {
			t.Errorf("units 0, 1 and 2: %+v %+v %+v", a.Standings[0], a.Standings[1], a.Standings[2])
		}
		for unit := range units {
			s, r := a.Standings[unit], b.Standings[units-1-unit]
			s.Group, r.Group = 0, 0 // equal units may stand in another order
			if s != r {
				t.Errorf("unit %d: %+v, turned round %+v", unit, s, r)
			}
			if !(s.Ranks.Best <= s.Ranks.Median && s.Ranks.Median <= s.Ranks.Worst && s.Scores.Low <= s.Scores.Median && s.Scores.Median <= s.Scores.High) {
				t.Errorf("unit %d: %+v", unit, s)
			}
		}
	})
}

// Every unit is in one group, each of a group cannot be told apart from its leader, and the leader of the next can.
func TestGroupsByTheirRule(t *testing.T) {
	x := counties(120, 16)
	a := must[*sensitivity.Assessment](t)(sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 400}))
	next := 0
	for g, group := range a.Groups {
		if group.First != next || group.Last < group.First {
			t.Fatalf("group %d is %+v after %d", g, group, next)
		}
		next = group.Last + 1
		leader := a.Order[group.First]
		for at := group.First; at <= group.Last; at++ {
			if unit := a.Order[at]; a.Apart(leader, unit) || a.Standings[unit].Group != g {
				t.Errorf("unit %d in group %d with %d: ahead %v", unit, a.Standings[unit].Group, leader, a.Ahead(leader, unit))
			}
		}
		if next < x.Units && !a.Apart(leader, a.Order[next]) {
			t.Errorf("group %d ends before a unit that its leader cannot be told apart from", g)
		}
	}
	for _, unit := range []int{0, a.Order[60], a.Order[119]} {
		var want []int
		for _, other := range a.Order {
			if ahead := a.Ahead(unit, other); other != unit && ahead > 0.05 && ahead < 0.95 {
				want = append(want, other)
			}
		}
		if got := a.Alike(unit); unit == a.Order[60] && len(got) == 0 || !slices.Equal(got, want) {
			t.Errorf("unit %d is like %v, want %v", unit, got, want)
		}
	}
	if next != x.Units || len(a.Groups) < 2 || len(a.Groups) == x.Units {
		t.Errorf("%d groups up to %d of %d units", len(a.Groups), next, x.Units)
	}
}

// More noise gives wider intervals and fewer groups.
func TestMoreNoiseTellsFewerApart(t *testing.T) {
	var widths, groups []int
	for _, band := range []float64{0.01, 0.1, 0.5, 1} {
		x := counties(100, 16)
		x.Aggregations, x.Weightings[0].Band = x.Aggregations[:1], band
		x.Values[0][0] = x.Values[0][0][:1]
		a := must[*sensitivity.Assessment](t)(sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 512}))
		width := 0
		for _, s := range a.Standings {
			width += s.Ranks.Worst - s.Ranks.Best
		}
		widths, groups = append(widths, width), append(groups, len(a.Groups))
	}
	if !slices.IsSorted(widths) || !slices.IsSortedFunc(groups, func(a, b int) int { return b - a }) || widths[0] == widths[3] {
		t.Errorf("widths %v, groups %v", widths, groups)
	}
}

// refusals of an index, each of one fault.
func TestIndexRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault func(x *sensitivity.Index)
		want  error
	}{
		{"one unit", func(x *sensitivity.Index) { x.Units = 1 }, sensitivity.ErrUnits},
		{"too many units", func(x *sensitivity.Index) { x.Units = sensitivity.MaxUnits + 1 }, sensitivity.ErrUnits},
		{"no leaves", func(x *sensitivity.Index) { x.Leaves = 0 }, sensitivity.ErrTree},
		{"only leaves", func(x *sensitivity.Index) { x.Leaves = 7 }, sensitivity.ErrTree},
		{"parent before child", func(x *sensitivity.Index) { x.Parent[5] = 4 }, sensitivity.ErrTree},
		{"two roots", func(x *sensitivity.Index) { x.Parent[5] = -1 }, sensitivity.ErrTree},
		{"no root", func(x *sensitivity.Index) { x.Parent[6] = 6 }, sensitivity.ErrTree},
		{"childless group", func(x *sensitivity.Index) { x.Parent[2], x.Parent[3] = 4, 4 }, sensitivity.ErrTree},
		{"leaf under a leaf", func(x *sensitivity.Index) { x.Parent[0] = 3 }, sensitivity.ErrTree},
		{"root left out", func(x *sensitivity.Index) { x.LeaveOut = []int{6} }, sensitivity.ErrTree},
		{"unknown node left out", func(x *sensitivity.Index) { x.LeaveOut = []int{-1} }, sensitivity.ErrTree},
		{"no values", func(x *sensitivity.Index) { x.Values = nil }, sensitivity.ErrShape},
		{"ragged imputations", func(x *sensitivity.Index) { x.Values[1] = nil }, sensitivity.ErrShape},
		{"ragged normalisations", func(x *sensitivity.Index) { x.Values[1][0] = x.Values[1][0][:1] }, sensitivity.ErrShape},
		{"a value too few", func(x *sensitivity.Index) { x.Values[0][0][1] = x.Values[0][0][1][:15] }, sensitivity.ErrShape},
		{"NaN", func(x *sensitivity.Index) { x.Values[0][0][0][3] = math.NaN() }, sensitivity.ErrValue},
		{"infinite", func(x *sensitivity.Index) { x.Values[0][0][1][3] = math.Inf(1) }, sensitivity.ErrValue},
		{"negative under a geometric mean", func(x *sensitivity.Index) { x.Values[0][0][1][3] = -1 }, sensitivity.ErrDomain},
		{"no weighting", func(x *sensitivity.Index) { x.Weightings = nil }, sensitivity.ErrShape},
		{"a weight too few", func(x *sensitivity.Index) { x.Weightings[1].Weight = x.Weightings[1].Weight[:6] }, sensitivity.ErrShape},
		{"negative weight", func(x *sensitivity.Index) { x.Weightings[1].Weight[2] = -1 }, sensitivity.ErrWeight},
		{"weight NaN", func(x *sensitivity.Index) { x.Weightings[1].Weight[2] = math.NaN() }, sensitivity.ErrWeight},
		{"weight below 1e-150", func(x *sensitivity.Index) { x.Weightings[1].Weight[2] = 1e-300 }, sensitivity.ErrWeight},
		{"no weight at all", func(x *sensitivity.Index) { clear(x.Weightings[1].Weight) }, sensitivity.ErrWeight},
		{"nothing without a node", func(x *sensitivity.Index) { copy(x.Weightings[1].Weight, []float64{1, 0, 0, 0}) }, sensitivity.ErrWeight},
		{"band above 1", func(x *sensitivity.Index) { x.Weightings[0].Band = 1.1 }, sensitivity.ErrWeight},
		{"band NaN", func(x *sensitivity.Index) { x.Weightings[0].Band = math.NaN() }, sensitivity.ErrWeight},
		{"band and concentration", func(x *sensitivity.Index) { x.Weightings[0].Concentration = 5 }, sensitivity.ErrWeight},
		{"concentration negative", func(x *sensitivity.Index) { x.Weightings[2].Concentration = -5 }, sensitivity.ErrWeight},
		{"concentration too great", func(x *sensitivity.Index) { x.Weightings[2].Concentration = 1e9 }, sensitivity.ErrWeight},
		{"no aggregation", func(x *sensitivity.Index) { x.Aggregations = nil }, sensitivity.ErrShape},
		{"means for some nodes", func(x *sensitivity.Index) { x.Aggregations[3] = x.Aggregations[3][:3] }, sensitivity.ErrShape},
		{"unknown mean", func(x *sensitivity.Index) { x.Aggregations[0][0] = 2 }, sensitivity.ErrShape},
	} {
		x := small()
		c.fault(&x)
		if a, err := sensitivity.MonteCarlo(x, sensitivity.MonteCarloOptions{Runs: 64}); a != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if a, err := sensitivity.Influences(x, sensitivity.RankOutput, sensitivity.Options{Rows: 64}); a != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: influences: %v, want %v", c.name, err, c.want)
		}
		if a, err := sensitivity.LeaveOneOut(x); a != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: leave one out: %v, want %v", c.name, err, c.want)
		}
	}
	certain := small()
	certain.Values, certain.Weightings, certain.Aggregations, certain.LeaveOut = [][][][]float64{{{certain.Values[0][0][0]}}}, certain.Weightings[1:2], certain.Aggregations[:1], nil
	if a, err := sensitivity.MonteCarlo(certain, sensitivity.MonteCarloOptions{Runs: 64}); a != nil || !errors.Is(err, sensitivity.ErrCertain) {
		t.Errorf("nothing open: %v", err)
	}
	for _, o := range []sensitivity.MonteCarloOptions{{Runs: 63}, {Runs: 1 << 25}} {
		if a, err := sensitivity.MonteCarlo(small(), o); a != nil || !errors.Is(err, sensitivity.ErrRows) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if a, err := sensitivity.MonteCarlo(small(), sensitivity.MonteCarloOptions{Runs: 64, Points: 9}); a != nil || !errors.Is(err, sensitivity.ErrPoints) {
		t.Errorf("points: %v", err)
	}
	if a, err := sensitivity.Influences(small(), sensitivity.RankOutput, sensitivity.Options{Rows: 100}); a != nil || !errors.Is(err, sensitivity.ErrRows) {
		t.Errorf("100 rows: %v", err)
	}
	if a, err := sensitivity.Influences(small(), 2, sensitivity.Options{Rows: 64}); a != nil || !errors.Is(err, sensitivity.ErrShape) {
		t.Errorf("output: %v", err)
	}
}
