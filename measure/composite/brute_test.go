package composite_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/composite"
)

// table draws a complete table; whole numbers make ties, real ones spread.
func table(t *rapid.T, least, most float64, minRows, maxRows, maxCols int) composite.Matrix {
	n, m := rapid.IntRange(minRows, maxRows).Draw(t, "rows"), rapid.IntRange(2, maxCols).Draw(t, "columns")
	value := rapid.OneOf(
		rapid.Map(rapid.IntRange(int(math.Ceil(least)), int(min(most, least+6))), func(i int) float64 { return float64(i) }),
		rapid.Float64Range(least, most),
	)
	return composite.Matrix{Rows: n, Cols: m, Data: rapid.SliceOfN(value, n*m, n*m).Draw(t, "data")}
}

func weights(t *rapid.T, m int) []float64 {
	w := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 5), func(i int) float64 { return float64(i) }), m, m).Draw(t, "weights")
	w[0] = max(w[0], 1)
	return w
}

func shared(w []float64) []float64 {
	var sum float64
	for _, v := range w {
		sum += v
	}
	s := make([]float64, len(w))
	for i, v := range w {
		s[i] = v / sum
	}
	return s
}

// Copeland by its definition, pair by pair and indicator by indicator, across the border of 64 columns to a block.
func TestCopelandByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := table(t, -3, 9, 1, 12, 140)
		w := weights(t, m.Cols)
		got, err := composite.Copeland(m, w)
		if err != nil {
			t.Fatal(err)
		}
		support, err := composite.Outranking(m, w)
		if err != nil {
			t.Fatal(err)
		}
		dominant, total := 0, 0.0
		for _, v := range w {
			total += v
		}
		for i := range m.Rows {
			score := 0.0
			for j := range m.Rows {
				var above, below float64 // whole numbers, so that half is half
				for c, v := range w {
					a, b := m.Data[c*m.Rows+i], m.Data[c*m.Rows+j]
					if a > b {
						above += v
					} else if a < b {
						below += v
					}
				}
				if above > below {
					score++
				} else if above < below {
					score--
				}
				if above == total {
					dominant++
				}
				if s, _ := support.At(i, j); i != j && math.Abs(s-(above+(total-above-below)/2)/total) > 1e-14 {
					t.Fatalf("support of %d over %d = %v, want (%v + half of ties) of %v", i, j, s, above, total)
				}
			}
			if got.Score[i] != score {
				t.Fatalf("Copeland of unit %d = %v, want %v", i, got.Score[i], score)
			}
		}
		if got.Dominant != dominant {
			t.Fatalf("%d dominant pairs, want %d", got.Dominant, dominant)
		}
	})
}

// Weights whose halves differ in their last digits still make a draw.
func TestCopelandDraw(t *testing.T) {
	m := rows(t, []float64{1, 0, 0, 1}, []float64{0, 1, 1, 0}) // 0.1 + 0.4 against 0.2 + 0.3
	c := must[composite.Copelanded](t)(composite.Copeland(m, []float64{0.1, 0.2, 0.3, 0.4}))
	expect(t, "Copeland", c.Score, []float64{0, 0}, 0)
}

// The generalised mean by its definition, and in a hierarchy.
func TestAggregateByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := table(t, 0.5, 60, 1, 4, 7)
		w := weights(t, m.Cols)
		p := rapid.SampledFrom([]float64{-20, -3, -1, -0.25, -1e-6, 0, 1e-9, 0.5, 1, 2, 40}).Draw(t, "power")
		s, err := composite.Aggregate(m, composite.Flat(m.Cols, w, composite.Power(p)), 1)
		if err != nil {
			t.Fatal(err)
		}
		for r := range m.Rows {
			var sum, logs float64
			for c, share := range shared(w) {
				sum += share * math.Pow(m.Data[c*m.Rows+r], p)
				logs += share * math.Log(m.Data[c*m.Rows+r])
			}
			want, digits := math.Pow(sum, 1/p), 1e-12
			if math.Abs(p) < 1e-3 {
				want, digits = math.Exp(logs), 1e-4 // the plain formula has no digits left there
			}
			if got, _ := s.At(r, m.Cols); !near(got, want, digits) {
				t.Fatalf("mean of power %v = %v, want %v", p, got, want)
			}
		}
	})
}

// Entropy, variation and CRITIC weights as written in their papers, with plain arithmetic.
func TestWeightsByDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		n, m := 3+random.IntN(20), 2+random.IntN(6)
		x := composite.NewMatrix(n, m)
		for i := range x.Data {
			x.Data[i] = random.Float64()
		}
		x.Data[random.IntN(len(x.Data))] = 0
		var e, v, c []float64
		for j := range m {
			column := x.Column(j).Values
			mean, sd := plain(column)
			entropy := 0.0
			for _, a := range column {
				if p := a / (mean * float64(n)); p > 0 {
					entropy -= p * math.Log(p) / math.Log(float64(n))
				}
			}
			conflict := 0.0
			for k := range m {
				other := x.Column(k).Values
				mean2, sd2 := plain(other)
				product := 0.0
				for i := range column {
					product += (column[i] - mean) * (other[i] - mean2)
				}
				conflict += 1 - product/float64(n)/sd/sd2
			}
			e, v, c = append(e, 1-entropy), append(v, sd/mean), append(c, sd*conflict)
		}
		expect(t, "entropy", must[composite.EntropyWeights](t)(composite.Entropy(x, 0)).Weight, shared(e), 1e-11)
		expect(t, "variation", must[composite.Weights](t)(composite.Variation(x)).Weight, shared(v), 1e-12)
		expect(t, "CRITIC", must[composite.CRITICWeights](t)(composite.CRITIC(x, composite.Pearson)).Weight, shared(c), 1e-12)
	}
}

func plain(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, math.Sqrt(sd)
}

// TOPSIS, MPI, obstacles and MEREC by their formulas.
func TestScoresByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := table(t, 0.125, 1, 2, 6, 5)
		m.Data[0], m.Data[1] = 0.25, 0.75
		w := weights(t, m.Cols)
		s := shared(w)
		ideals, _ := composite.IdealsOf(m)
		near1 := func(what string, got, want float64) {
			if !near(got, want, 1e-11) {
				t.Fatalf("%s = %.17g, want %.17g", what, got, want)
			}
		}
		closeness, err := composite.TOPSIS(m, w, ideals)
		if err != nil {
			t.Fatal(err)
		}
		hindrance, err := composite.Obstacles(m, w)
		if err != nil {
			t.Fatal(err)
		}
		mpi, err := composite.MPI(m, composite.Upward)
		if err != nil {
			t.Fatal(err)
		}
		for r := range m.Rows {
			var best, worst, lost float64
			var row []float64
			for c := range m.Cols {
				z := m.Data[c*m.Rows+r]
				row = append(row, z)
				best += s[c] * s[c] * (z - ideals.Best[c]) * (z - ideals.Best[c])
				worst += s[c] * s[c] * (z - ideals.Worst[c]) * (z - ideals.Worst[c])
				lost += s[c] * (1 - z)
			}
			near1("closeness", closeness.Score[r], math.Sqrt(worst)/(math.Sqrt(best)+math.Sqrt(worst)))
			mean, sd := plain(row)
			near1("MPI", mpi[r], mean+sd*sd/mean)
			near1("lost", hindrance.Lost[r], lost)
			for c := range m.Cols {
				if o, _ := hindrance.At(r, c); lost > 0 {
					near1("obstacle", o, s[c]*(1-row[c])/lost)
				}
			}
		}
	})
}

// Keshavarz-Ghorabaee's steps, with every logarithm as printed.
func TestMERECByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := table(t, 1, 50, 2, 6, 5)
		m.Data[0], m.Data[1] = 2, 3
		effects := make([]float64, m.Cols)
		for r := range m.Rows {
			logs, sum := make([]float64, m.Cols), 0.0
			for c := range m.Cols {
				least := math.Inf(1)
				for _, v := range m.Column(c).Values {
					least = min(least, v)
				}
				logs[c] = math.Abs(math.Log(least / m.Data[c*m.Rows+r]))
				sum += logs[c] / float64(m.Cols)
			}
			for c := range effects {
				effects[c] += math.Abs(math.Log(1+sum-logs[c]/float64(m.Cols)) - math.Log(1+sum))
			}
		}
		w, err := composite.MEREC(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		for c, want := range shared(effects) {
			if math.Abs(w.Weight[c]-want) > 1e-12 {
				t.Fatalf("MEREC weight %d = %v, want %v", c, w.Weight[c], want)
			}
		}
	})
}

// The eigenvectors of PCA are eigenvectors, of length one and at right angles.
func TestComponentsAreEigenvectors(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	for _, p := range []int{2, 3, 10, 60} {
		m := composite.NewMatrix(3*p, p)
		for i := range m.Data {
			m.Data[i] = random.NormFloat64() + m.Data[i%m.Rows]
		}
		r := must[composite.Matrix](t)(composite.Correlation(m, composite.Pearson))
		c := must[composite.Components](t)(composite.PCA(m, composite.Kaiser))
		var sum float64
		for k, value := range c.Eigenvalue {
			sum += value
			v := c.Vectors.Column(k).Values
			for i := range p {
				var image float64
				for j := range p {
					image += r.Data[j*p+i] * v[j]
				}
				if math.Abs(image-value*v[i]) > 1e-13*float64(p) {
					t.Fatalf("p = %d, component %d: R v = %v, λ v = %v", p, k, image, value*v[i])
				}
			}
			for other := range k + 1 {
				var product float64
				for i, x := range c.Vectors.Column(other).Values {
					product += x * v[i]
				}
				if want := 0.0; other == k && !near(product, 1, 1e-13) || other < k && math.Abs(product-want) > 1e-13 {
					t.Fatalf("p = %d: components %d and %d have product %v", p, other, k, product)
				}
			}
		}
		if !near(sum, float64(p), 1e-13) {
			t.Errorf("eigenvalues of %d columns sum to %v", p, sum)
		}
	}
}
