package spatial

import "math"

// Global is a statistic of the whole map with what would be expected of it if values stood anywhere.
type Global struct {
	Value        float64 // I, C or G, a pure number
	Expected     float64 // its expectation without a pattern
	Places       int     // how many took part: all but islands
	Normal       *Test   // if values were drawn from one normal distribution; nil for G and where Variance would be 0
	Randomised   *Test   // if these very values were dealt out at random; nil below four places and where Variance would be 0
	Permuted     *Tails  // from Permutations; nil without
	Permutations int     // how many Permuted rests on
	Seed         uint64
	Warnings     []Warning
}

// Test compares a statistic with the normal distribution of its expectation and variance.
type Test struct {
	Variance float64 // > 0
	Z        float64 // (value − expectation) / √variance
	Tails
}

// steady is the share of a sum of terms below which their difference counts as zero: rounding alone leaves some 1e-15 of
// it. It tells a statistic that cannot vary (everyone is everyone's neighbour) from one that hardly does.
const steady = 1e-12

// newTest returns nil where the variance is nothing but rounding beside the terms it is the difference of.
func newTest(value, expected, variance, terms float64) *Test {
	if !(variance > steady*terms) {
		return nil
	}
	t := &Test{Variance: variance, Z: (value - expected) / math.Sqrt(variance)}
	t.Tails = normalTails(t.Z)
	return t
}

// kernel is what a statistic adds up over pairs of neighbours.
type kernel func(f *field, z []float64) float64

// global computes a statistic that is a multiple of a kernel; bound is at least the sum of its absolute terms.
func (f *field) global(k kernel, z []float64, factor, bound float64, w *Weights, p Permutations) (Global, error) {
	if err := p.check(); err != nil {
		return Global{}, err
	}
	observed := k(f, z)
	g := Global{Value: float64(factor * observed), Places: len(f.at), Warnings: w.warnings()}
	if p.Count > 0 {
		tails := p.test(f, k, z, observed, float64(slack*bound))
		g.Permuted, g.Permutations, g.Seed = &tails, p.Count, p.Seed
	}
	return g, nil
}
