package inequality

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// Kitagawa is the gap between two overall rates, divided into what the groups' rates and what their sizes account for.
type Kitagawa struct {
	RateA, RateB float64 // the overall rates, in the unit of the rates
	Total        float64 // RateA − RateB; Rate + Composition, to 1e-12 of the rates
	Rate         float64 // because the same groups have other rates
	Composition  float64 // because the groups are of other sizes
	Groups       []KitagawaGroup
}

// KitagawaGroup is one group's part.
type KitagawaGroup struct {
	Rate        float64 // (r_A − r_B)(p_A + p_B)/2
	Composition float64 // (p_A − p_B)(r_A + r_B)/2; depends on where the rates' zero lies, only the sum over groups does not
}

// KitagawaDecompose divides the difference of two overall rates Σ p r (A minus B) over groups given in one order:
//
//	Rate        = Σ_g (r_A − r_B)(p_A + p_B)/2
//	Composition = Σ_g (p_A − p_B)(r_A + r_B)/2
//
// sizes are numbers of people or shares; each list is divided by its own sum. Rates may have any unit and sign. A group must have a rate in
// both populations, even where nobody belongs to it. It is Shapley's decomposition of a sum of products, so exact and without an
// interaction; for more factors see DecomposeProduct. Sizes must be finite and ≥ 0 (ErrWeight), with some above zero (ErrEmpty), rates
// finite (ErrValue), lists of one length (ErrLength); an overall rate beyond the greatest number is ErrSpan. It says how the gap
// adds up, not what caused it. Cost O(groups).
// Source: Kitagawa, Components of a difference between two rates, J. American Statistical Association 50 (1955).
func KitagawaDecompose(sizesA, ratesA, sizesB, ratesB []float64) (Kitagawa, error) {
	if len(ratesA) != len(sizesA) || len(sizesB) != len(sizesA) || len(ratesB) != len(sizesA) {
		return Kitagawa{}, fmt.Errorf("%w: %d and %d sizes, %d and %d rates", ErrLength, len(sizesA), len(sizesB), len(ratesA), len(ratesB))
	}
	a, err := sharesOf(sizesA)
	if err != nil {
		return Kitagawa{}, fmt.Errorf("group A: %w", err)
	}
	b, err := sharesOf(sizesB)
	if err != nil {
		return Kitagawa{}, fmt.Errorf("group B: %w", err)
	}
	exponent, err := commonExponent(ratesA, ratesB)
	if err != nil {
		return Kitagawa{}, err
	}
	var k Kitagawa
	var rateA, rateB, rate, composition elementary.Sum
	for g := range a {
		ra, rb := math.Ldexp(ratesA[g], -exponent), math.Ldexp(ratesB[g], -exponent)
		rateA.Add(float64(a[g] * ra))
		rateB.Add(float64(b[g] * rb))
		byRate, byComposition := float64((ra-rb)*((a[g]+b[g])/2)), float64((a[g]-b[g])*((ra+rb)/2))
		rate.Add(byRate)
		composition.Add(byComposition)
		k.Groups = append(k.Groups, KitagawaGroup{math.Ldexp(byRate, exponent), math.Ldexp(byComposition, exponent)})
	}
	total := rateA.Value() - rateB.Value()
	if err := checkSum(total, 2, rate.Value(), composition.Value()); err != nil { // rates are below 2 here
		return Kitagawa{}, err
	}
	k.RateA, k.RateB, k.Total = math.Ldexp(rateA.Value(), exponent), math.Ldexp(rateB.Value(), exponent), math.Ldexp(total, exponent)
	k.Rate, k.Composition = math.Ldexp(rate.Value(), exponent), math.Ldexp(composition.Value(), exponent)
	return k, k.finite()
}

func (k *Kitagawa) finite() error {
	all := []float64{k.RateA, k.RateB, k.Total, k.Rate, k.Composition}
	for _, g := range k.Groups {
		all = append(all, g.Rate, g.Composition)
	}
	if !numbers(all) {
		*k = Kitagawa{}
		return fmt.Errorf("%w: the gap is beyond the greatest number", ErrSpan)
	}
	return nil
}

// numbers reports whether none of x is NaN or infinite.
func numbers(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// sharesOf divides sizes by their sum.
func sharesOf(sizes []float64) ([]float64, error) {
	greatest := 0.0
	for i, v := range sizes {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			return nil, fmt.Errorf("%w: entry %d has %v", ErrWeight, i, v)
		}
		greatest = max(greatest, v)
	}
	if greatest == 0 {
		return nil, fmt.Errorf("%w: no size is above zero", ErrEmpty)
	}
	p := make([]float64, len(sizes))
	exponent := math.Ilogb(greatest)
	var total elementary.Sum
	for i, v := range sizes {
		p[i] = math.Ldexp(v, -exponent)
		total.Add(p[i])
	}
	for i := range p {
		p[i] /= total.Value()
	}
	return p, nil
}

// commonExponent is that of the greatest absolute value, so that scaled values are below 2; 0 for all zero.
func commonExponent(lists ...[]float64) (int, error) {
	greatest := 0.0
	for l, list := range lists {
		for i, v := range list {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return 0, fmt.Errorf("%w: list %d, entry %d is %v", ErrValue, l, i, v)
			}
			greatest = max(greatest, math.Abs(v))
		}
	}
	if greatest == 0 {
		return 0, nil
	}
	return math.Ilogb(greatest), nil
}

// smallestNormal is the least positive number with all its digits, 2^-1022.
const smallestNormal = 0x1p-1022

// checkSum returns ErrIdentity unless the parts add to the total within identityTolerance of scale, the size of the terms: a gap may be
// near zero when its parts are not. Below the smallest normal number a float loses its digits one by one, so that much is never missed.
func checkSum(total, scale float64, parts ...float64) error {
	var added elementary.Sum
	for _, part := range parts {
		added.Add(part)
	}
	if off := math.Abs(added.Value() - total); !(off <= max(float64(identityTolerance*scale), smallestNormal)) {
		return fmt.Errorf("%w: %v add to %v, not to %v", ErrIdentity, parts, added.Value(), total)
	}
	return nil
}
