package spatial

// Moran returns Moran's I of values x at the places of w, whether neighbours are alike:
//
//	I = (n/S0) Σᵢ Σⱼ w_ij zᵢ zⱼ / Σ z²,  z = x − mean
//
// It is about E = −1/(n−1) without a pattern, above it where neighbours are alike and below where they differ; it
// mostly lies within [-1, 1] but need not. With S0, S1, S2 of Cliff and Ord and b₂ = n Σz⁴/(Σz²)²:
//
//	Var normal     = (n² S1 − n S2 + 3 S0²) / ((n²−1) S0²) − E²
//	Var randomised = (n A − b₂ B) / ((n−1)(n−2)(n−3) S0²) − E²
//	                 A = (n²−3n+3) S1 − n S2 + 3 S0²,  B = (n²−n) S1 − 2n S2 + 6 S0²
//
// The latter is computed from the same terms in another order, see dealing.
//
// n, the mean and all sums leave islands out. Values may be negative; a constant is ErrConstant. I of other areal units
// of the same country is another number (the modifiable areal unit problem). Cost for m edges O(n + m), and as much for
// each permutation.
// Source: Cliff and Ord, Spatial Processes (1981), ch. 2.
func Moran(x []float64, w *Weights, p Permutations) (Global, error) {
	f, err := newField(x, w)
	if err != nil {
		return Global{}, err
	}
	n := f.n()
	g, err := f.global(products, f.z, n/w.s0/f.m2, float64(w.s0*f.most*f.most), w, p)
	if err != nil {
		return Global{}, err
	}
	g.Expected = -1 / (n - 1)
	square := float64(g.Expected * g.Expected)
	s1, s2 := w.relative()
	second := (float64(n*n*s1) - float64(n*s2) + 3) / (float64(n*n) - 1)
	g.Normal = newTest(g.Value, g.Expected, second-square, second)
	if d, ok := f.dealing(w); ok {
		variance := float64(n * n * (d.places + d.pairs))
		g.Randomised = newTest(g.Value, g.Expected, variance, variance+square)
	}
	return g, nil
}

// relative returns S1/S0² and S2/S0².
func (w *Weights) relative() (s1, s2 float64) { return w.s1 / w.s0 / w.s0, w.s2 / w.s0 / w.s0 }

// products is Σᵢ Σⱼ w_ij zᵢ zⱼ.
func products(f *field, z []float64) float64 {
	total := 0.0
	for i, v := range z {
		to, weights := f.pairs.row(i)
		weights = weights[:len(to)]
		lag := 0.0
		for k, j := range to {
			lag += float64(weights[k] * z[j])
		}
		total += float64(v * lag)
	}
	return total
}
