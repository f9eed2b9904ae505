package spatial

import "math"

// Geary returns Geary's C of values x at the places of w, the difference of neighbours beside that of any two places:
//
//	C = (n−1) Σᵢ Σⱼ w_ij (xᵢ − xⱼ)² / (2 S0 Σ z²),  C ≥ 0
//
// It is about 1 without a pattern and smaller where neighbours are alike, so that its lower tail is the one that answers
// Moran's upper. With b₂ as in Moran:
//
//	Var normal     = ((2 S1 + S2)(n−1) − 4 S0²) / (2(n+1) S0²)
//	Var randomised = (A − B + C) / (n(n−2)(n−3) S0²),  A = (n−1) S1 (n²−3n+3 − (n−1) b₂)
//	                 B = ¼(n−1) S2 (n²+3n−6 − (n²−n+2) b₂),  C = S0² (n²−3 − (n−1)² b₂)
//
// Islands, refusals and cost as Moran. Source: Cliff and Ord, Spatial Processes (1981), ch. 2.
func Geary(x []float64, w *Weights, p Permutations) (Global, error) {
	f, err := newField(x, w)
	if err != nil {
		return Global{}, err
	}
	n := f.n()
	g, err := f.global(squares, f.z, (n-1)/2/w.s0/f.m2, float64(4*w.s0*f.most*f.most), w, p)
	if err != nil {
		return Global{}, err
	}
	g.Expected = 1
	s1, s2 := w.relative()
	terms := float64((float64(2*s1) + s2) * (n - 1))
	g.Normal = newTest(g.Value, 1, (terms-4)/float64(2*(n+1)), terms/float64(2*(n+1)))
	if variance, terms, ok := f.gearyRandomised(s1, s2); ok {
		g.Randomised = newTest(g.Value, 1, variance, terms)
	}
	return g, nil
}

// gearyRandomised is the variance of C over all ways of dealing out the values, and the size of the terms it is the sum of.
func (f *field) gearyRandomised(s1, s2 float64) (variance, terms float64, ok bool) {
	n := f.n()
	if n < 4 {
		return 0, 0, false
	}
	n2, b2 := float64(n*n), float64(n*f.m4)/f.m2/f.m2
	a := float64((n - 1) * s1 * (n2 - float64(3*n) + 3 - float64((n-1)*b2)))
	b := float64((n-1)*s2*(n2+float64(3*n)-6-float64((n2-n+2)*b2))) / 4
	c := n2 - 3 - float64((n-1)*(n-1)*b2)
	below := float64(n * (n - 2) * (n - 3))
	return (a - b + c) / below, (math.Abs(a) + math.Abs(b) + math.Abs(c)) / below, true
}

// squares is Σᵢ Σⱼ w_ij (zᵢ − zⱼ)².
func squares(f *field, z []float64) float64 {
	total := 0.0
	for i, v := range z {
		to, weights := f.pairs.row(i)
		weights = weights[:len(to)]
		row := 0.0
		for k, j := range to {
			gap := v - z[j]
			row += float64(float64(weights[k]*gap) * gap)
		}
		total += row
	}
	return total
}
