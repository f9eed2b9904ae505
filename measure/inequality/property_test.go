package inequality_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/measure/inequality"
)

// population is a drawn set of values, whole-number weights and groups 0 to k-1, each with somebody in it.
type population struct {
	x, w  []float64
	group []int
	k     int
}

// draw makes populations with ties (small whole values), spread (real values) and near-equality; zeros when allowed.
func draw(t *rapid.T, zeros bool) population {
	n := rapid.IntRange(1, 30).Draw(t, "n")
	least := 1
	if zeros {
		least = 0
	}
	value := rapid.OneOf(
		rapid.Map(rapid.IntRange(least, 8), func(i int) float64 { return float64(i) }),
		rapid.Float64Range(1e-3, 1e6),
		rapid.Map(rapid.IntRange(1, 50), func(i int) float64 { return 3 + float64(i)*0x1p-20 }),
	)
	p := population{
		x: rapid.SliceOfN(value, n, n).Draw(t, "x"),
		w: rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 6), func(i int) float64 { return float64(i) }), n, n).Draw(t, "w"),
		k: rapid.IntRange(1, min(n, 5)).Draw(t, "k"),
	}
	p.x[0] = max(p.x[0], 1)
	p.group = rapid.SliceOfN(rapid.IntRange(0, p.k-1), n, n).Draw(t, "group")
	for g := range p.k {
		p.group[g] = g
	}
	return p
}

// check runs a property for every index over populations it accepts.
func check(t *testing.T, property func(t *rapid.T, f index, p population)) {
	t.Helper()
	for _, f := range indices() {
		t.Run(f.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { property(t, f, draw(t, !f.positive)) })
		})
	}
}

func measure(t *rapid.T, f index, x, w []float64) float64 {
	t.Helper()
	v, err := f.of(x, w)
	if err != nil {
		t.Fatalf("%s(%v, %v) refused: %v", f.name, x, w, err)
	}
	return v
}

func times(x []float64, by float64) []float64 {
	y := slices.Clone(x)
	for i := range y {
		y[i] *= by
	}
	return y
}

// Relative measures do not depend on the unit of x, nor on the unit in which people are counted.
func TestScaleInvariance(t *testing.T) {
	check(t, func(t *rapid.T, f index, p population) {
		base := measure(t, f, p.x, p.w)
		by := rapid.Float64Range(1e-9, 1e9).Draw(t, "by")
		if got := measure(t, f, p.x, times(p.w, by)); !near(got, base, 1e-13) {
			t.Errorf("%s with weights times %v = %v, want %v", f.name, by, got, base)
		}
		// A product rounds each value; nearly equal values feel it, so the tolerance is that of the data.
		if got := measure(t, f, times(p.x, by), p.w); math.Abs(got-base) > 1e-12*base+1e-14 {
			t.Errorf("%s with values times %v = %v, want %v", f.name, by, got, base)
		}
		power := math.Ldexp(1, rapid.IntRange(-900, 900).Draw(t, "power"))
		if got := measure(t, f, times(p.x, power), times(p.w, 1/power)); got != base {
			t.Errorf("%s with values times %v = %v, want the same bits as %v", f.name, power, got, base)
		}
	})
}

// A weight of three is three people with the value.
func TestWeightedIsReplicated(t *testing.T) {
	check(t, func(t *rapid.T, f index, p population) {
		var each []float64
		for i := range p.x {
			for range int(p.w[i]) {
				each = append(each, p.x[i])
			}
		}
		if got, want := measure(t, f, p.x, p.w), measure(t, f, each, nil); !near(got, want, 1e-13) {
			t.Errorf("%s weighted = %v, replicated %v", f.name, got, want)
		}
	})
}

// The population twice over is as unequal as once (Dalton's principle of population).
func TestReplicationInvariance(t *testing.T) {
	check(t, func(t *rapid.T, f index, p population) {
		base := measure(t, f, p.x, p.w)
		if got := measure(t, f, slices.Concat(p.x, p.x), slices.Concat(p.w, p.w)); !near(got, base, 1e-13) {
			t.Errorf("%s twice over = %v, want %v", f.name, got, base)
		}
	})
}

// Pigou and Dalton: giving from richer to poorer, without trading places, raises no index by more than rounding. What it
// must lower is the next test's matter: an index that looks at the poorest sees a gift between two rich ones below its
// last digit.
func TestTransferPrinciple(t *testing.T) {
	check(t, func(t *rapid.T, f index, p population) {
		rich := rapid.IntRange(0, len(p.x)-1).Draw(t, "rich")
		poor := rapid.IntRange(0, len(p.x)-1).Draw(t, "poor")
		if p.x[rich] <= p.x[poor] {
			t.Skip("not richer")
		}
		after := p.given(rich, poor, rapid.Float64Range(0.05, 0.95).Draw(t, "gift"))
		if got, before := measure(t, f, after, p.w), measure(t, f, p.x, p.w); got > before*(1+1e-12)+1e-15 {
			t.Errorf("%s = %v after a transfer, %v before", f.name, got, before)
		}
	})
}

// From the richest to the poorest every index goes down, but those that see only some shares of the list.
func TestTransferFromRichestToPoorest(t *testing.T) {
	check(t, func(t *rapid.T, f index, p population) {
		if f.weak {
			return
		}
		rich, poor := slices.Index(p.x, slices.Max(p.x)), slices.Index(p.x, slices.Min(p.x))
		if p.x[rich] <= p.x[poor]*1.001 {
			t.Skip("not richer by enough for rounding")
		}
		after := p.given(rich, poor, rapid.Float64Range(0.05, 0.95).Draw(t, "gift"))
		if got, before := measure(t, f, after, p.w), measure(t, f, p.x, p.w); got >= before {
			t.Errorf("%s = %v after a transfer, %v before", f.name, got, before)
		}
	})
}

// given is the incomes after the part share, 0 to 1, of what would make the two equal went from rich to poor.
func (p population) given(rich, poor int, share float64) []float64 {
	gift := share * (p.x[rich] - p.x[poor]) / (1/p.w[rich] + 1/p.w[poor])
	after := slices.Clone(p.x)
	after[rich] -= gift / p.w[rich]
	after[poor] += gift / p.w[poor]
	return after
}

// Who stands first in the list changes no bit of any answer.
func TestOrderOfUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, false)
		at := make([]int, len(p.x))
		for i := range at {
			at[i] = i
		}
		at = rapid.Permutation(at).Draw(t, "order")
		var q population
		for _, i := range at {
			q.x, q.w, q.group = append(q.x, p.x[i]), append(q.w, p.w[i]), append(q.group, p.group[i])
		}
		for _, f := range indices() {
			if got, want := measure(t, f, q.x, q.w), measure(t, f, p.x, p.w); got != want {
				t.Errorf("%s = %v in another order, want the same bits as %v", f.name, got, want)
			}
		}
		same := func(a, b any, err, err2 error) {
			if diff := cmp.Diff(a, b); diff != "" || err != nil || err2 != nil {
				t.Errorf("other order: %v %v\n%s", err, err2, diff)
			}
		}
		a, err := inequality.DagumDecompose(p.x, p.w, p.group)
		b, err2 := inequality.DagumDecompose(q.x, q.w, q.group)
		same(a, b, err, err2)
		c, err := inequality.DecomposeTheilL(p.x, p.w, p.group)
		d, err2 := inequality.DecomposeTheilL(q.x, q.w, q.group)
		same(c, d, err, err2)
	})
}

// Bounds as documented, and zero exactly when all are equal.
func TestBounds(t *testing.T) {
	check(t, func(t *rapid.T, f index, p population) {
		got := measure(t, f, p.x, p.w)
		share := math.Inf(1)
		total := 0.0
		for _, w := range p.w {
			share, total = min(share, w), total+w
		}
		share /= total
		upper := map[string]float64{
			"Gini": 1 - share, "TheilT": -math.Log(share), "TheilL": math.Inf(1),
			"CoefficientOfVariation": math.Sqrt(1/share - 1), "Hoover": 1 - share,
		}
		bound, ok := upper[f.name]
		if !ok {
			bound = 1 // Atkinson
		}
		if got < 0 || got > bound*(1+1e-14) {
			t.Errorf("%s = %v, want within [0, %v]", f.name, got, bound)
		}
		if equal := slices.Min(p.x) == slices.Max(p.x); equal != (got == 0) {
			t.Errorf("%s = %v of values all equal: %v", f.name, got, equal)
		}
	})
}

// Aversion can only raise Atkinson's index, and through ε = 1 it is continuous.
func TestAtkinsonRisesWithAversion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, false)
		of := func(epsilon float64) float64 {
			return measure(t, index{name: "Atkinson", of: func(x, w []float64) (float64, error) {
				return inequality.Atkinson(x, w, epsilon)
			}}, p.x, p.w)
		}
		last := 0.0
		for _, epsilon := range []float64{1e-6, 0.1, 0.5, 0.9, 1, 1.1, 2, 5, 40, 1000, 1e9} {
			if a := of(epsilon); a < last*(1-1e-13) {
				t.Errorf("Atkinson(%v) = %v below %v of less aversion", epsilon, a, last)
			} else {
				last = a
			}
		}
		for _, epsilon := range []float64{1 - 1e-15, 1 + 1e-15} {
			if a, at := of(epsilon), of(1); !near(a, at, 1e-13) {
				t.Errorf("Atkinson(%v) = %v, at 1 %v", epsilon, a, at)
			}
		}
	})
}

func TestGiniSmallSampleBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, true)
		if len(p.x) < 2 {
			t.Skip("one value")
		}
		n := float64(len(p.x))
		small, err := inequality.GiniSmallSample(p.x)
		if want := bruteGini(p.x, ones(len(p.x))) * n / (n - 1); err != nil || math.Abs(small-want) > 1e-12 || small > 1 {
			t.Errorf("GiniSmallSample = %v, %v, want %v", small, err, want)
		}
	})
}

func ones(n int) []float64 { return slices.Repeat([]float64{1}, n) }

// Every index against its definition, summed naively.
func TestAgainstDefinitions(t *testing.T) {
	brute := map[string]func(x, w []float64) float64{
		"Gini": bruteGini, "TheilT": bruteTheilT, "TheilL": bruteTheilL, "CoefficientOfVariation": bruteCV, "Hoover": bruteHoover,
		"Atkinson(0.25)": bruteAtkinson(0.25), "Atkinson(0.75)": bruteAtkinson(0.75),
		"Atkinson(1)": bruteAtkinson(1), "Atkinson(2)": bruteAtkinson(2),
	}
	check(t, func(t *rapid.T, f index, p population) {
		// The definitions cancel: they are good to about 1e-14 of one, not of the answer.
		if got, want := measure(t, f, p.x, p.w), brute[f.name](p.x, p.w); math.Abs(got-want) > 1e-12*want+2e-14 {
			t.Errorf("%s(%v, %v) = %v, by definition %v", f.name, p.x, p.w, got, want)
		}
	})
}

func TestDagumAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, true)
		got, err := inequality.DagumDecompose(p.x, p.w, p.group)
		if err != nil {
			t.Fatal(err)
		}
		want := bruteDagum(p.x, p.w, p.group, p.k)
		for _, c := range []struct{ got, want float64 }{
			{got.Total, want.total}, {got.Within, want.within}, {got.NetBetween, want.net}, {got.Transvariation, want.overlap},
		} {
			if math.Abs(c.got-c.want) > 1e-12*c.want+2e-14 {
				t.Fatalf("DagumDecompose(%v, %v, %v) = %+v, by definition %+v", p.x, p.w, p.group, got, want)
			}
		}
		checkDagum(t, got, p.k)
	})
}

// checkDagum looks at what must hold inside an answer.
func checkDagum(t *rapid.T, d inequality.Dagum[int], k int) {
	t.Helper()
	if len(d.Groups) != k || len(d.Pairs) != k*(k-1)/2 {
		t.Fatalf("%d groups and %d pairs for k = %d", len(d.Groups), len(d.Pairs), k)
	}
	if parts := d.Within + d.NetBetween + d.Transvariation; !near(parts, d.Total, 1e-12) {
		t.Errorf("parts add to %v, total %v", parts, d.Total)
	}
	var people, value float64
	for _, g := range d.Groups {
		people += g.PopulationShare
		value += g.ValueShare
	}
	if !near(people, 1, 1e-14) || !near(value, 1, 1e-14) {
		t.Errorf("shares add to %v and %v", people, value)
	}
	for _, p := range d.Pairs {
		if p.D < 0 || p.D > 1 || p.Gini < 0 || p.Gini > 1 || p.Richer == p.Poorer {
			t.Errorf("pair %+v", p)
		}
		j, h := d.Groups[p.Richer], d.Groups[p.Poorer]
		weight := j.PopulationShare*h.ValueShare + h.PopulationShare*j.ValueShare
		if !near(p.NetBetween+p.Transvariation, p.Gini*weight, 1e-12) || math.Abs(p.NetBetween-p.Gini*weight*p.D) > 1e-12*p.Gini*weight {
			t.Errorf("pair %+v of %+v and %+v: parts are not G(Ps+Ps) times D and 1-D", p, j, h)
		}
	}
}

func TestTheilDecompositionAgainstDefinition(t *testing.T) {
	type divide = func(x, w []float64, g []int) (inequality.Decomposition[int], error)
	for _, c := range []struct {
		name  string
		of    divide
		brute func(x, w []float64) float64
		zeros bool
	}{
		{"T", inequality.DecomposeTheilT[int], bruteTheilT, true},
		{"L", inequality.DecomposeTheilL[int], bruteTheilL, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := draw(t, c.zeros)
				d, err := c.of(p.x, p.w, p.group)
				if err != nil {
					t.Fatal(err)
				}
				total, between := c.brute(p.x, p.w), bruteBetween(c.brute, p.x, p.w, p.group)
				within := 0.0
				contributions := 0.0
				for _, g := range d.Groups {
					gx, gw := only(g.Group, p.x, p.w, p.group)
					share := g.PopulationShare
					if c.name == "T" {
						share = g.ValueShare
					}
					if g.Mean > 0 {
						within += share * c.brute(gx, gw)
					}
					contributions += g.Between
				}
				const noise = 2e-14
				if math.Abs(d.Total-total) > noise || math.Abs(d.Between-between) > noise || math.Abs(d.Within-within) > noise {
					t.Errorf("%v = %v + %v, by definition %v = %v + %v", d.Total, d.Between, d.Within, total, between, within)
				}
				if !near(d.Between+d.Within, d.Total, 1e-12) || math.Abs(contributions-d.Between) > noise {
					t.Errorf("between %v (of groups %v) + within %v, total %v", d.Between, contributions, d.Within, d.Total)
				}
			})
		})
	}
}

// Groups that are copies of each other have nothing between them: all of Dagum's gross between is overlap.
func TestCopiesOfOneGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, false)
		x, w := slices.Concat(p.x, p.x), slices.Concat(p.w, p.w)
		group := append(make([]int, len(p.x)), slices.Repeat([]int{1}, len(p.x))...)
		d, err := inequality.DagumDecompose(x, w, group)
		if err != nil || d.NetBetween != 0 || !near(d.Within, d.Total/2, 1e-13) {
			t.Errorf("Dagum of two copies: %+v %v, want half within and nothing net between", d, err)
		}
		l, err := inequality.DecomposeTheilL(x, w, group)
		if err != nil || l.Between > 1e-30 {
			t.Errorf("Theil L of two copies: between %v, %v", l.Between, err)
		}
	})
}

// A quantile of weighted values is the quantile of everyone lined up: the ⌈p n⌉-th person.
func TestQuantileOfPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, true)
		var people []float64
		for i := range p.x {
			people = append(people, slices.Repeat([]float64{p.x[i]}, int(p.w[i]))...)
		}
		slices.Sort(people)
		of := rapid.IntRange(1, 1000).Draw(t, "of")
		part := rapid.IntRange(0, of).Draw(t, "part")
		place := max((part*len(people)+of-1)/of, 1)
		by := rapid.Float64Range(1e-6, 1e6).Draw(t, "by")
		q, err := inequality.Quantile(p.x, times(p.w, by), float64(part)/float64(of))
		if err != nil || q[0] != people[place-1] {
			t.Errorf("Quantile(%d/%d) = %v, %v, want person %d of %v", part, of, q, err, place, people)
		}
	})
}
