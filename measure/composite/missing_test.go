package composite_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/measure/composite"
)

// gaps is a table of three units and three indicators in which the first unit lacks the second, and the last unit two.
func gaps() composite.Matrix {
	return composite.Matrix{
		Rows: 3, Cols: 3, Data: []float64{10, 20, 30, math.NaN(), 50, 70, 90, 100, math.Inf(1)},
		Absent: []bool{false, false, false, true, false, false, false, false, true},
	}
}

// What stands in the place of an absent value counts for nothing, not even NaN, and is 0 in every answer.
func TestAbsentCountsForNothing(t *testing.T) {
	m := gaps()
	s := must[composite.Scores](t)(composite.Aggregate(m, composite.Flat(3, nil, composite.Arithmetic), 0.5))
	expect(t, "index", s.Column(3).Values, []float64{50, 170.0 / 3, 50}, 1e-15)
	if diff := cmp.Diff([]bool{true, false, true}, s.Partial[9:]); diff != "" {
		t.Errorf("partial scores (-want +got):\n%s", diff)
	}
	strict := must[composite.Scores](t)(composite.Aggregate(m, composite.Flat(3, nil, composite.Arithmetic), 1))
	if diff := cmp.Diff([]bool{true, false, true}, strict.Column(3).Absent); diff != "" || strict.Partial != nil {
		t.Errorf("absent scores (-want +got):\n%s", diff)
	}
	if strict.Data[9] != 0 || strict.Data[3] != 0 {
		t.Errorf("absent values are not 0: %v", strict.Data)
	}
	// without the two indicators, the first alone is complete
	one := must[composite.Scores](t)(composite.Aggregate(m, composite.Flat(3, nil, composite.Arithmetic).Without(1, 2), 1))
	expect(t, "index of one", one.Column(3).Values, []float64{10, 20, 30}, 0)
}

// The weight of a missing child goes to its siblings inside the pillar; the mark goes up.
func TestPartialGoesUp(t *testing.T) {
	tree := composite.Tree{Leaves: 3, Parent: []int{3, 3, 4, 4, -1}, Weight: []float64{3, 1, 1, 1, 1}}
	m := gaps()
	s := must[composite.Scores](t)(composite.Aggregate(m, tree, 0.6))
	if v, _ := s.At(0, 3); v != 10 {
		t.Errorf("pillar of unit 0 = %v, want 10", v)
	}
	if v, _ := s.At(0, 4); v != 50 || !s.Partial[3*3] || !s.Partial[4*3] {
		t.Errorf("index of unit 0 = %v, marks %v", v, s.Partial)
	}
	if _, ok := s.At(2, 4); ok { // half of the index is missing, and 0.6 must be there
		t.Error("unit 2 has an index")
	}
}

func TestImpute(t *testing.T) {
	m := composite.Matrix{
		Rows: 5, Cols: 2, Data: []float64{1, 2, 9, 0, 0, 5, 5, 5, 5, 5},
		Absent: []bool{false, false, false, true, true, false, false, false, false, false},
	}
	group := []string{"east", "east", "west", "east", "north"}
	fill := must[composite.Filled](t)
	for _, c := range []struct {
		name string
		got  composite.Filled
		want []float64
		left int
	}{
		{"mean", fill(composite.Impute(m, composite.Mean)), []float64{1, 2, 9, 4, 4}, 0},
		{"median", fill(composite.Impute(m, composite.Median)), []float64{1, 2, 9, 2, 2}, 0},
		{"group mean", fill(composite.ImputeWithin(m, composite.Mean, group)), []float64{1, 2, 9, 1.5, 0}, 1},
		{"group median", fill(composite.ImputeWithin(m, composite.Median, group)), []float64{1, 2, 9, 1.5, 0}, 1},
	} {
		expect(t, c.name, c.got.Column(0).Values, c.want, 0)
		marks := []bool{false, false, false, true, c.left == 0}
		if c.got.Left != c.left || !slices.Equal(c.got.Imputed[:5], marks) || c.got.Absent != nil != (c.left > 0) {
			t.Errorf("%s: %d left, imputed %v, absent %v", c.name, c.got.Left, c.got.Imputed, c.got.Absent)
		}
	}
	tree := composite.Flat(2, []float64{1, 3}, composite.Arithmetic)
	imputed := fill(composite.Impute(m, composite.Mean)).Imputed
	share := must[composite.Matrix](t)(tree.Marked(imputed, 5))
	expect(t, "imputed share of the index", share.Column(2).Values, []float64{0, 0, 0, 0.25, 0.25}, 0)
	untouched := fill(composite.Impute(columns(t, []float64{1, 2}), composite.Mean))
	if untouched.Imputed != nil {
		t.Error("marks in a complete table")
	}
	expect(t, "nothing imputed", must[composite.Matrix](t)(composite.Flat(1, nil, 1).Marked(nil, 2)).Data, []float64{0, 0, 0, 0}, 0)
}

func TestScreen(t *testing.T) {
	for least, want := range map[float64][]int{0: {0, 1, 2}, 0.6: {0, 1, 2}, 0.7: {1}, 1: {1}} {
		if got := must[[]int](t)(composite.Screen(gaps(), least)); !slices.Equal(got, want) {
			t.Errorf("Screen(%v) = %v, want %v", least, got, want)
		}
	}
}

// Two tied outliers are drawn in together; low ones from below; what drawing in cannot settle is logged, from the original.
func TestTreat(t *testing.T) {
	body := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	rule := composite.StandardOutliers()
	treat := func(x ...float64) ([]float64, composite.Treatment) {
		t.Helper()
		c := composite.Column{Values: append(slices.Clone(body), x...), Absent: make([]bool, len(body)+len(x))}
		kept := slices.Clone(c.Values)
		got, log, err := composite.Treat(c, rule)
		if err != nil || !slices.Equal(kept, c.Values) {
			t.Fatalf("%v; argument %v, was %v", err, c.Values, kept)
		}
		return got.Values, log
	}
	values, log := treat(300)
	if diff := cmp.Diff([]int{15}, log.High); diff != "" || log.Step != composite.Winsorised || values[15] != 15 || !log.Settled {
		t.Errorf("one high: %+v, %v", log, values)
	}
	values, log = treat(-300)
	if diff := cmp.Diff([]int{15}, log.Low); diff != "" || values[15] != 1 || len(log.High) != 0 || !log.Settled {
		t.Errorf("one low: %+v, %v", log, values)
	}
	if _, log = treat(20); log.Step != composite.Untouched || !log.Settled || !log.Before.Known {
		t.Errorf("none: %+v", log)
	}
	rule.Points = 1 // which brings 1e8 down to 1e7 and is not enough
	values, log = treat(1e7, 1e8)
	if log.Step != composite.Logged || log.High != nil || !near(values[0], math.Log(0.01*(1e8-1)), 1e-14) || !near(values[16], math.Log(1.01*(1e8-1)), 1e-14) {
		t.Errorf("logged: %+v, %v", log, values)
	}
	if !near(math.Log(body[3]+log.Offset), values[3], 1e-14) {
		t.Errorf("offset %v", log.Offset)
	}
	if _, log = treat(1e4, 1e4); len(log.High) != 2 || !log.Settled { // ties are drawn in together
		t.Errorf("tied: %+v", log)
	}
	if _, log, _ = composite.Treat(composite.Column{Values: []float64{1, 1, 99}}, rule); log.Step != composite.Untouched || log.Before.Known {
		t.Errorf("too few to tell: %+v", log)
	}
}

// An absent outlier is none, and stays absent.
func TestTreatAbsent(t *testing.T) {
	x := composite.Column{Values: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 1e9}, Absent: make([]bool, 10)}
	x.Absent[9] = true
	got, log, err := composite.Treat(x, composite.StandardOutliers())
	if err != nil || log.Step != composite.Untouched || got.Has(9) {
		t.Errorf("%+v, %+v, %v", got, log, err)
	}
}

func TestScales(t *testing.T) {
	x := composite.Column{Values: []float64{4, 2, 8, 4}}
	scale := must[composite.Scale](t)
	for _, c := range []struct {
		name string
		s    composite.Normaliser
		at   map[float64]float64
		held []float64
	}{
		{"min-max", scale(composite.MinMax(x, composite.Positive)), map[float64]float64{2: 0, 5: 0.5, 8: 1, 11: 1.5}, nil},
		{"min-max, less is better", scale(composite.MinMax(x, composite.Negative)), map[float64]float64{2: 1, 5: 0.5, 8: 0}, nil},
		{"efficacy", scale(composite.Efficacy(x, composite.Positive)), map[float64]float64{2: 60, 5: 80, 8: 100}, nil},
		{"goalposts", scale(composite.Goalposts(0, 10)), map[float64]float64{-1: 0, 5: 0.5, 12: 1}, []float64{-1, 12}},
		{"goalposts, less is better", scale(composite.Goalposts(10, 0)), map[float64]float64{-1: 1, 2: 0.8, 12: 0}, []float64{-1, 12}},
		{"target", scale(composite.Target(x, composite.Positive, 12)), map[float64]float64{2: 0, 7: 0.5, 20: 1, 0: -0.2}, []float64{20}},
		{"target, less is better", scale(composite.Target(x, composite.Negative, 0)), map[float64]float64{8: 0, 4: 0.5, -1: 1}, []float64{-1}},
		{"vector", scale(composite.Vector(x, composite.Positive)), map[float64]float64{4: 0.4, 8: 0.8}, nil},
		{"rank", must[composite.Standing](t)(composite.Rank(x, composite.Positive)), map[float64]float64{2: 0, 4: 0.5, 8: 1, 3: 1.0 / 6, 1: 0, 9: 1}, []float64{1, 9}},
		{"rank, less is better", must[composite.Standing](t)(composite.Rank(x, composite.Negative)), map[float64]float64{2: 1, 4: 0.5, 8: 0, 1: 1}, []float64{1}},
	} {
		for v, want := range c.at {
			got, limited := c.s.Score(v)
			if !near(got, want, 1e-15) || limited != slices.Contains(c.held, v) {
				t.Errorf("%s: %v scores %v %v, want %v", c.name, v, got, limited, want)
			}
		}
	}
}

// A constant column has no scores, is named, and is left out by Without; bounds of another year define it.
func TestConstantColumn(t *testing.T) {
	m := columns(t, []float64{1, 2, 3}, []float64{5, 5, 5})
	for name, scores := range map[string]composite.Normalised{
		"min-max": normal(t, m, nil, composite.MinMax), "z": normal(t, m, nil, composite.ZScore),
		"rank": must[composite.Normalised](t)(composite.Normalise(m, must[[]composite.Standing](t)(composite.Fit(m, nil, composite.Rank)))),
	} {
		if !slices.Equal(scores.Constant, []int{1}) || slices.Contains(scores.Column(1).Absent, false) {
			t.Errorf("%s: %+v", name, scores)
		}
	}
	panel := must[composite.Matrix](t)(composite.Stack(m, columns(t, []float64{4, 5, 6}, []float64{6, 7, 4})))
	scales := must[[]composite.Scale](t)(composite.Fit(panel, nil, composite.MinMax))
	scores := must[composite.Normalised](t)(composite.Normalise(m, scales))
	if scores.Constant != nil || scores.Data[3] != 1.0/3 {
		t.Errorf("with bounds of the panel: %+v", scores)
	}
}

// Entropy and variation over observed units say that values are missing.
func TestWeightsOverMissing(t *testing.T) {
	m := gaps()
	full := must[composite.EntropyWeights](t)(composite.Entropy(columns(t, []float64{10, 20, 30}), 0))
	e := must[composite.EntropyWeights](t)(composite.Entropy(m, 0))
	two := must[composite.EntropyWeights](t)(composite.Entropy(columns(t, []float64{50, 70}), 0))
	expect(t, "entropy", e.Entropy[:2], []float64{full.Entropy[0], two.Entropy[0]}, 0)
	v := must[composite.Weights](t)(composite.Variation(m))
	if kinds(e.Warnings)[composite.MissingValues] != 2 || kinds(v.Warnings)[composite.MissingValues] != 2 {
		t.Errorf("%+v, %+v", e.Warnings, v.Warnings)
	}
}

// One extreme county takes an entropy weight, and is named; so is an indicator with more than half of the weight.
func TestDominance(t *testing.T) {
	e := must[composite.EntropyWeights](t)(composite.Entropy(columns(t, []float64{1, 1, 2, 90}, []float64{4, 5, 6, 5}, []float64{4, 4, 6, 5}), 0))
	for _, w := range e.Warnings {
		if w.Kind == composite.UnitDominates && (w.Column != 0 || w.Row != 3) {
			t.Errorf("%+v", w)
		}
	}
	if count := kinds(e.Warnings); count[composite.UnitDominates] != 1 || count[composite.WeightDominates] != 1 {
		t.Errorf("%+v", e.Warnings)
	}
}

func TestCountedTwice(t *testing.T) {
	m := columns(t, []float64{1, 2, 3, 4}, []float64{2, 4, 6, 8}, []float64{1, -1, 1, -1}, []float64{3, 3, 3, 3})
	got := must[[]composite.Warning](t)(composite.CountedTwiceIn(m, 0.9))
	want := []composite.Warning{{Kind: composite.CountedTwice, Column: 1, Row: 0, Value: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s := got[0].Kind.String(); s != "counted_twice" || composite.ConstantColumn.String() != "constant_column" || composite.Kind(0).String() != "unknown" {
		t.Errorf("identifier %q", s)
	}
}

// Two indicators that say one thing make the matrix singular: no KMO, no test, a warning; weights there are.
func TestPCASingular(t *testing.T) {
	p := must[composite.Components](t)(composite.PCA(columns(t, []float64{1, 2, 3, 5}, []float64{2, 4, 6, 10}), composite.Kaiser))
	if p.Tested || p.KMO != 0 || kinds(p.Warnings)[composite.Singular] != 1 {
		t.Errorf("%+v", p)
	}
	expect(t, "weights", p.Weight, []float64{0.5, 0.5}, 1e-15)
}

// Independent indicators: eigenvalues are tied and nothing is correlated.
func TestPCAIndependent(t *testing.T) {
	p := must[composite.Components](t)(composite.PCA(columns(t, []float64{1, 1, -1, -1}, []float64{1, -1, 1, -1}), composite.First))
	count := kinds(p.Warnings)
	if count[composite.TiedComponents] != 1 || count[composite.Uncorrelated] != 1 || count[composite.PoorSampling] != 1 || p.P != 1 {
		t.Errorf("%+v", p)
	}
}

// A constant column has no scores. It leaves the components as they are, and a gap elsewhere is named by its own column.
func TestAbsentColumnOfComponents(t *testing.T) {
	a, b := []float64{1, 2, 3, 5}, []float64{2, 4, 7, 1}
	plain := must[composite.Components](t)(composite.PCA(columns(t, a, b), composite.Kaiser))
	none := composite.Column{Values: make([]float64, 4), Absent: []bool{true, true, true, true}}
	with := must[composite.Matrix](t)(composite.FromColumns(none, composite.Column{Values: a}, composite.Column{Values: b}))
	p := must[composite.Components](t)(composite.PCA(with, composite.Kaiser))
	expect(t, "weights", p.Weight, append([]float64{0}, plain.Weight...), 0)
	expect(t, "eigenvalues", p.Eigenvalue, plain.Eigenvalue, 0)
	if !slices.Equal(p.Columns, []int{1, 2}) || kinds(p.Warnings)[composite.ConstantColumn] != 1 {
		t.Errorf("columns %v, warnings %v", p.Columns, p.Warnings)
	}
	gap := must[composite.Matrix](t)(composite.FromColumns(none, composite.Column{Values: a, Absent: []bool{false, true, false, false}}, composite.Column{Values: b}))
	_, ofComponents := composite.PCA(gap, composite.Kaiser)
	_, ofCRITIC := composite.CRITIC(gap, composite.Pearson)
	for _, err := range []error{ofComponents, ofCRITIC} {
		if !errors.Is(err, composite.ErrMissing) || !strings.HasSuffix(err.Error(), "row 1, column 1") {
			t.Errorf("a gap in column 1: %v", err)
		}
	}
}

// Correlations that are zero but for rounding say nothing of sampling.
func TestPCARounding(t *testing.T) {
	a, b := []float64{0.1, 0.2, 0.3, 0.4, 0.5}, []float64{0.4, 0.3, 0.2, 0.1, 0.5}
	p := must[composite.Components](t)(composite.PCA(columns(t, a, b), composite.Kaiser))
	if p.KMO != 0 || kinds(p.Warnings)[composite.PoorSampling] != 1 {
		t.Errorf("KMO %v, warnings %v", p.KMO, p.Warnings)
	}
}

func TestCap(t *testing.T) {
	for _, c := range []struct {
		w    []float64
		most float64
		want []float64
	}{
		{[]float64{6, 2, 1, 1}, 0.4, []float64{0.4, 0.3, 0.15, 0.15}},
		{[]float64{60, 30, 5, 5}, 0.4, []float64{0.4, 0.4, 0.1, 0.1}}, // the second passes the cap when the first is cut
		{[]float64{1, 1, 0}, 0.5, []float64{0.5, 0.5, 0}},
		{[]float64{3, 1}, 1, []float64{0.75, 0.25}},
	} {
		expect(t, "capped", must[[]float64](t)(composite.Cap(c.w, c.most)), c.want, 1e-15)
	}
	for _, most := range []float64{0, -1, 1.1, 0.49, math.NaN()} {
		if got, err := composite.Cap([]float64{1, 1, 0}, most); !errors.Is(err, composite.ErrDomain) || got != nil {
			t.Errorf("Cap at %v: %v, %v", most, got, err)
		}
	}
}

// Scores as they are, of which a constant one counts for nothing.
func TestPlain(t *testing.T) {
	m := columns(t, []float64{1, 2}, []float64{5, 5})
	scores := normal(t, m, []composite.Direction{composite.Negative, composite.Positive}, composite.Plain)
	expect(t, "plain", scores.Data, []float64{-1, -2, 5, 5}, 0)
	expect(t, "weights", normal(t, m, nil, composite.MinMax).Weights(nil), []float64{1, 0}, 0)
	expect(t, "weights", normal(t, m, nil, composite.MinMax).Weights([]float64{3, 4}), []float64{3, 0}, 0)
}
