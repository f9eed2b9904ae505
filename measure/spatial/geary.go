package spatial

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
	if d, ok := f.dealing(w); ok {
		variance := float64((n - 1) * (n - 1) * (float64(n*n*d.places)/4 + d.pairs))
		g.Randomised = newTest(g.Value, 1, variance, variance+1)
	}
	return g, nil
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
