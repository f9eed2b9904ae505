package composite_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/composite"
)

func try[T any](t *rapid.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		return v
	}
}

func alike(t *rapid.T, what string, got, want []float64, digits float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d figures, want %d", what, len(got), len(want))
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > digits {
			t.Fatalf("%s: figure %d = %.17g, want %.17g", what, i, got[i], want[i])
		}
	}
}

// weighing lists the weights that are made from a table of scores.
var weighing = map[string]func(m composite.Matrix) ([]float64, error){
	"entropy":   func(m composite.Matrix) ([]float64, error) { w, err := composite.Entropy(m, 0); return w.Weight, err },
	"variation": func(m composite.Matrix) ([]float64, error) { w, err := composite.Variation(m); return w.Weight, err },
	"CRITIC": func(m composite.Matrix) ([]float64, error) {
		w, err := composite.CRITIC(m, composite.Pearson)
		return w.Weight, err
	},
	"CRITIC by ranks": func(m composite.Matrix) ([]float64, error) {
		w, err := composite.CRITIC(m, composite.Spearman)
		return w.Weight, err
	},
	"MEREC": func(m composite.Matrix) ([]float64, error) { w, err := composite.MEREC(m, nil); return w.Weight, err },
	"PCA": func(m composite.Matrix) ([]float64, error) {
		w, err := composite.PCA(m, composite.First)
		return w.Weight, err
	},
}

// varying draws a table above zero in which nothing is constant.
func varying(t *rapid.T) composite.Matrix {
	n, m := rapid.IntRange(6, 12).Draw(t, "rows"), rapid.IntRange(2, 4).Draw(t, "columns")
	table := composite.NewMatrix(n, m)
	for c := range m {
		for r := range n {
			table.Data[c*n+r] = rapid.Float64Range(1, 9).Draw(t, "value")
		}
		table.Data[c*n], table.Data[c*n+1], table.Data[c*n+2+c%3] = 0.5, 12, 20+float64(c)
	}
	return table
}

// Weights are shares; a constant indicator gets none and changes no other; the unit of an indicator, the order of units and of
// indicators do not matter.
func TestWeightProperties(t *testing.T) {
	for name, of := range weighing {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				m := varying(t)
				w := try[[]float64](t)(of(m))
				var sum float64
				for _, v := range w {
					if v < 0 {
						t.Fatalf("weights %v", w)
					}
					sum += v
				}
				if math.Abs(sum-1) > 1e-14 {
					t.Fatalf("weights sum to %v", sum)
				}
				if name != "MEREC" { // which divides by the number of indicators inside a logarithm: see below
					constant := slices.Repeat([]float64{7}, m.Rows)
					wider := composite.Matrix{Rows: m.Rows, Cols: m.Cols + 1, Data: append(slices.Clone(m.Data), constant...)}
					alike(t, "beside a constant", try[[]float64](t)(of(wider)), append(slices.Clone(w), 0), 1e-12)
				}
				if !slices.Contains([]string{"CRITIC", "CRITIC by ranks"}, name) { // σ has the unit of its indicator
					scaled := composite.Matrix{Rows: m.Rows, Cols: m.Cols, Data: slices.Clone(m.Data)}
					for r := range m.Rows {
						scaled.Data[r] *= 1000
					}
					alike(t, "in another unit", try[[]float64](t)(of(scaled)), w, 1e-11)
				}
				order := rapid.Permutation(indices(m.Rows)).Draw(t, "order")
				alike(t, "of units in another order", try[[]float64](t)(of(try[composite.Matrix](t)(m.Keep(order)))), w, 1e-11)
				first := composite.Matrix{Rows: m.Rows, Cols: m.Cols, Data: append(slices.Clone(m.Data[m.Rows:]), m.Data[:m.Rows]...)}
				alike(t, "of indicators in another order", try[[]float64](t)(of(first)), append(slices.Clone(w[1:]), w[0]), 1e-11)
			})
		})
	}
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// A constant indicator has weight 0 by MEREC too.
func TestMERECConstant(t *testing.T) {
	w := must[composite.Weights](t)(composite.MEREC(columns(t, []float64{1, 2, 3}, []float64{4, 4, 4}, []float64{9, 7, 5}), nil))
	if w.Weight[1] != 0 || kinds(w.Warnings)[composite.ConstantColumn] != 1 {
		t.Errorf("%+v", w)
	}
}

// Every unit twice, and every judgement, leaves entropy's order, variation, CRITIC and PCA as they are.
func TestReplication(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := varying(t)
		twice := try[composite.Matrix](t)(composite.Stack(m, m))
		for _, name := range []string{"variation", "CRITIC", "CRITIC by ranks", "MEREC", "PCA"} {
			alike(t, name, try[[]float64](t)(weighing[name](twice)), try[[]float64](t)(weighing[name](m)), 1e-11)
		}
	})
}

// A direction reversed twice is the direction; reversed once, a score is its complement; and the two directions of one
// indicator, one turned round in the data, have the same scores.
func TestDirections(t *testing.T) {
	fits := map[string]func(composite.Column, composite.Direction) (composite.Scale, error){
		"min-max": composite.MinMax, "z": composite.ZScore, "population z": composite.PopulationZScore, "efficacy": composite.Efficacy,
	}
	for name, fit := range fits {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x := composite.Column{Values: varying(t).Column(0).Values}
				for _, d := range []composite.Direction{composite.Positive, composite.Negative} {
					s, twice := try[composite.Scale](t)(fit(x, d)), try[composite.Scale](t)(fit(x, d.Reverse().Reverse()))
					other := try[composite.Scale](t)(fit(x, d.Reverse()))
					turned := composite.Column{Values: slices.Clone(x.Values)}
					for i := range turned.Values {
						turned.Values[i] = -turned.Values[i]
					}
					mirrored := try[composite.Scale](t)(fit(turned, d.Reverse()))
					for i, v := range x.Values {
						a, _ := s.Score(v)
						b, _ := twice.Score(v)
						c, _ := mirrored.Score(turned.Values[i])
						complement, _ := other.Score(v)
						sum := 1.0
						switch name {
						case "z", "population z":
							sum = 0
						case "efficacy":
							sum = 160
						}
						if a != b || a != c || math.Abs(a+complement-sum) > 1e-12 {
							t.Fatalf("%v: %v, twice reversed %v, mirrored %v, reversed %v", v, a, b, c, complement)
						}
					}
				}
			})
		})
	}
}

// Bounds fitted once: no unit's score depends on which other units are scored with it, and min-max does not depend on the unit
// of the indicator.
func TestScoresStandAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := varying(t)
		scales := try[[]composite.Scale](t)(composite.Fit(m, nil, composite.MinMax))
		all := try[composite.Normalised](t)(composite.Normalise(m, scales))
		for r := range m.Rows {
			alone := try[composite.Normalised](t)(composite.Normalise(try[composite.Matrix](t)(m.Keep([]int{r})), scales))
			for c := range m.Cols {
				if alone.Data[c] != all.Data[c*m.Rows+r] {
					t.Fatalf("row %d alone scores %v, among others %v", r, alone.Data[c], all.Data[c*m.Rows+r])
				}
			}
		}
	})
}

// Means lie between the extremes and grow with their power; scaling scores scales them; a constant column changes nothing.
func TestMeanProperties(t *testing.T) {
	powers := []composite.Power{-300, -2, composite.Harmonic, -1e-7, composite.Geometric, 1e-7, 0.5, composite.Arithmetic, 3, 300}
	rapid.Check(t, func(t *rapid.T) {
		m := table(t, 0.5, 1e4, 1, 4, 6)
		w := weights(t, m.Cols)
		before := slices.Repeat([]float64{0}, m.Rows)
		for _, p := range powers {
			s := try[composite.Scores](t)(composite.Aggregate(m, composite.Flat(m.Cols, w, p), 1)).Column(m.Cols).Values
			doubled := composite.Matrix{Rows: m.Rows, Cols: m.Cols, Data: slices.Clone(m.Data)}
			for i := range doubled.Data {
				doubled.Data[i] *= 3
			}
			tripled := try[composite.Scores](t)(composite.Aggregate(doubled, composite.Flat(m.Cols, w, p), 1)).Column(m.Cols).Values
			for r, v := range s {
				if v < before[r]*(1-1e-12) {
					t.Fatalf("power %v gives %v, a smaller one %v", p, v, before[r])
				}
				if !near(tripled[r], 3*v, 1e-12) {
					t.Fatalf("power %v of tripled scores: %v, want %v", p, tripled[r], 3*v)
				}
			}
			before = s
		}
		wider := composite.NewMatrix(m.Rows, m.Cols+1)
		copy(wider.Data, m.Data)
		tree := composite.Flat(m.Cols+1, append(slices.Clone(w), 4), composite.Geometric).Without(m.Cols)
		alike(t, "beside a constant", try[composite.Scores](t)(composite.Aggregate(wider, tree, 1)).Column(m.Cols+1).Values,
			try[composite.Scores](t)(composite.Aggregate(m, composite.Flat(m.Cols, w, composite.Geometric), 1)).Column(m.Cols).Values, 0)
	})
}

// The effective shares of the leaves sum to one, and an arithmetic index is the leaves weighed by them.
func TestEffectiveShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := table(t, -5, 5, 1, 3, 30)
		tree := pillars(m.Cols)
		for i := range m.Cols {
			tree.Weight[i] = float64(1 + i%4)
		}
		for i := m.Cols; i < len(tree.Parent); i++ { // pillars without indicators
			if !slices.Contains(tree.Parent, i) {
				tree.Weight[i] = 0
			}
		}
		tree = tree.Without()
		_, effective, err := tree.Shares()
		if err != nil {
			t.Fatal(err)
		}
		s := try[composite.Scores](t)(composite.Aggregate(m, tree, 1))
		var sum float64
		index := make([]float64, m.Rows)
		for c := range m.Cols {
			sum += effective[c]
			for r := range index {
				index[r] += effective[c] * m.Data[c*m.Rows+r]
			}
		}
		if math.Abs(sum-1) > 1e-14 {
			t.Fatalf("shares sum to %v", sum)
		}
		alike(t, "index", s.Column(s.Cols-1).Values, index, 1e-13)
	})
}

// Ranks are those counted by definition, for every way of ties; reversing scores reverses the average ranks.
func TestRankProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := table(t, -4, 4, 1, 30, 2)
		x := m.Column(0)
		competition := try[[]float64](t)(composite.Ranks(x, composite.Competition, 0))
		average := try[[]float64](t)(composite.Ranks(x, composite.Average, 0))
		dense := try[[]float64](t)(composite.Ranks(x, composite.Dense, 0))
		for i, v := range x.Values {
			better, equal, distinct := 0, 0, map[float64]bool{}
			for _, other := range x.Values {
				if other > v {
					better++
					distinct[other] = true
				} else if other == v {
					equal++
				}
			}
			if competition[i] != float64(better+1) || dense[i] != float64(len(distinct)+1) || average[i] != float64(better)+float64(equal+1)/2 {
				t.Fatalf("%v: ranks %v, %v, %v; %d better, %d equal", v, competition[i], dense[i], average[i], better, equal)
			}
		}
	})
}

// Couplings lie in [0, 1], D² = C T, and equal subsystems are coupled fully.
func TestCouplingProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.SliceOfN(rapid.Float64Range(0, 1), 2, 6).Draw(t, "u")
		for _, variant := range []composite.Variant{composite.Standard, composite.Product} {
			c := try[composite.Coordination](t)(composite.Couple(u, nil, variant))
			for _, v := range []float64{c.Coupling, c.Level, c.Coordination} {
				if v < 0 || v > 1 {
					t.Fatalf("%v: %+v", u, c)
				}
			}
			if math.Abs(c.Coordination*c.Coordination-c.Coupling*c.Level) > 1e-15 {
				t.Fatalf("%v: %+v", u, c)
			}
		}
		level := max(u[0], 1e-300)
		same := try[composite.Coordination](t)(composite.Couple(slices.Repeat([]float64{level}, len(u)), nil, composite.Standard))
		if same.Coupling != 1 {
			t.Fatalf("C(U, U) = %.17g", same.Coupling)
		}
	})
}

// Obstacles of a row sum to one; the geometric mean never passes the arithmetic; TOPSIS gives 1 to a unit best in everything and
// 0 to one that is worst.
func TestScoreProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := table(t, 0, 1, 2, 6, 5)
		for c := range m.Cols {
			m.Data[c*m.Rows], m.Data[c*m.Rows+1] = 1, 0
		}
		w := weights(t, m.Cols)
		h := try[composite.Hindrance](t)(composite.Obstacles(m, w))
		c := try[composite.Closeness](t)(composite.TOPSIS(m, w, try[composite.Ideals](t)(composite.IdealsOf(m))))
		both := try[composite.Compensated](t)(composite.Compensation(m, w))
		for r := range m.Rows {
			var sum float64
			for k := range m.Cols {
				sum += h.Data[k*m.Rows+r]
			}
			if h.Unhindered[r] != (sum == 0) || !h.Unhindered[r] && math.Abs(sum-1) > 1e-14 {
				t.Fatalf("obstacles of row %d sum to %v", r, sum)
			}
			if both.Geometric[r] > both.Arithmetic[r] || both.Least[r] > both.Geometric[r] {
				t.Fatalf("%+v", both)
			}
		}
		if c.Score[0] != 1 || c.Score[1] != 0 || !h.Unhindered[0] {
			t.Fatalf("best and worst have %v, hindered %v", c.Score[:2], h.Unhindered)
		}
	})
}

// Judgements made from weights give those weights back, without contradiction; a group that agrees is one person.
func TestAHPConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := shared(rapid.SliceOfN(rapid.Float64Range(0.1, 1), 2, 15).Draw(t, "w"))
		var above []float64
		for i := range w {
			for j := i + 1; j < len(w); j++ {
				above = append(above, w[i]/w[j])
			}
		}
		j := try[composite.Judgements](t)(composite.Upper(len(w), above))
		a := try[composite.AHPWeights](t)(composite.AHP(j))
		alike(t, "weights", a.Weight, w, 1e-13)
		if a.Consistency > 1e-12 || len(a.Warnings) > 0 && len(w) > 2 && kinds(a.Warnings)[composite.Inconsistent] > 0 {
			t.Fatalf("%+v", a)
		}
	})
}

// Blends of one set are that set, of equal sets equal; the game takes the nearest.
func TestBlends(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := shared(rapid.SliceOfN(rapid.Float64Range(0.1, 1), 4, 4).Draw(t, "a"))
		b := shared(rapid.SliceOfN(rapid.Float64Range(0.1, 1), 4, 4).Draw(t, "b"))
		for _, sets := range [][][]float64{{a}, {a, a}, {a, a, a}} {
			alike(t, "mean", try[composite.Blended](t)(composite.Blend(sets, nil)).Weight, a, 1e-14)
			alike(t, "root of the product", try[composite.Blended](t)(composite.BlendProduct(sets, true)).Weight, a, 1e-14)
			alike(t, "game", try[composite.Blended](t)(composite.BlendGame(sets)).Weight, a, 1e-12)
		}
		product := make([]float64, len(a))
		for i := range a {
			product[i] = a[i] * b[i]
		}
		alike(t, "product", try[composite.Blended](t)(composite.BlendProduct([][]float64{a, b}, false)).Weight, shared(product), 1e-14)
	})
}

// The generalised case of two sets, by Cramer's rule: [1/2 3/10 1/5] and [1/5 1/5 3/5].
func TestBlendGame(t *testing.T) {
	a, b := []float64{0.5, 0.3, 0.2}, []float64{0.2, 0.2, 0.6}
	aa, ab, bb := 0.38, 0.28, 0.44
	det := aa*bb - ab*ab
	x, y := (aa*bb-ab*bb)/det, (aa*bb-ab*aa)/det
	g := must[composite.Blended](t)(composite.BlendGame([][]float64{a, b}))
	expect(t, "shares", g.Share, []float64{x / (x + y), y / (x + y)}, 1e-13)
	expect(t, "weights", g.Weight, []float64{(x*0.5 + y*0.2) / (x + y), (x*0.3 + y*0.2) / (x + y), (x*0.2 + y*0.6) / (x + y)}, 1e-13)
}
