package spatial

import (
	"slices"

	"mihe/measure/elementary"
)

// dealing is the variance of Σ w_ij zᵢ zⱼ / (S0 Σ z²) over all ways of dealing out the values, in two parts that do not
// move together: what is due to some places having more neighbours than others, and what is due to who neighbours whom.
//
//	places = A₁ B₁ / ((n−1)(n−2)²),  A₁ = Σᵢ (rᵢ − 2S0/n)² / S0²,  B₁ = Σ (z² − Σz²/n)² / (Σz²)²,  rᵢ = Σⱼ (w_ij + w_ji)
//	pairs  = A₂ B₂ / (n(n−3)),       A₂ = S1/S0² − A₁/(n−2) − 2/(n(n−1))
//	                                 B₂ = (n²−3n+3)/((n−1)(n−2)) − n Σz⁴ / ((n−2)(Σz²)²)
//
// Moran's I has n² (places + pairs), Geary's C (n−1)² (n² places/4 + pairs). That is what Cliff and Ord's variances come
// to, but theirs are small differences of large terms where one value dwarfs the others, and then Z had five digits of
// which the unit of the values changed the last. It is how a sum over pairs splits under permutation: Hoeffding, A
// combinatorial central limit theorem, Ann. Math. Stat. 22 (1951).
type dealing struct {
	places, pairs float64
}

// dealing needs four places.
func (f *field) dealing(w *Weights) (d dealing, ok bool) {
	n := f.n()
	if n < 4 {
		return dealing{}, false
	}
	s1, _ := w.relative()
	unequal := w.relativelyUnequal()
	rest := settled(s1-unequal/(n-2)-2/float64(n*(n-1)), s1)
	return dealing{
		places: float64(unequal*f.spreadOfSquares()) / float64((n-1)*(n-2)*(n-2)),
		pairs:  float64(rest*f.spreadOfProducts()) / float64(n*(n-3)),
	}, true
}

// relativelyUnequal is A₁ of dealing; zero where all places weigh as much but for rounding.
func (w *Weights) relativelyUnequal() float64 {
	if w.unequal <= float64(steady*w.s2) {
		return 0
	}
	return w.unequal / w.s0 / w.s0
}

// spreadOfSquares is B₁ of dealing; zero where all values are as far from the mean but for rounding.
func (f *field) spreadOfSquares() float64 {
	mean := f.m2 / f.n()
	var total elementary.Sum
	for _, z := range f.z {
		gap := float64(z*z) - mean
		total.Add(float64(gap * gap))
	}
	if total.Value() <= float64(steady*f.m4) {
		return 0
	}
	return total.Value() / f.m2 / f.m2
}

// spreadOfProducts is B₂ of dealing. Where one value has nearly all of it, B₂ is summed from how the m others differ
// among themselves, u being their deviations from their own mean and z the deviation of the one:
//
//	B₂ (Σz²)² = 2(m+1)²(m−2)/(m²(m−1)) z² Σu² + 4(m+1)/(m(m−1)) z Σu³ + (m²−m+1)/(m(m−1)) (Σu²)² − (m+1)/(m−1) Σu⁴
func (f *field) spreadOfProducts() float64 {
	const nearly = 1e-3
	n := f.n()
	greatest := float64(n*n) - float64(3*n) + 3
	if b := greatest/float64((n-1)*(n-2)) - float64(n*(f.m4/f.m2/f.m2))/(n-2); b > nearly {
		return b
	}
	one := 0
	for k, z := range f.z {
		if z*z > f.z[one]*f.z[one] {
			one = k
		}
	}
	others := slices.Delete(slices.Clone(f.x), one, one+1)
	if slices.Min(others) == slices.Max(others) {
		return 0
	}
	u, _, unit := deviations(others)
	var squares, cubes, fourths elementary.Sum
	for _, u := range u {
		square := float64(u * u)
		squares.Add(square)
		cubes.Add(float64(square * u))
		fourths.Add(float64(square * square))
	}
	// In the scale of u, of which share is one in the scale of z.
	m, share := n-1, unit/f.unit
	z, u2, u3, u4 := f.z[one], squares.Value(), cubes.Value(), fourths.Value()
	b := float64(float64(float64(2*n*n*(m-2))/float64(m*m)*float64(z*z)) * u2)
	b += float64(float64(4*n/m*float64(z*share)) * u3)
	b += float64((float64(float64(greatest/m*u2)*u2) - float64(n*u4)) * float64(share*share))
	return float64(float64(b*share)*share) / (m - 1) / f.m2 / f.m2
}
