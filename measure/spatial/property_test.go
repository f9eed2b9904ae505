package spatial_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"mihe/measure/spatial"
)

// everything is every statistic of one map.
type everything struct {
	Moran, Geary, G spatial.Global
	LISA            spatial.LocalMoran
	Hot, Star       spatial.LocalGetisOrd
}

func measure(t rapid.TB, x []float64, w *spatial.Weights, p spatial.Permutations, negative bool) (e everything) {
	t.Helper()
	keep := func(err error) {
		if err != nil {
			t.Fatalf("%v: %v", x, err)
		}
	}
	var err error
	e.Moran, err = spatial.Moran(x, w, p)
	keep(err)
	e.Geary, err = spatial.Geary(x, w, p)
	keep(err)
	if !negative {
		e.G, err = spatial.GetisOrd(x, w, p)
		keep(err)
	}
	e.LISA, err = spatial.LISA(x, w, p, spatial.Discovery{})
	keep(err)
	e.Hot, err = spatial.LocalG(x, w, false, p, spatial.Discovery{})
	keep(err)
	e.Star, err = spatial.LocalG(x, w, true, p, spatial.Discovery{})
	keep(err)
	return e
}

var few = spatial.Permutations{Count: 99, Seed: 1}

// close compares two answers but for the last digits.
func closely(share float64) cmp.Option {
	return cmp.Options{cmpopts.EquateApprox(share, share), cmpopts.EquateEmpty()}
}

func mapped(x []float64, f func(v float64) float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = f(x[i])
	}
	return y
}

// Values in another unit: everything stays; a power of two changes no bit.
func TestScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w := drawMap(t, 20)
		before := measure(t, x, w, few, false)
		if diff := cmp.Diff(before, measure(t, mapped(x, func(v float64) float64 { return v * 0x1p300 }), w, few, false)); diff != "" {
			t.Errorf("values times 2^300:\n%s", diff)
		}
		if diff := cmp.Diff(before, measure(t, mapped(x, func(v float64) float64 { return v * 0.3 }), w, few, false), closely(1e-10)); diff != "" {
			t.Errorf("values times 0.3:\n%s", diff)
		}
	})
}

// Values from another origin: all but Getis and Ord's shares stay.
func TestOrigin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w := drawMap(t, 20)
		before, after := measure(t, x, w, few, true), measure(t, mapped(x, func(v float64) float64 { return v - 100 }), w, few, true)
		if diff := cmp.Diff(before, after, closely(1e-9), cmpopts.IgnoreFields(spatial.LocalGetisOrdUnit{}, "Share")); diff != "" {
			t.Errorf("values less 100:\n%s", diff)
		}
	})
}

// Turned upside down: who was like its neighbours still is; hot spots become cold ones.
func TestReversed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w := drawMap(t, 20)
		before, after := measure(t, x, w, few, true), measure(t, mapped(x, func(v float64) float64 { return -v }), w, few, true)
		same := cmp.Diff([]spatial.Global{before.Moran, before.Geary}, []spatial.Global{after.Moran, after.Geary}, closely(1e-10))
		if same != "" {
			t.Errorf("values reversed:\n%s", same)
		}
		opposite := map[spatial.Quadrant]spatial.Quadrant{
			spatial.HighHigh: spatial.LowLow, spatial.LowLow: spatial.HighHigh, spatial.OnAxis: spatial.OnAxis,
			spatial.HighLow: spatial.LowHigh, spatial.LowHigh: spatial.HighLow,
		}
		for i, u := range before.LISA.Units {
			v := after.LISA.Units[i]
			if math.Abs(u.I-v.I) > 1e-10 || u.P != v.P || opposite[u.Quadrant] != v.Quadrant {
				t.Errorf("local I of %d: %+v, reversed %+v", i, u, v)
			}
			a, b := before.Star.Units[i], after.Star.Units[i]
			if math.Abs(a.Z+b.Z) > 1e-9 || a.P.Upper != b.P.Lower || a.P.Lower != b.P.Upper {
				t.Errorf("local G* of %d: %+v, reversed %+v", i, a, b)
			}
		}
	})
}

// The local statistics add up to that of the whole: Σ I_i = S0 I (n−1)/n.
func TestLocalsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w := drawMap(t, 20)
		e := measure(t, x, w, few, false)
		sum, s0, n := 0.0, 0.0, float64(len(x))
		for i, u := range e.LISA.Units {
			sum += u.I
			_, weights := w.Neighbours(i)
			for _, v := range weights {
				s0 += v
			}
		}
		if want := s0 * e.Moran.Value * (n - 1) / n; math.Abs(sum-want) > 1e-11*s0 {
			t.Errorf("local I add up to %v, want %v", sum, want)
		}
	})
}

// An island more changes nothing but that it is reported, whatever its value and wherever it is numbered.
func TestIslandsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w := drawMap(t, 12)
		at := rapid.IntRange(0, len(x)).Draw(t, "at")
		var edges []spatial.Edge
		shifted := func(i int) int {
			if i >= at {
				return i + 1
			}
			return i
		}
		for i := range x {
			to, weights := w.Neighbours(i)
			for k, j := range to {
				edges = append(edges, spatial.Edge{From: shifted(i), To: shifted(j), Weight: weights[k]})
			}
		}
		more, err := spatial.Directed(len(x)+1, edges, w.Standardisation())
		if err != nil {
			t.Fatal(err)
		}
		before, after := measure(t, x, w, few, false), measure(t, slices.Insert(slices.Clone(x), at, -1e6), more, few, false)
		island := spatial.Warning{Kind: spatial.Islands, Places: []int{at}, Count: 1}
		for _, warnings := range [][]spatial.Warning{after.Moran.Warnings, after.LISA.Warnings, after.Star.Warnings} {
			if len(warnings) == 0 || cmp.Diff(warnings[0], island) != "" {
				t.Errorf("warnings %v, want %v first", warnings, island)
			}
		}
		if u := after.LISA.Units[at]; u != (spatial.LocalMoranUnit{}) {
			t.Errorf("the island has %+v", u)
		}
		after.LISA.Units = slices.Delete(after.LISA.Units, at, at+1)
		after.Hot.Units = slices.Delete(after.Hot.Units, at, at+1)
		after.Star.Units = slices.Delete(after.Star.Units, at, at+1)
		opts := cmp.Options{closely(1e-9), cmpopts.IgnoreFields(spatial.Global{}, "Warnings"), cmpopts.IgnoreFields(spatial.Search{}, "Warnings")}
		if diff := cmp.Diff(before, after, opts); diff != "" {
			t.Errorf("with an island at %d:\n%s", at, diff)
		}
	})
}

// Edges in another order change no bit; places in another order change only what permutations deal.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w := drawMap(t, 12)
		at := make([]int, len(x))
		for i := range at {
			at[i] = i
		}
		at = rapid.Permutation(at).Draw(t, "order")
		var edges, moved []spatial.Edge
		y := make([]float64, len(x))
		for i := range x {
			y[at[i]] = x[i]
			to, weights := w.Neighbours(i)
			for k, j := range to {
				edges = append(edges, spatial.Edge{From: i, To: j, Weight: weights[k]})
				moved = append(moved, spatial.Edge{From: at[i], To: at[j], Weight: weights[k]})
			}
		}
		edges = rapid.Permutation(edges).Draw(t, "edges")
		same, err := spatial.Directed(len(x), edges, spatial.AsGiven)
		if err != nil {
			t.Fatal(err)
		}
		other, err := spatial.Directed(len(x), moved, spatial.AsGiven)
		if err != nil {
			t.Fatal(err)
		}
		before := measure(t, x, same, few, false)
		if w.Standardisation() == spatial.AsGiven {
			if diff := cmp.Diff(before, measure(t, x, w, few, false), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("edges in another order:\n%s", diff)
			}
		}
		after := measure(t, y, other, few, false)
		opts := cmp.Options{closely(1e-11), cmpopts.IgnoreFields(spatial.Global{}, "Permuted", "Warnings")}
		if diff := cmp.Diff([]spatial.Global{before.Moran, before.Geary, before.G}, []spatial.Global{after.Moran, after.Geary, after.G}, opts); diff != "" {
			t.Errorf("places in another order:\n%s", diff)
		}
		for i := range x {
			if a, b := before.LISA.Units[i], after.LISA.Units[at[i]]; math.Abs(a.I-b.I) > 1e-11*max(1, math.Abs(a.I)) {
				t.Errorf("local I %v in one order, %v in the other", a.I, b.I)
			}
		}
	})
}

// The same bytes for any number of workers, another p for another seed.
func TestWorkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w := drawMap(t, 20)
		seed := rapid.Uint64().Draw(t, "seed")
		one := measure(t, x, w, spatial.Permutations{Count: 301, Seed: seed, Workers: 1}, false)
		for _, workers := range []int{0, 2, 3, 8, 500} {
			if diff := cmp.Diff(one, measure(t, x, w, spatial.Permutations{Count: 301, Seed: seed, Workers: workers}, false)); diff != "" {
				t.Errorf("%d workers:\n%s", workers, diff)
			}
		}
	})
}

func TestSeeds(t *testing.T) {
	values, w := country(t, 250)
	p := map[float64]bool{}
	for seed := range uint64(20) {
		g := must[spatial.Global](t)(spatial.Moran(values, w, spatial.Permutations{Count: 999, Seed: seed}))
		p[g.Permuted.Lower] = true
		l := must[spatial.LocalMoran](t)(spatial.LISA(values, w, spatial.Permutations{Count: 999, Seed: seed}, spatial.Discovery{}))
		p[l.Units[17].P.Upper+2] = true
		if g.Seed != seed || g.Permutations != 999 || l.Seed != seed || l.Permutations != 999 {
			t.Errorf("seed %d, 999 permutations: the answer says %d, %d and %d, %d", seed, g.Seed, g.Permutations, l.Seed, l.Permutations)
		}
	}
	if len(p) < 12 {
		t.Errorf("twenty seeds give %d different p", len(p))
	}
}

// Where everyone is everyone's neighbour no statistic can vary: no variance, p of 1, no local G.
func TestEveryoneANeighbour(t *testing.T) {
	const n = 7
	var edges []spatial.Edge
	for i := range n {
		for j := range n {
			if i != j {
				edges = append(edges, spatial.Edge{From: i, To: j, Weight: 1})
			}
		}
	}
	for _, s := range []spatial.Standardisation{spatial.AsGiven, spatial.RowStandardised} {
		w := must[*spatial.Weights](t)(spatial.Adjacency(n, edges, s))
		e := measure(t, []float64{3, 1, 4, 1, 5, 9, 2.6}, w, few, false)
		for _, g := range []spatial.Global{e.Moran, e.Geary, e.G} {
			if g.Normal != nil || g.Randomised != nil || *g.Permuted != (spatial.Tails{Upper: 1, Lower: 1, TwoSided: 1}) || !near(g.Value, g.Expected, 1e-14) {
				t.Errorf("%v: %+v", s, g)
			}
		}
		for i, u := range e.LISA.Units {
			if u.P != (spatial.Tails{Upper: 1, Lower: 1, TwoSided: 1}) || u.Significant {
				t.Errorf("local I of %d: %+v", i, u)
			}
			if e.Hot.Units[i].Available || e.Star.Units[i].Available {
				t.Errorf("local G of %d: %+v, %+v", i, e.Hot.Units[i], e.Star.Units[i])
			}
		}
	}
}

// One place has it all: its own local G compares others that are all alike.
func TestOneHasAll(t *testing.T) {
	w := must[*spatial.Weights](t)(spatial.Adjacency(9, rook(3, 3), spatial.AsGiven))
	for _, rest := range []float64{0, 0.1} {
		x := slices.Repeat([]float64{rest}, 9)
		x[4] = 1e9
		l := must[spatial.LocalGetisOrd](t)(spatial.LocalG(x, w, false, few, spatial.Discovery{}))
		if l.Units[4] != (spatial.LocalGetisOrdUnit{}) || !l.Units[0].Available {
			t.Errorf("others all %v: %+v", rest, l.Units[4])
		}
		want := spatial.Warning{Kind: spatial.Still, Places: []int{4}, Count: 1}
		if diff := cmp.Diff(want, l.Warnings[0]); diff != "" {
			t.Error(diff)
		}
	}
	// And where they differ ever so little beside it, they are compared among themselves.
	x := []float64{1, 4, 9, 16, 1e12, 36, 49, 64, 81}
	l := must[spatial.LocalGetisOrd](t)(spatial.LocalG(x, w, false, none, spatial.Discovery{}))
	others := []float64{1, 4, 9, 16, 36, 49, 64, 81}
	mean, variance := bruteMean(others), 0.0
	for _, v := range others {
		variance += (v - mean) * (v - mean) / 8
	}
	if want := (4 + 16 + 36 + 64 - 4*mean) / math.Sqrt(variance*(8*4-16)/7); !near(l.Units[4].Z, want, 1e-13) {
		t.Errorf("beside a giant: Z = %v, want %v", l.Units[4].Z, want)
	}
}
