package spatial

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// GetisOrd returns Getis and Ord's G of values x ≥ 0 at the places of w, whether high values stand together (above the
// expectation) or low ones (below it), which Moran's I does not tell apart:
//
//	G = Σᵢ Σⱼ w_ij xᵢ xⱼ / Σ_{i≠j} xᵢ xⱼ,  E = S0 / (n(n−1))
//
// With binary weights it is a share, in [0, 1]. A value below zero, or fewer than two above, is ErrNegative; positive
// values that differ by more than a factor of 2^100 are ErrSpan; a constant is ErrConstant. There is no variance under
// normality, only the randomised one, nil where G cannot vary and below four places. Islands and cost as Moran.
// Source: Getis and Ord, The analysis of spatial association by use of distance statistics, Geographical Analysis 24
// (1992), 189-206.
func GetisOrd(x []float64, w *Weights, p Permutations) (Global, error) {
	f, err := newField(x, w)
	if err != nil {
		return Global{}, err
	}
	if err := f.checkShares(); err != nil {
		return Global{}, err
	}
	n, most, sums := f.n(), slices.Max(f.x), distinctProducts(f.x)
	g, err := f.global(products, f.x, 1/sums.pairs, float64(w.s0*most*most), w, p)
	if err != nil {
		return Global{}, err
	}
	g.Expected = w.s0 / float64(n*(n-1))
	if n >= 4 {
		variance, terms := f.getisOrdRandomised(w, sums)
		g.Randomised = newTest(g.Value, g.Expected, variance, terms)
	}
	return g, nil
}

const shareSpan = 1 << 100

func (f *field) checkShares() error {
	least, above := math.Inf(1), 0
	for k, x := range f.x {
		if x < 0 {
			return fmt.Errorf("%w: entry %d is below", ErrNegative, f.at[k])
		}
		if x > 0 {
			least, above = min(least, x), above+1
		}
	}
	switch {
	case above < 2:
		return fmt.Errorf("%w: one is", ErrNegative)
	case least < slices.Max(f.x)/shareSpan:
		return fmt.Errorf("%w: the greatest is %v times the least", ErrSpan, slices.Max(f.x)/least)
	}
	return nil
}

// sumsOfProducts are sums over different places a, b, c, d in every order; no term is negative, so nothing cancels.
type sumsOfProducts struct {
	pairs   float64 // Σ x_a x_b
	squares float64 // Σ x_a² x_b²
	chains  float64 // Σ x_a² x_b x_c
	fours   float64 // Σ x_a x_b x_c x_d
}

func distinctProducts(x []float64) sumsOfProducts {
	var a, ab, abc, abcd, aa, aab, aabc, aabb elementary.Sum
	for _, v := range x {
		square := float64(v * v)
		aabb.Add(float64(square * aa.Value()))
		aabc.Add(float64(square*ab.Value()) + float64(v*aab.Value()))
		aab.Add(float64(square*a.Value()) + float64(v*aa.Value()))
		aa.Add(square)
		abcd.Add(float64(v * abc.Value()))
		abc.Add(float64(v * ab.Value()))
		ab.Add(float64(v * a.Value()))
		a.Add(v)
	}
	return sumsOfProducts{
		pairs: float64(2 * ab.Value()), squares: float64(2 * aabb.Value()),
		chains: float64(2 * aabc.Value()), fours: float64(24 * abcd.Value()),
	}
}

// getisOrdRandomised is the variance of G over all ways of dealing out the values, and the size of the terms it is the
// difference of. Two edges have two places in common, one or none, so that
//
//	E G² = (S1 E[x_a² x_b²] + (S2 − 2 S1) E[x_a² x_b x_c] + (S0² − S2 + S1) E[x_a x_b x_c x_d]) / (Σ x_a x_b)²
//
// from which E² is subtracted; where that leaves little, the values differ little and it is summed from deviations.
func (f *field) getisOrdRandomised(w *Weights, sums sumsOfProducts) (variance, terms float64) {
	const little = 1e-4
	n := f.n()
	s1, s2 := w.relative()
	two := float64(n * (n - 1))
	three := float64(two * (n - 2))
	share := w.s0 / sums.pairs
	second := float64(s1*sums.squares)/two + float64((s2-float64(2*s1))*sums.chains)/three +
		float64((1-s2+s1)*sums.fours)/float64(three*(n-3))
	second = float64(float64(second*share) * share)
	expected := w.s0 / two
	if variance = second - float64(expected*expected); variance > float64(little*second) {
		return variance, second
	}
	variance, terms = f.fromDeviations(w)
	unit := float64(float64(share*f.unit) * f.unit) // from the scale of z to that of x
	return float64(float64(variance*unit) * unit), float64(float64(terms*unit) * unit)
}

// fromDeviations is the variance of Σw x x / S0 in the scale of z. With x = μ + z and rᵢ = Σⱼ (w_ij + w_ji) it is
//
//	μ² Var Σ r z + 2μ Cov(Σ r z, Σw z z) + Var Σw z z
func (f *field) fromDeviations(w *Weights) (variance, terms float64) {
	n := f.n()
	d, _ := f.dealing(w)
	unequal := w.relativelyUnequal()
	linear := float64(f.m2*unequal) / (n - 1)
	mixed := -float64(f.m3*unequal) / float64((n-1)*(n-2))
	quadratic := float64((d.places + d.pairs) * float64(f.m2*f.m2))
	a, b := float64(float64(f.m1*f.m1)*linear), float64(2*f.m1*mixed)
	return a + b + quadratic, a + math.Abs(b) + quadratic
}

// settled is a difference, or zero where it is nothing but the rounding of its terms.
func settled(difference, terms float64) float64 {
	if difference <= float64(steady*terms) {
		return 0
	}
	return difference
}
