package inequality_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/inequality"
)

// The oracle "kitagawa" and its mirror image.
func TestKitagawa(t *testing.T) {
	pA, rA := []float64{0.5, 0.3, 0.2}, []float64{0.9, 0.7, 0.4}
	pB, rB := []float64{0.2, 0.3, 0.5}, []float64{0.8, 0.6, 0.3}
	k := must[inequality.Kitagawa](t)(inequality.KitagawaDecompose(pA, rA, pB, rB))
	if !near(k.Total, 0.25, 1e-15) || !near(k.Rate, 0.1, 1e-15) || !near(k.Composition, 0.15, 1e-15) {
		t.Errorf("%+v, want 0.25 = 0.1 + 0.15", k)
	}
	if !near(k.RateA, 0.74, 1e-15) || !near(k.RateB, 0.49, 1e-15) {
		t.Errorf("overall rates %v, %v", k.RateA, k.RateB)
	}
	back := must[inequality.Kitagawa](t)(inequality.KitagawaDecompose(pB, rB, pA, rA))
	if back.Total != -k.Total || back.Rate != -k.Rate || back.Composition != -k.Composition {
		t.Errorf("turned around: %+v, want the negative of %+v", back, k)
	}
}

// Sizes are counts or shares; a constant added to every rate stays in no part; Shapley of shares times rates says the same.
func TestKitagawaProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		size, rate := rapid.SliceOfN(rapid.Float64Range(0.1, 100), n, n), rapid.SliceOfN(rapid.Float64Range(-10, 10), n, n)
		sA, sB, rA, rB := size.Draw(t, "sA"), size.Draw(t, "sB"), rate.Draw(t, "rA"), rate.Draw(t, "rB")
		k := must[inequality.Kitagawa](t)(inequality.KitagawaDecompose(sA, rA, sB, rB))
		if math.Abs(k.Rate+k.Composition-k.Total) > 1e-13 {
			t.Errorf("%+v does not add up", k)
		}
		scaled := must[inequality.Kitagawa](t)(inequality.KitagawaDecompose(times(sA, 1e6), rA, sB, rB))
		if math.Abs(scaled.Rate-k.Rate) > 1e-13 {
			t.Errorf("sizes times a million: %+v, want %+v", scaled, k)
		}
		shift := func(r []float64) []float64 {
			out := slices.Clone(r)
			for i := range out {
				out[i] += 5
			}
			return out
		}
		moved := must[inequality.Kitagawa](t)(inequality.KitagawaDecompose(sA, shift(rA), sB, shift(rB)))
		if math.Abs(moved.Composition-k.Composition) > 1e-12 || math.Abs(moved.Rate-k.Rate) > 1e-12 {
			t.Errorf("rates plus 5: %+v, want %+v", moved, k)
		}
		share := func(s []float64) []float64 {
			total := 0.0
			for _, v := range s {
				total += v
			}
			return times(s, 1/total)
		}
		p := must[inequality.ShapleyParts](t)(inequality.DecomposeProduct([][]float64{share(sA), rA}, [][]float64{share(sB), rB}))
		if math.Abs(p.Parts[0]-k.Composition) > 1e-12 || math.Abs(p.Parts[1]-k.Rate) > 1e-12 {
			t.Errorf("Shapley %+v, Kitagawa %+v", p, k)
		}
	})
}

// The glove game: one left glove (0), two right ones; a pair is worth one. Shapley's values are 2/3, 1/6, 1/6.
func TestShapley(t *testing.T) {
	s := must[inequality.ShapleyParts](t)(inequality.Shapley(3, func(in []bool) (float64, error) {
		if in[0] && (in[1] || in[2]) {
			return 1, nil
		}
		return 0, nil
	}))
	for i, want := range []float64{2.0 / 3, 1.0 / 6, 1.0 / 6} {
		if !near(s.Parts[i], want, 1e-15) {
			t.Errorf("glove %d is worth %v, want %v", i, s.Parts[i], want)
		}
	}
	// A sum of sixteen: each part is its term. A factor that changes nothing has exactly 0.
	s = must[inequality.ShapleyParts](t)(inequality.Shapley(16, func(in []bool) (float64, error) {
		total := 100.0
		for i, yes := range in {
			if yes && i != 7 {
				total += float64(i)
			}
		}
		return total, nil
	}))
	for i, part := range s.Parts {
		want := float64(i)
		if i == 7 {
			want = 0
		}
		if math.Abs(part-want) > 1e-11 || i == 7 && part != 0 {
			t.Errorf("part %d = %v, want %v", i, part, want)
		}
	}
	if s.None != 100 || s.All != 213 || s.Total != 113 {
		t.Errorf("%+v", s)
	}
	if _, err := inequality.Shapley(2, func([]bool) (float64, error) { return 0, inequality.ErrEmpty }); !errors.Is(err, inequality.ErrEmpty) {
		t.Errorf("a refusing value: %v", err)
	}
}

// Shapley against all orders in which three factors may come.
func TestProductOverOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Float64Range(-5, 5), 3, 3)
		a, b := list.Draw(t, "a"), list.Draw(t, "b")
		var want [3]float64
		for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
			now := slices.Clone(b)
			for _, f := range order {
				before := now[0] * now[1] * now[2]
				now[f] = a[f]
				want[f] += (now[0]*now[1]*now[2] - before) / 6
			}
		}
		got := must[inequality.ShapleyParts](t)(inequality.DecomposeProduct(
			[][]float64{a[:1], a[1:2], a[2:]}, [][]float64{b[:1], b[1:2], b[2:]}))
		for f := range want {
			if math.Abs(got.Parts[f]-want[f]) > 1e-12 {
				t.Errorf("factor %d = %v, want %v", f, got.Parts[f], want[f])
			}
		}
	})
}

var (
	oaxacaA = inequality.OaxacaSample{
		Y:       []float64{12, 15, 11, 18, 20, 16, 22, 19},
		Columns: [][]float64{{8, 10, 9, 12, 14, 11, 15, 12}, {1, 4, 2, 3, 6, 5, 4, 8}},
	}
	oaxacaB = inequality.OaxacaSample{
		Y:       []float64{9, 10, 8, 13, 12, 11, 14},
		Columns: [][]float64{{8, 9, 8, 12, 11, 10, 13}, {2, 3, 1, 5, 4, 6, 2}},
	}
)

// Totals from statsmodels 0.15.0, OaxacaBlinder.two_fold (its "neumark" keeps the group column, so that "pooled" here is numpy 2.4.6's lstsq
// over both groups); the parts by column from numpy on the same definition.
func TestOaxaca(t *testing.T) {
	for _, c := range []struct {
		reference              inequality.Reference
		explained, unexplained float64
		byX, byB               []float64
	}{
		{inequality.GroupA, 1.9616738894907906, 3.6633261105092094, []float64{1.7556033315276267, 0.20607055796316395}, []float64{3.6760793070228353, 0.5016073984195512}},
		{inequality.GroupB, 1.386979940564636, 4.238020059435364, []float64{1.3090373593716835, 0.07794258119295247}, []float64{4.122645279178778, 0.6297353751897626}},
		{inequality.Pooled, 2.1073731068358605, 3.5176268931641395, []float64{1.8575112566516614, 0.24986185018419907}, []float64{3.5741713818988003, 0.4578161061985161}},
		{inequality.PooledWithGroup, 1.7671677281782214, 3.857832271821779, []float64{1.5887420987867125, 0.17842562939151174}, []float64{3.8429405397637497, 0.5292523269912034}},
	} {
		o := must[inequality.Oaxaca](t)(inequality.OaxacaDecompose(oaxacaA, oaxacaB, c.reference))
		if !near(o.Gap, 5.625, 1e-15) || !near(o.Explained, c.explained, 1e-12) || !near(o.Unexplained, c.unexplained, 1e-12) || !near(o.Constant, -0.5143605949331769, 1e-11) {
			t.Errorf("%q: %+v, want %v + %v", c.reference, o, c.explained, c.unexplained)
		}
		for i, column := range o.Columns {
			if !near(column.Explained, c.byX[i], 1e-12) || !near(column.Unexplained, c.byB[i], 1e-12) {
				t.Errorf("%q, column %d: %+v, want %v, %v", c.reference, i, column, c.byX[i], c.byB[i])
			}
		}
	}
}

// Turned around, parts change sign and the reference its name; a weight of two is two people.
func TestOaxacaMirrorAndWeights(t *testing.T) {
	for from, to := range map[inequality.Reference]inequality.Reference{
		inequality.GroupA: inequality.GroupB, inequality.Pooled: inequality.Pooled, inequality.PooledWithGroup: inequality.PooledWithGroup,
	} {
		o := must[inequality.Oaxaca](t)(inequality.OaxacaDecompose(oaxacaA, oaxacaB, from))
		back := must[inequality.Oaxaca](t)(inequality.OaxacaDecompose(oaxacaB, oaxacaA, to))
		if !near(back.Explained, -o.Explained, 1e-12) || !near(back.Unexplained, -o.Unexplained, 1e-12) {
			t.Errorf("%q turned around: %+v, want the negative of %+v", from, back, o)
		}
	}
	twice := func(x []float64) []float64 { return append(slices.Clone(x), x[0]) }
	weighted, replicated := oaxacaA, oaxacaA
	weighted.Weights = []float64{2, 1, 1, 1, 1, 1, 1, 1}
	replicated.Y = twice(oaxacaA.Y)
	replicated.Columns = [][]float64{twice(oaxacaA.Columns[0]), twice(oaxacaA.Columns[1])}
	a := must[inequality.Oaxaca](t)(inequality.OaxacaDecompose(weighted, oaxacaB, inequality.Pooled))
	b := must[inequality.Oaxaca](t)(inequality.OaxacaDecompose(replicated, oaxacaB, inequality.Pooled))
	if !near(a.Explained, b.Explained, 1e-12) || !near(a.Unexplained, b.Unexplained, 1e-12) {
		t.Errorf("weighted %+v, replicated %+v", a, b)
	}
}

// Three sources of five people, one with a tie in the total; expected numbers from numpy 2.4.6, by covariances with ranks.
func TestSources(t *testing.T) {
	sources := [][]float64{{10, 0, 5, 20, 8}, {0, 12, 3, 1, 4}, {2, 2, 9, 0, 30}}
	d := must[inequality.SourceGini](t)(inequality.DecomposeSources(sources, nil))
	if !near(d.Total, 0.2528301886792453, 1e-14) {
		t.Errorf("total %v", d.Total)
	}
	for k, want := range []inequality.Source{
		{Share: 0.4056603773584906, Gini: 0.4186046511627907, Correlation: 0.3555555555555555, Contribution: 0.06037735849056603, Elasticity: -0.1668544072092369},
		{Share: 0.18867924528301888, Gini: 0.54, Correlation: -0.111111111111111, Contribution: -0.011320754716981121, Elasticity: -0.23345536468600392},
		{Share: 0.4056603773584906, Gini: 0.6232558139534884, Correlation: 0.8059701492537313, Contribution: 0.2037735849056604, Elasticity: 0.40030977189524075},
	} {
		got := d.Sources[k]
		for _, pair := range [][2]float64{
			{got.Share, want.Share},
			{got.Gini, want.Gini},
			{got.Correlation, want.Correlation},
			{got.Contribution, want.Contribution},
			{got.Elasticity, want.Elasticity},
		} {
			if !near(pair[0], pair[1], 2e-14) {
				t.Errorf("source %d: %+v, want %+v", k, got, want)
			}
		}
	}
}

// Contributions add up; a source of nothing is nothing; one source is everything; weights are people; the order of people changes no bit.
func TestSourceProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(1, 15).Draw(t, "n"), rapid.IntRange(1, 4).Draw(t, "k")
		amount := rapid.OneOf(rapid.Map(rapid.IntRange(0, 5), func(i int) float64 { return float64(i) }), rapid.Map(rapid.IntRange(0, 1e6), func(i int) float64 { return float64(i) / 128 }))
		var sources, each, turned [][]float64
		w := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 3), func(i int) float64 { return float64(i) }), n, n).Draw(t, "w")
		for s := range k {
			y := rapid.SliceOfN(amount, n, n).Draw(t, "y")
			if s == 0 {
				y[0] = 1
			}
			var replicated []float64
			for i := range y {
				replicated = append(replicated, slices.Repeat([]float64{y[i]}, int(w[i]))...)
			}
			back := slices.Clone(y)
			slices.Reverse(back)
			sources, each, turned = append(sources, y), append(each, replicated), append(turned, back)
		}
		d := must[inequality.SourceGini](t)(inequality.DecomposeSources(append(sources, make([]float64, n)), w))
		if d.Sources[k] != (inequality.Source{}) {
			t.Errorf("a source of nothing: %+v", d.Sources[k])
		}
		total, shares, size := 0.0, 0.0, 0.0
		for _, s := range d.Sources {
			total, shares, size = total+s.Contribution, shares+s.Share, size+math.Abs(s.Contribution)
			if math.Abs(s.Share*s.Gini*s.Correlation-s.Contribution) > 1e-14 {
				t.Errorf("S G R of %+v", s)
			}
		}
		if math.Abs(total-d.Total) > 1e-13*(size+1e-300) || !near(shares, 1, 1e-14) {
			t.Errorf("contributions add to %v of %v, shares to %v", total, d.Total, shares)
		}
		r := must[inequality.SourceGini](t)(inequality.DecomposeSources(each, nil))
		wr := slices.Clone(w)
		slices.Reverse(wr)
		b := must[inequality.SourceGini](t)(inequality.DecomposeSources(turned, wr))
		for s := range sources {
			if math.Abs(r.Sources[s].Contribution-d.Sources[s].Contribution) > 1e-13 {
				t.Errorf("source %d: replicated %+v, weighted %+v", s, r.Sources[s], d.Sources[s])
			}
			if b.Sources[s] != d.Sources[s] {
				t.Errorf("source %d in another order: %+v, want the same bits as %+v", s, b.Sources[s], d.Sources[s])
			}
		}
		if k == 1 && (d.Sources[0].Share != 1 || d.Total > 0 && !near(d.Sources[0].Correlation, 1, 1e-13)) {
			t.Errorf("one source: %+v", d.Sources[0])
		}
	})
}

// What each function alone refuses.
func TestPartsRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	one, two := []float64{1}, []float64{1, 2}
	kitagawa := func(sA, rA, sB, rB []float64) error {
		v, err := inequality.KitagawaDecompose(sA, rA, sB, rB)
		return refusal(v.Groups == nil && v.Total == 0, err)
	}
	product := func(a, b [][]float64) error {
		v, err := inequality.DecomposeProduct(a, b)
		return refusal(v.Parts == nil, err)
	}
	value := func(n int, v float64) error {
		s, err := inequality.Shapley(n, func([]bool) (float64, error) { return v, nil })
		return refusal(s.Parts == nil, err)
	}
	sources := func(s [][]float64, w []float64) error {
		v, err := inequality.DecomposeSources(s, w)
		return refusal(v.Sources == nil && v.Total == 0, err)
	}
	oaxaca := func(change func(a, b *inequality.OaxacaSample), r inequality.Reference) error {
		a, b := oaxacaA, oaxacaB
		change(&a, &b)
		v, err := inequality.OaxacaDecompose(a, b, r)
		return refusal(v.Columns == nil && v.Gap == 0, err)
	}
	for _, c := range []struct {
		name      string
		got, want error
	}{
		{"Kitagawa of other lengths", kitagawa(two, two, one, two), inequality.ErrLength},
		{"Kitagawa of nobody", kitagawa([]float64{0, 0}, two, two, two), inequality.ErrEmpty},
		{"Kitagawa of nothing", kitagawa(nil, nil, nil, nil), inequality.ErrEmpty},
		{"Kitagawa of less than nobody", kitagawa(two, two, []float64{1, -1}, two), inequality.ErrWeight},
		{"Kitagawa of a rate that is NaN", kitagawa(two, []float64{nan, 1}, two, two), inequality.ErrValue},
		{"Kitagawa beyond numbers", kitagawa(one, []float64{math.MaxFloat64}, one, []float64{-math.MaxFloat64}), inequality.ErrSpan},
		{"product of unequal factors", product([][]float64{one, two}, [][]float64{one, two}), inequality.ErrLength},
		{"product of other factors", product([][]float64{one}, nil), inequality.ErrLength},
		{"product of nothing", product(nil, nil), inequality.ErrGroups},
		{"product of NaN", product([][]float64{{nan}}, [][]float64{one}), inequality.ErrValue},
		{"product beyond numbers", product([][]float64{{1e300}, {1e300}}, [][]float64{one, one}), inequality.ErrValue},
		{"Shapley of no factor", value(0, 1), inequality.ErrGroups},
		{"Shapley of seventeen factors", value(17, 1), inequality.ErrGroups},
		{"Shapley of an infinite value", value(2, inf), inequality.ErrValue},
		{"no sources", sources(nil, nil), inequality.ErrEmpty},
		{"sources of other lengths", sources([][]float64{one, two}, nil), inequality.ErrLength},
		{"a tax as source", sources([][]float64{{1, -1}}, nil), inequality.ErrDomain},
		{"a source that is NaN", sources([][]float64{{1, nan}}, nil), inequality.ErrValue},
		{"sources of nothing", sources([][]float64{{0, 0}}, nil), inequality.ErrDomain},
		{"sources beyond numbers", sources([][]float64{{math.MaxFloat64, 1}, {math.MaxFloat64, 1}}, nil), inequality.ErrSpan},
		{"sources with too few weights", sources([][]float64{two}, one), inequality.ErrLength},
		{"sources with a weight below zero", sources([][]float64{two}, []float64{1, -1}), inequality.ErrWeight},
		{"Oaxaca of other characteristics", oaxaca(func(a, _ *inequality.OaxacaSample) { a.Columns = a.Columns[:1] }, ""), inequality.ErrLength},
		{"Oaxaca of a short column", oaxaca(func(a, _ *inequality.OaxacaSample) { a.Columns = [][]float64{{1}, {2}} }, ""), inequality.ErrLength},
		{"Oaxaca of too few", oaxaca(func(_, b *inequality.OaxacaSample) { b.Y, b.Columns = b.Y[:3], [][]float64{{8, 9, 7}, {2, 3, 5}} }, ""), inequality.ErrEmpty},
		{"Oaxaca of nobody", oaxaca(func(_, b *inequality.OaxacaSample) { b.Y, b.Columns = nil, [][]float64{nil, nil} }, ""), inequality.ErrEmpty},
		{"Oaxaca of a constant column", oaxaca(func(_, b *inequality.OaxacaSample) { b.Columns = [][]float64{b.Columns[0], ones(7)} }, ""), inequality.ErrDomain},
		{"Oaxaca of NaN", oaxaca(func(_, b *inequality.OaxacaSample) { b.Y = []float64{nan, 1, 2, 3, 4, 5, 6} }, ""), inequality.ErrValue},
		{"Oaxaca of a weight below zero", oaxaca(func(_, b *inequality.OaxacaSample) { b.Weights = []float64{-1, 1, 2, 3, 4, 5, 6} }, ""), inequality.ErrWeight},
		{"Oaxaca by an unknown reference", oaxaca(func(_, _ *inequality.OaxacaSample) {}, "cotton"), inequality.ErrDomain},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

// refusal returns err, and another error if a number stood beside it.
func refusal(empty bool, err error) error {
	if err != nil && !empty {
		return fmt.Errorf("a number beside %v", err) //nolint:errorlint // it must not be taken for the refusal
	}
	return err
}
