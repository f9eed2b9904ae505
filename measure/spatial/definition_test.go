package spatial_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/spatial"
)

// The definitions word for word over the full matrix, and expectations over every way of dealing out the values:
// slow, and sharing no line with the package.

func bruteMean(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total / float64(len(x))
}

func bruteMoran(x []float64, w [][]float64) float64 {
	mean, s0, above, below := bruteMean(x), 0.0, 0.0, 0.0
	for i := range x {
		below += (x[i] - mean) * (x[i] - mean)
		for j := range x {
			s0 += w[i][j]
			above += w[i][j] * (x[i] - mean) * (x[j] - mean)
		}
	}
	return float64(len(x)) / s0 * above / below
}

func bruteGeary(x []float64, w [][]float64) float64 {
	mean, s0, above, below := bruteMean(x), 0.0, 0.0, 0.0
	for i := range x {
		below += (x[i] - mean) * (x[i] - mean)
		for j := range x {
			s0 += w[i][j]
			above += w[i][j] * (x[i] - x[j]) * (x[i] - x[j])
		}
	}
	return float64(len(x)-1) * above / (2 * s0 * below)
}

func bruteG(x []float64, w [][]float64) float64 {
	above, below := 0.0, 0.0
	for i := range x {
		for j := range x {
			if i != j {
				above += w[i][j] * x[i] * x[j]
				below += x[i] * x[j]
			}
		}
	}
	return above / below
}

// everyOrder calls do with every order of x.
func everyOrder(x []float64, at int, do func(x []float64)) {
	if at == len(x) {
		do(x)
		return
	}
	for i := at; i < len(x); i++ {
		x[at], x[i] = x[i], x[at]
		everyOrder(x, at+1, do)
		x[at], x[i] = x[i], x[at]
	}
}

// drawMap makes places, edges each way by chance with unlike weights, and values with ties; no island, no constant.
func drawMap(t *rapid.T, most int) ([]float64, *spatial.Weights) {
	n := rapid.IntRange(4, most).Draw(t, "n")
	var edges []spatial.Edge
	for i := range n {
		for j := range n {
			if i != j && (j == (i+1)%n || rapid.IntRange(0, 2).Draw(t, "edge") == 0) {
				weight := float64(rapid.IntRange(1, 3).Draw(t, "weight"))
				edges = append(edges, spatial.Edge{From: i, To: j, Weight: weight})
			}
		}
	}
	s := rapid.SampledFrom([]spatial.Standardisation{spatial.AsGiven, spatial.RowStandardised}).Draw(t, "standardisation")
	w, err := spatial.Directed(n, edges, s)
	if err != nil {
		t.Fatal(err)
	}
	value := rapid.OneOf(
		rapid.Map(rapid.IntRange(0, 5), func(i int) float64 { return float64(i) }),
		rapid.Map(rapid.IntRange(0, 9999), func(i int) float64 { return float64(i) / 8 }),
	)
	x := rapid.SliceOfN(value, n, n).Draw(t, "x")
	x[0], x[1] = 1, 2
	return x, w
}

var globals = []struct {
	name  string
	of    func(x []float64, w *spatial.Weights, p spatial.Permutations) (spatial.Global, error)
	brute func(x []float64, w [][]float64) float64
}{
	{"Moran", spatial.Moran, bruteMoran},
	{"Geary", spatial.Geary, bruteGeary},
	{"GetisOrd", spatial.GetisOrd, bruteG},
}

// Each statistic by definition; its expectation and randomised variance are the mean and variance over all orders.
func TestGlobalAgainstDefinition(t *testing.T) {
	for _, c := range globals {
		t.Run(c.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x, w := drawMap(t, 6)
				g, err := c.of(x, w, none)
				if err != nil {
					t.Fatal(err)
				}
				full := matrix(w)
				if want := c.brute(x, full); math.Abs(g.Value-want) > 1e-12*max(1, math.Abs(want)) {
					t.Errorf("%s(%v) = %v, by definition %v", c.name, x, g.Value, want)
				}
				var values []float64
				everyOrder(append([]float64(nil), x...), 0, func(x []float64) { values = append(values, c.brute(x, full)) })
				mean := bruteMean(values)
				variance := 0.0
				for _, v := range values {
					variance += (v - mean) * (v - mean) / float64(len(values))
				}
				if math.Abs(g.Expected-mean) > 1e-11 {
					t.Errorf("expected %v, mean of all orders %v", g.Expected, mean)
				}
				got := 0.0
				if g.Randomised != nil {
					got = g.Randomised.Variance
				}
				if math.Abs(got-variance) > 1e-11*max(variance, g.Expected*g.Expected) {
					t.Errorf("variance %v, of all orders %v", got, variance)
				}
			})
		})
	}
}

// The permutation p of a map of six against the share of all 720 orders: within five standard errors.
func TestPermutedAgainstEveryOrder(t *testing.T) {
	const count = 10000
	for _, c := range globals {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(20) {
				random := rand.New(rand.NewPCG(seed, 7))
				x := make([]float64, 6)
				for i := range x {
					x[i] = float64(random.IntN(4)) // ties in plenty
				}
				x[0], x[1] = 7, 8
				w := must[*spatial.Weights](t)(spatial.Adjacency(6, rook(3, 2), spatial.RowStandardised))
				g := must[spatial.Global](t)(c.of(x, w, spatial.Permutations{Count: count, Seed: seed}))
				full := matrix(w)
				observed, up, down, all := c.brute(x, full), 0.0, 0.0, 0.0
				everyOrder(append([]float64(nil), x...), 0, func(x []float64) {
					all++
					v := c.brute(x, full)
					if v >= observed-1e-9 {
						up++
					}
					if v <= observed+1e-9 {
						down++
					}
				})
				for _, p := range [][2]float64{{g.Permuted.Upper, up / all}, {g.Permuted.Lower, down / all}} {
					if math.Abs(p[0]-p[1]) > 5*math.Sqrt(p[1]*(1-p[1])/count)+2.0/count {
						t.Errorf("seed %d: p = %v, of all orders %v", seed, p[0], p[1])
					}
				}
			}
		})
	}
}

// exactTails is the share of all ways to give k neighbours k of the others that reach the observed lag.
func exactTails(i int, z []float64, w [][]float64) (upper, lower float64) {
	var to []int
	var others []float64
	for j := range z {
		if j != i {
			others = append(others, z[j])
		}
		if w[i][j] > 0 {
			to = append(to, j)
		}
	}
	observed, all := 0.0, 0.0
	for _, j := range to {
		observed += w[i][j] * z[j]
	}
	used := make([]bool, len(others))
	var deal func(k int, lag float64)
	deal = func(k int, lag float64) {
		if k == len(to) {
			all++
			if lag >= observed-1e-9 {
				upper++
			}
			if lag <= observed+1e-9 {
				lower++
			}
			return
		}
		for c, v := range others {
			if !used[c] {
				used[c] = true
				deal(k+1, lag+w[i][to[k]]*v)
				used[c] = false
			}
		}
	}
	deal(0, 0)
	return upper / all, lower / all
}

const deals = 5000

// The p of every place against every way of dealing: also of places whose neighbours weigh unlike, that have no
// neighbour, or everyone; ties in plenty.
func TestLISAAgainstEveryDeal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w := drawMap(t, 6)
		seed := rapid.Uint64().Draw(t, "seed")
		l, err := spatial.LISA(x, w, spatial.Permutations{Count: deals, Seed: seed}, spatial.Discovery{})
		if err != nil {
			t.Fatal(err)
		}
		g, err := spatial.LocalG(x, w, false, spatial.Permutations{Count: deals, Seed: seed}, spatial.Discovery{})
		if err != nil {
			t.Fatal(err)
		}
		full, mean, square := matrix(w), bruteMean(x), 0.0
		z := make([]float64, len(x))
		for i := range x {
			z[i] = x[i] - mean
			square += z[i] * z[i]
		}
		for i, u := range l.Units {
			lag := 0.0
			for j := range z {
				lag += full[i][j] * z[j]
			}
			if want := float64(len(x)-1) * z[i] * lag / square; math.Abs(u.I-want) > 1e-11 {
				t.Errorf("I of %d = %v, by definition %v", i, u.I, want)
			}
			up, down := exactTails(i, z, full)
			if g.Units[i].Available && (!closeTo(g.Units[i].P.Upper, up) || !closeTo(g.Units[i].P.Lower, down)) {
				t.Errorf("p of G of %d = %v, exactly %v and %v", i, g.Units[i].P, up, down)
			}
			switch {
			case math.Abs(z[i]) < 1e-9:
				up, down = 1, 1
			case z[i] < 0:
				up, down = down, up
			}
			if !closeTo(u.P.Upper, up) || !closeTo(u.P.Lower, down) {
				t.Errorf("p of %d = %v, exactly %v and %v", i, u.P, up, down)
			}
		}
	})
}

// closeTo allows six standard errors: some ten thousand comparisons are made.
func closeTo(got, want float64) bool {
	return math.Abs(got-want) <= 6*math.Sqrt(want*(1-want)/deals)+2.0/deals
}
