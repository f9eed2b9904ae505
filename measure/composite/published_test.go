package composite_test

import (
	"math"
	"testing"

	"mihe/measure/composite"
)

// edge is the synthetic oracle "entropy_edge": a positive column, a negative one, a constant one, one with negative values.
// Expected numbers: R 4.2.2 and numpy 1.24.2.
func edge(t testing.TB) composite.Normalised {
	t.Helper()
	return normal(t, rows(t,
		[]float64{10, 200, 3, 5}, []float64{20, 150, 3, -1}, []float64{30, 100, 3, 2}, []float64{40, 50, 3, 0}, []float64{50, 250, 3, -4},
	), []composite.Direction{composite.Positive, composite.Negative, composite.Positive, composite.Positive}, composite.MinMax)
}

const printed = 1e-11 // twelve digits behind the point

func TestEntropyEdge(t *testing.T) {
	m := edge(t)
	for shift, want := range map[float64][]float64{
		0:    {0.340847541571, 0.340847541571, 0, 0.318304916858},
		1e-4: {0.340857090444, 0.340857090444, 0, 0.318285819112},
		0.01: {0.341249779074, 0.341249779074, 0, 0.317500441852},
		1:    {0.344760641639, 0.344760641639, 0, 0.310478716722},
	} {
		w := must[composite.EntropyWeights](t)(composite.Entropy(m.Matrix, shift))
		expect(t, "entropy weights", w.Weight, want, printed)
		count := kinds(w.Warnings)
		if count[composite.ConstantColumn] != 1 || (count[composite.Shifted] == 1) != (shift > 0) || w.Shift != shift {
			t.Errorf("shift %v: %+v", shift, w.Warnings)
		}
		if shift == 0 {
			expect(t, "entropy", w.Entropy, []float64{0.795218141654, 0.795218141654, 1, 0.808761793926}, printed)
		}
	}
}

func TestEdgeScores(t *testing.T) {
	m := edge(t)
	w := must[composite.EntropyWeights](t)(composite.Entropy(m.Matrix, 0)).Weight
	s := must[composite.Scores](t)(composite.Aggregate(m.Matrix, composite.Flat(4, w, composite.Arithmetic), 1))
	expect(t, "scores", s.Column(4).Values, []float64{0.403516802251, 0.361737295131, 0.638262704869, 0.737952049686, 0.340847541571}, printed)
	c := must[composite.Closeness](t)(composite.TOPSIS(m.Matrix, w, must[composite.Ideals](t)(composite.IdealsOf(m.Matrix))))
	expect(t, "TOPSIS", c.Score, []float64{0.436110712676, 0.368714926198, 0.631285073802, 0.695772891525, 0.422253233607}, printed)
	critic := must[composite.CRITICWeights](t)(composite.CRITIC(m.Matrix, composite.Pearson))
	expect(t, "CRITIC", critic.Weight, []float64{0.400656153234, 0.252565612287, 0, 0.346778234479}, printed)
	// the oracle has entropy weights of the two columns, which are equal: any equal weights will do
	two := rows(t, []float64{m.Data[0], m.Data[5]})
	o := must[composite.Hindrance](t)(composite.Obstacles(two, w[:2]))
	expect(t, "obstacles", o.Data, []float64{0.571428571429, 0.428571428571}, printed)
}

// scikit-criteria, tests/preprocessing/test_weighters.py.
func TestScikitCriteria(t *testing.T) {
	w := must[composite.EntropyWeights](t)(composite.Entropy(rows(t, []float64{1, 2}, []float64{4, 16}), 0))
	expect(t, "entropy 2×2", w.Weight, []float64{0.35888879, 0.64111121}, 2e-8)

	raw := rows(t,
		[]float64{61, 1.08, 4.33}, []float64{20.7, 0.26, 4.34}, []float64{16.3, 1.98, 2.53}, []float64{9, 3.29, 1.65},
		[]float64{5.4, 2.77, 2.33}, []float64{4, 4.12, 1.21}, []float64{-6.1, 3.52, 2.1}, []float64{-34.6, 3.31, 0.98})
	scores := normal(t, raw, nil, composite.MinMax)
	pearson := must[composite.CRITICWeights](t)(composite.CRITIC(scores.Matrix, composite.Pearson))
	expect(t, "CRITIC of Diakoulaki (1995)", pearson.Weight, []float64{0.20222554, 0.48090173, 0.31687273}, 3e-8)
	spearman := must[composite.CRITICWeights](t)(composite.CRITIC(scores.Matrix, composite.Spearman))
	expect(t, "CRITIC by ranks", spearman.Weight, []float64{0.21454645, 0.4898563, 0.29559726}, 3e-8)

	merec := must[composite.Weights](t)(composite.MEREC(rows(t,
		[]float64{450, 8000, 54, 145}, []float64{10, 9100, 2, 160}, []float64{100, 8200, 31, 153}, []float64{220, 9300, 1, 162},
		[]float64{5, 8400, 23, 158},
	), []composite.Direction{composite.Positive, composite.Positive, composite.Negative, composite.Negative}))
	for c, want := range []float64{0.5752, 0.0141, 0.4016, 0.0091} {
		if math.Abs(merec.Weight[c]-want) > 5e-5 {
			t.Errorf("MEREC of Keshavarz-Ghorabaee (2021): %v, want %v", merec.Weight[c], want)
		}
	}
}

// Tzeng and Huang (2011), through scikit-criteria, tests/agg/test_topsis.py.
func TestTOPSIS(t *testing.T) {
	m := normal(t, rows(t, []float64{5, 8, 4}, []float64{7, 6, 8}, []float64{8, 8, 6}, []float64{7, 4, 6}), nil, composite.Vector)
	c := must[composite.Closeness](t)(composite.TOPSIS(m.Matrix, []float64{0.3, 0.4, 0.3}, must[composite.Ideals](t)(composite.IdealsOf(m.Matrix))))
	expect(t, "TOPSIS", c.Score, []float64{0.50371966, 0.65808477, 0.74824866, 0.33399744}, 2e-8)
}

// Oracle "ahp_3x3", numpy 1.24.2.
func TestAHP(t *testing.T) {
	j := must[composite.Judgements](t)(composite.Upper(3, []float64{3, 5, 2}))
	for name, w := range map[string]composite.AHPWeights{
		"one":   must[composite.AHPWeights](t)(composite.AHP(j)),
		"three": must[composite.AHPWeights](t)(composite.AHPGroup([]composite.Judgements{j, j, j}, nil)),
	} {
		expect(t, name, w.Weight, []float64{0.648329013822, 0.229650794063, 0.122020192115}, 2e-12)
		expect(t, name+": λ, CI, CR", []float64{w.Eigenvalue, w.Index, w.Consistency}, []float64{3.00369459806364, 0.0018472990318199045, 0.0031849983307239735}, 1e-12)
	}
}

// Oracle "coupling", in closed form.
func TestCoupling(t *testing.T) {
	for _, c := range []struct {
		u    []float64
		want composite.Coordination
	}{
		{[]float64{0.6, 0.4}, composite.Coordination{Coupling: 0.9797958971132712, Level: 0.5, Coordination: 0.6999271023161167, Defined: true}},
		{[]float64{0.6, 0.4, 0.2}, composite.Coordination{Coupling: 0.9085602964160701, Level: 0.4, Coordination: 0.6028466791535207, Defined: true}},
		{[]float64{0.3, 0.3}, composite.Coordination{Coupling: 1, Level: 0.3, Coordination: 0.5477225575051661, Defined: true}},
		{[]float64{0, 0.5}, composite.Coordination{Level: 0.25, Defined: true}},
		{[]float64{0, 0}, composite.Coordination{}},
	} {
		got := must[composite.Coordination](t)(composite.Couple(c.u, nil, composite.Standard))
		expect(t, "coupling", []float64{got.Coupling, got.Level, got.Coordination}, []float64{c.want.Coupling, c.want.Level, c.want.Coordination}, 1e-15)
		if got.Defined != c.want.Defined {
			t.Errorf("%v: %+v", c.u, got)
		}
	}
}

// ChinaXiv 202011.00074V1 (CC-BY 4.0), fourteen prefectures of Xinjiang: F1, F2, C, T, D as printed, with C = √(F1 F2).
func TestCouplingProduct(t *testing.T) {
	for i, row := range [][]float64{
		{0.6312, 0.6322, 0.6317, 0.6317, 0.6317},
		{0.5514, 0.4742, 0.5113, 0.5128, 0.5121},
		{0.4169, 0.3493, 0.3818, 0.3832, 0.3825},
		{0.4142, 0.797, 0.5746, 0.6056, 0.5899},
		{0.2996, 0.3615, 0.3291, 0.3305, 0.3298},
		{0.3651, 0.2532, 0.3041, 0.3092, 0.3066},
		{0.2242, 0.1702, 0.1953, 0.1972, 0.1962},
		{0.3865, 0.5052, 0.4419, 0.4459, 0.4439},
		{0.3016, 0.2403, 0.2692, 0.271, 0.2701},
		{0.397, 0.3259, 0.3597, 0.3614, 0.3606},
		{0.3458, 0.3109, 0.3279, 0.3283, 0.3281},
		{0.2586, 0.3006, 0.2788, 0.2796, 0.2792},
		{0.3358, 0.3007, 0.3178, 0.3183, 0.318},
		{0.3628, 0.2529, 0.3029, 0.3078, 0.3054},
	} {
		got := must[composite.Coordination](t)(composite.Couple(row[:2], nil, composite.Product))
		digits := 1.01e-4 // from figures that are rounded themselves
		if i == 2 {
			digits = 2e-4 // Turpan: √(0.4169 · 0.3493) is 0.3816, printed as 0.3818
		}
		for k, v := range []float64{got.Coupling, got.Level, got.Coordination} {
			if math.Abs(v-row[2+k]) > digits {
				t.Errorf("row %d: figure %d = %v, want %v", i, k, v, row[2+k])
			}
		}
	}
}

// COINr, tests/testthat/test-aggregate.R.
func TestCopeland(t *testing.T) {
	m := columns(t, []float64{1, 2, 3, 4}, []float64{3, 2, 1, 5}, []float64{2, 3, 1, 4})
	table := must[composite.Matrix](t)(composite.Outranking(m, nil))
	at := func(i, j int) float64 { v, _ := table.At(i-1, j-1); return v }
	expect(t, "outranking", []float64{at(2, 1), at(3, 1), at(4, 1), at(1, 2), at(1, 1)}, []float64{2.0 / 3, 1.0 / 3, 1, 1.0 / 3, 0}, 1e-15)
	c := must[composite.Copelanded](t)(composite.Copeland(m, nil))
	if c.Dominant != 3 || c.DominantShare != 0.5 {
		t.Errorf("%d dominant pairs, share %v, want 3 and 0.5", c.Dominant, c.DominantShare)
	}
	expect(t, "Copeland", c.Score, []float64{-1, 1, -3, 3}, 0)
}

// Oracle "pca_6x3", R 4.2.2 (prcomp, psych): c runs against a and b.
func TestPCA(t *testing.T) {
	m := columns(t, []float64{1, 2, 3, 4, 5, 6}, []float64{2, 1, 4, 3, 6, 5}, []float64{6, 4, 5, 3, 1, 2})
	p := must[composite.Components](t)(composite.PCA(m, composite.Kaiser))
	expect(t, "eigenvalues", p.Eigenvalue, []float64{2.62109409077109, 0.290769051293124, 0.0881368579357836}, 1e-13)
	expect(t, "first component", p.Vectors.Column(0).Values, []float64{0.598982787206536, 0.558848691973663, -0.573504803911542}, 1e-14)
	expect(t, "KMO, Bartlett", []float64{p.KMO, p.ChiSquare}, []float64{0.680122028112322, 8.55157893590446}, 1e-12)
	if p.Freedom != 3 || p.Retained != 1 || kinds(p.Warnings)[composite.NegativeLoading] != 1 {
		t.Errorf("%+v", p)
	}
	alpha, warnings, err := composite.Alpha(m)
	if err != nil || !near(alpha, -1.58823529411765, 1e-13) || kinds(warnings)[composite.NegativeAlpha] != 1 {
		t.Errorf("alpha = %v, %v, %v, want -1.588 with a warning", alpha, warnings, err)
	}
}

func TestRanks(t *testing.T) {
	scores := composite.Column{Values: []float64{5, 3, 3, 1}}
	for ties, want := range map[composite.Ties][]float64{
		composite.Competition: {1, 2, 2, 4}, composite.Dense: {1, 2, 2, 3}, composite.Average: {1, 2.5, 2.5, 4},
	} {
		expect(t, "ranks", must[[]float64](t)(composite.Ranks(scores, ties, 0)), want, 0)
	}
	// unrounded values are compared, an absent one has no place, and a width forgives rounding
	tenth := 0.1
	alike := composite.Column{Values: []float64{tenth + 0.2, 0.3, 9, 0.29999}, Absent: []bool{false, false, true, false}}
	expect(t, "ranks", must[[]float64](t)(composite.Ranks(alike, composite.Competition, 0)), []float64{1, 2, 0, 3}, 0)
	expect(t, "ranks", must[[]float64](t)(composite.Ranks(alike, composite.Competition, 1e-12)), []float64{1, 1, 0, 3}, 0)
}

// Oracle "ratio_of_sums": the mean of the ratios would be 0.5.
func TestRatioOfSums(t *testing.T) {
	got := must[float64](t)(composite.RatioOfSums(composite.Column{Values: []float64{90, 5}}, composite.Column{Values: []float64{100, 50}}))
	if !near(got, 0.633333333333, 1e-12) {
		t.Errorf("ratio of sums = %v, want 0.6333", got)
	}
}
