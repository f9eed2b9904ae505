package inequality_test

import (
	"math"
	"testing"

	"mihe/measure/inequality"
)

func TestDecompose(t *testing.T) {
	closeX, closeW, closeG := nearlyEqual()
	type divide = func(x, w []float64, g []int) (inequality.Decomposition[int], error)
	theilT, theilL := inequality.DecomposeTheilT[int], inequality.DecomposeTheilL[int]
	eight := []int{0, 0, 0, 1, 1, 1, 2, 2}

	for _, c := range []struct {
		name            string
		of              divide
		x, w            []float64
		g               []int
		between, within float64
		share           float64
		source          string
	}{
		{"T weighted", theilT, eightX, eightW, eight, 0.0262568479661465, 0.111615171431576, 1e-14, "weighted_8"},
		{"L weighted", theilL, eightX, eightW, eight, 0.0248063484840164, 0.102691946383653, 1e-14, "weighted_8"},
		{"T with a group that has nothing", theilT, []float64{0, 0, 0, 10, 10, 10}, nil, []int{0, 0, 0, 1, 1, 1}, 0.6931471805599453, 0, 1e-15, "PySAL inequality test_theil.py, issue 15"},
		{"T nearly equal", theilT, closeX, closeW, closeG, 1.34940730592802856e-23, 2.28853302802338566e-24, 1e-14, "mpmath"},
		{"L nearly equal", theilL, closeX, closeW, closeG, 1.34940730592643624e-23, 2.28853302800920421e-24, 1e-14, "mpmath"},
		{"T, one group", theilT, eightX, eightW, make([]int, 8), 0, 0.137872019397722, 5e-15, "weighted_8: all of it within, exactly none between"},
		{"L, one group", theilL, eightX, eightW, make([]int, 8), 0, 0.127498294867669, 5e-15, "weighted_8"},
		{"T, everyone alone", theilT, eightX, eightW, []int{0, 1, 2, 3, 4, 5, 6, 7}, 0.137872019397722, 0, 5e-15, "weighted_8: all of it between, exactly none within"},
		{"L, everyone alone", theilL, eightX, eightW, []int{0, 1, 2, 3, 4, 5, 6, 7}, 0.127498294867669, 0, 5e-15, "weighted_8"},
		{"T, all equal", theilT, []float64{0.1, 0.1, 0.1}, nil, []int{0, 0, 1}, 0, 0, 0, "by definition"},
		{"T, equal means", theilT, []float64{1, 3, 2, 2}, nil, []int{0, 0, 1, 1}, 0, 0.5 * (0.5*math.Log(0.5) + 1.5*math.Log(1.5)) / 2, 1e-15, "half of the people at half and one and a half times the mean"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := must[inequality.Decomposition[int]](t)(c.of(c.x, c.w, c.g))
			if !near(d.Between, c.between, c.share) || !near(d.Within, c.within, c.share) {
				t.Errorf("between %.17g within %.17g, want %.17g and %.17g (%s)", d.Between, d.Within, c.between, c.within, c.source)
			}
		})
	}
}

// The group rows of weighted_8: weights 9, 10, 5 of 24, means 101/9, 134/10, 101/5 of 14.
func TestDecomposeGroups(t *testing.T) {
	d := must[inequality.Decomposition[string]](t)(inequality.DecomposeTheilT(eightX, eightW, eightG))
	for i, want := range []struct {
		group               string
		people, value, mean float64
		signOfBetween       float64
	}{
		{"a", 9.0 / 24, 101.0 / 336, 101.0 / 9, -1},
		{"b", 10.0 / 24, 134.0 / 336, 13.4, -1},
		{"c", 5.0 / 24, 101.0 / 336, 20.2, 1},
	} {
		got := d.Groups[i]
		if got.Group != want.group || !near(got.PopulationShare, want.people, 1e-15) ||
			!near(got.ValueShare, want.value, 1e-15) || !near(got.Mean, want.mean, 1e-15) {
			t.Errorf("group %d = %+v, want %+v", i, got, want)
		}
		if got.Between*want.signOfBetween <= 0 || !near(got.Within, got.ValueShare*got.Index, 1e-15) {
			t.Errorf("group %s contributes %v between and %v within", got.Group, got.Between, got.Within)
		}
	}
}

// A group of mean zero contributes nothing, a label of weight zero is not listed, labels come in order.
func TestDecomposeGroupEdges(t *testing.T) {
	d := must[inequality.Decomposition[string]](t)(inequality.DecomposeTheilT(
		[]float64{4, 0, 2, 0, 7}, []float64{1, 2, 1, 1, 0}, []string{"z", "none", "a", "none", "absent"}))
	if len(d.Groups) != 3 || d.Groups[0].Group != "a" || d.Groups[1].Group != "none" || d.Groups[2].Group != "z" {
		t.Fatalf("groups %+v, want a, none, z", d.Groups)
	}
	want := inequality.GroupPart[string]{Group: "none", PopulationShare: 3.0 / 5}
	if d.Groups[1] != want {
		t.Errorf("group of mean zero = %+v, want %+v", d.Groups[1], want)
	}
}

func TestDagumDecompose(t *testing.T) {
	for _, c := range []struct {
		name                        string
		x, w                        []float64
		g                           []int
		within, net, transvariation float64
		source                      string
	}{
		{"no overlap", []float64{1, 2, 3, 4, 5, 6}, nil, []int{0, 0, 1, 1, 2, 2}, 1.0 / 42, 16.0 / 63, 0, "dagum_no_overlap, by hand"},
		{"overlap", []float64{1, 5, 2, 6, 3, 4}, nil, []int{0, 0, 1, 1, 2, 2}, 1.0 / 14, 4.0 / 63, 1.0 / 7, "dagum_overlap, by hand"},
		{"one group", []float64{1, 2, 3, 4, 5, 6}, nil, make([]int, 6), 5.0 / 18, 0, 0, "by definition"},
		{"everyone alone", []float64{1, 2, 3, 4, 5, 6}, nil, []int{5, 4, 3, 2, 1, 0}, 0, 5.0 / 18, 0, "by definition"},
		{"equal means", []float64{1, 3, 2, 2}, nil, []int{0, 0, 1, 1}, 1.0 / 16, 0, 1.0 / 8, "by hand: Σ|x-y| is 4 inside the first group and 8 across, over 2·16·2"},
		{"identical groups", []float64{2, 2, 2, 2}, nil, []int{0, 0, 1, 1}, 0, 0, 0, "d + p = 0: D = 0"},
		{"two groups that have nothing", []float64{0, 0, 1}, nil, []int{0, 1, 2}, 0, 2.0 / 3, 0, "1-1/n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := must[inequality.Dagum[int]](t)(inequality.DagumDecompose(c.x, c.w, c.g))
			const share = 1e-15
			if !near(d.Within, c.within, share) || !near(d.NetBetween, c.net, 2*share) || !near(d.Transvariation, c.transvariation, share) {
				t.Errorf("Gw %.17g Gnb %.17g Gt %.17g, want %.17g %.17g %.17g (%s)",
					d.Within, d.NetBetween, d.Transvariation, c.within, c.net, c.transvariation, c.source)
			}
		})
	}
}

// The pairs of dagum_overlap: groups {1,5}, {2,6}, {3,4} of means 3, 4, 3.5.
func TestDagumPairs(t *testing.T) {
	d := must[inequality.Dagum[int]](t)(inequality.DagumDecompose([]float64{1, 5, 2, 6, 3, 4}, nil, []int{0, 0, 1, 1, 2, 2}))
	for i, want := range []inequality.DagumPair[int]{
		{Richer: 1, Poorer: 0, Gini: 5.0 / 14, Affluence: 1.75, Overlap: 0.75, D: 0.4},
		{Richer: 2, Poorer: 0, Gini: 4.0 / 13, Affluence: 1.25, Overlap: 0.75, D: 0.25},
		{Richer: 1, Poorer: 2, Gini: 4.0 / 15, Affluence: 1.25, Overlap: 0.75, D: 0.25},
	} {
		got := d.Pairs[i]
		if got.Richer != want.Richer || got.Poorer != want.Poorer || !near(got.Gini, want.Gini, 1e-15) ||
			got.Affluence != want.Affluence || got.Overlap != want.Overlap || !near(got.D, want.D, 1e-15) {
			t.Errorf("pair %d = %+v, want %+v", i, got, want)
		}
	}
}

// Without overlap D is exactly 1, for equal means exactly 0 with the smaller label first.
func TestDagumExactD(t *testing.T) {
	apart := must[inequality.Dagum[int]](t)(inequality.DagumDecompose([]float64{0.1, 0.2, 0.3, 0.7}, []float64{3, 1, 2, 5}, []int{9, 9, 4, 4}))
	if p := apart.Pairs[0]; p.D != 1 || p.Richer != 4 || p.Overlap != 0 || apart.Transvariation != 0 {
		t.Errorf("groups apart: %+v, want D = 1, group 4 richer, no transvariation", p)
	}
	for _, x := range [][]float64{{2, 2, 1, 3}, {0.2, 0.2, 0.1, 0.3}} { // in binary 0.1 + 0.3 is a little less than 0.2 + 0.2
		tied := must[inequality.Dagum[int]](t)(inequality.DagumDecompose(x, nil, []int{7, 7, 3, 3}))
		if p := tied.Pairs[0]; p.D != 0 || p.Richer != 3 || p.NetBetween != 0 {
			t.Errorf("equal means of %v: %+v, want D = 0 with group 3 first", x, p)
		}
	}
}

// As many units as the documentation promises: the parts add up a hundred times better than the check at run time asks.
func TestDecomposeManyUnits(t *testing.T) {
	x, w, group := incomes(28430)
	const share = 1e-14
	d := must[inequality.Dagum[int]](t)(inequality.DagumDecompose(x, w, group))
	if parts := d.Within + d.NetBetween + d.Transvariation; !near(parts, d.Total, share) {
		t.Errorf("Dagum: parts add to %.17g, total %.17g", parts, d.Total)
	}
	l := must[inequality.Decomposition[int]](t)(inequality.DecomposeTheilL(x, w, group))
	if parts := l.Between + l.Within; !near(parts, l.Total, share) {
		t.Errorf("Theil L: parts add to %.17g, total %.17g", parts, l.Total)
	}
	v := must[inequality.Decomposition[int]](t)(inequality.DecomposeTheilT(x, w, group))
	if parts := v.Between + v.Within; !near(parts, v.Total, share) {
		t.Errorf("Theil T: parts add to %.17g, total %.17g", parts, v.Total)
	}
}
