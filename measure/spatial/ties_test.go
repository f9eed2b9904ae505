package spatial_test

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/measure/spatial"
)

// On a ring of four each statistic takes three values, each for eight of the 24 orders: every permutation that ties with
// the observed map counts on both sides, whatever the unit in which the values were written down.
func TestTiesInEveryUnit(t *testing.T) {
	ring := must[*spatial.Weights](t)(spatial.Adjacency(4, rook(2, 2), spatial.RowStandardised))
	values := []float64{1, 2, 7, 4}
	want := measure(t, values, ring, few, false)
	both := func(p spatial.Tails) float64 { return p.Upper + p.Lower }
	if g := want.Moran.Permuted; both(*g) < 1.2 {
		t.Errorf("p %+v: a third of the orders tie, and count on both sides", g)
	}
	for _, unit := range []float64{0.3, 0.1, 1e-3, 1. / 3, 1e4 / 7, 1e-300} {
		got := measure(t, mapped(values, func(v float64) float64 { return v * unit }), ring, few, false)
		for i, g := range []spatial.Global{got.Moran, got.Geary, got.G} {
			if diff := cmp.Diff([]spatial.Global{want.Moran, want.Geary, want.G}[i].Permuted, g.Permuted); diff != "" {
				t.Errorf("statistic %d of the whole, unit %v:\n%s", i, unit, diff)
			}
		}
		for i := range values {
			if a, b := want.LISA.Units[i].P, got.LISA.Units[i].P; a != b {
				t.Errorf("local I of %d: p %+v, in the unit %v %+v", i, a, unit, b)
			}
			if a, b := want.Hot.Units[i].P, got.Hot.Units[i].P; a != b {
				t.Errorf("local G of %d: p %+v, in the unit %v %+v", i, a, unit, b)
			}
		}
	}
}

// Where one value dwarfs the others the randomised variance is a tiny part of its textbook terms. The expected numbers are
// those of all 24 orders in rational arithmetic.
func TestVarianceBesideAGiant(t *testing.T) {
	uneven := []spatial.Edge{{From: 0, To: 1, Weight: 1}, {From: 0, To: 3, Weight: 1}, {From: 1, To: 2, Weight: 3}, {From: 2, To: 1, Weight: 1}, {From: 3, To: 0, Weight: 2}}
	for name, w := range map[string]*spatial.Weights{
		"ring":   must[*spatial.Weights](t)(spatial.Adjacency(4, rook(2, 2), spatial.RowStandardised)),
		"uneven": must[*spatial.Weights](t)(spatial.Directed(4, uneven, spatial.AsGiven)),
	} {
		for _, giant := range []float64{4, 258.875, 1025.375, 1e5} {
			x := []float64{0, giant, 1, 3}
			moran, geary := exactVariances(x, matrix(w))
			for _, unit := range []float64{1, 0.3, 1e-7} {
				values := mapped(x, func(v float64) float64 { return v * unit })
				m := must[spatial.Global](t)(spatial.Moran(values, w, none))
				g := must[spatial.Global](t)(spatial.Geary(values, w, none))
				if !near(m.Randomised.Variance, moran, 1e-13) || !near(g.Randomised.Variance, geary, 1e-13) {
					t.Errorf("%s, %v times %v: variances %v and %v, want %v and %v", name, x, unit, m.Randomised.Variance, g.Randomised.Variance, moran, geary)
				}
			}
		}
	}
}

// exactVariances are those of I and of C over all orders of x, rounded once.
func exactVariances(x []float64, w [][]float64) (moran, geary float64) {
	n, s0, mean := len(x), new(big.Rat), new(big.Rat)
	for i := range x {
		mean.Add(mean, new(big.Rat).SetFloat64(x[i]))
		for _, v := range w[i] {
			s0.Add(s0, new(big.Rat).SetFloat64(v))
		}
	}
	mean.Quo(mean, big.NewRat(int64(n), 1))
	squares := new(big.Rat)
	for _, v := range x {
		z := new(big.Rat).SetFloat64(v)
		z.Sub(z, mean)
		squares.Add(squares, z.Mul(z, z))
	}
	var i2, c2, i1, c1 big.Rat
	orders := 0
	everyOrder(append([]float64(nil), x...), 0, func(x []float64) {
		orders++
		var cross, gaps big.Rat
		for i, row := range w {
			for j, v := range row {
				a, b, weight := new(big.Rat).SetFloat64(x[i]), new(big.Rat).SetFloat64(x[j]), new(big.Rat).SetFloat64(v)
				gap := new(big.Rat).Sub(a, b)
				gaps.Add(&gaps, gap.Mul(gap.Mul(gap, gap), weight))
				a, b = a.Sub(a, mean), b.Sub(b, mean)
				cross.Add(&cross, a.Mul(a.Mul(a, b), weight))
			}
		}
		cross.Quo(cross.Mul(&cross, big.NewRat(int64(n), 1)), new(big.Rat).Mul(s0, squares))
		gaps.Quo(gaps.Mul(&gaps, big.NewRat(int64(n-1), 2)), new(big.Rat).Mul(s0, squares))
		i1.Add(&i1, &cross)
		c1.Add(&c1, &gaps)
		i2.Add(&i2, cross.Mul(&cross, &cross))
		c2.Add(&c2, gaps.Mul(&gaps, &gaps))
	})
	variance := func(sum, squares *big.Rat) float64 {
		all := big.NewRat(int64(orders), 1)
		sum.Quo(sum, all)
		v, _ := squares.Sub(squares.Quo(squares, all), sum.Mul(sum, sum)).Float64()
		return v
	}
	return variance(&i1, &i2), variance(&c1, &c2)
}
