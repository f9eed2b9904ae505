package spatial_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/measure/spatial"
)

// ownDraws is the textbook's conditional permutation: each place has draws of its own. It returns the upper p.
func ownDraws(x []float64, w *spatial.Weights, count int, random *rand.Rand) []float64 {
	p := make([]float64, len(x))
	for i := range x {
		to, _ := w.Neighbours(i)
		others := slices.Delete(slices.Clone(x), i, i+1)
		observed, reached := 0.0, 0
		for _, j := range to {
			observed += x[j]
		}
		for range count {
			sum := 0.0
			for k := range to {
				j := k + random.IntN(len(others)-k)
				others[k], others[j] = others[j], others[k]
				sum += others[k]
			}
			if sum >= observed {
				reached++
			}
		}
		p[i] = float64(reached+1) / float64(count+1)
	}
	return p
}

// On many maps without a pattern: the p of shared draws has the distribution that p should have, the same as with
// draws of one's own. The limits are five standard errors, as if the p of a map were one observation.
func TestSharedDrawsDistribution(t *testing.T) {
	const maps, count = 400, 99
	w := must[*spatial.Weights](t)(spatial.Adjacency(100, rook(10, 10), spatial.RowStandardised))
	random := rand.New(rand.NewPCG(3, 1))
	limits := []float64{0.02, 0.05, 0.1, 0.25, 0.5}
	var shared, own [5]float64 // share of two-sided p at or below each limit
	for m := range maps {
		x := make([]float64, 100)
		for i := range x {
			x[i] = random.ExpFloat64()
		}
		l := must[spatial.LocalMoran](t)(spatial.LISA(x, w, spatial.Permutations{Count: count, Seed: uint64(m)}, spatial.Discovery{}))
		p := ownDraws(x, w, count, random)
		for i, u := range l.Units {
			up := p[i]
			two := 2 * min(up, 1+1.0/(count+1)-up)
			for k, limit := range limits {
				if u.P.TwoSided <= limit+1e-12 {
					shared[k] += 1.0 / (maps * 100)
				}
				if two <= limit+1e-12 {
					own[k] += 1.0 / (maps * 100)
				}
			}
		}
	}
	for k, limit := range limits {
		se := math.Sqrt(limit * (1 - limit) / maps / 10) // neighbours and shared draws leave some ten independent p of a map
		if math.Abs(shared[k]-limit) > 5*se || math.Abs(own[k]-limit) > 5*se || math.Abs(shared[k]-own[k]) > 5*se {
			t.Errorf("p at or below %v: shared draws %.4f, own draws %.4f", limit, shared[k], own[k])
		}
	}
	t.Logf("limits %v: shared draws %.4f, own draws %.4f", limits, shared, own)
}

// One map, many seeds: the mean of the p of every place over seeds is that of own draws, and so is its spread.
func TestSharedDrawsOverSeeds(t *testing.T) {
	const seeds, count = 200, 199
	w := must[*spatial.Weights](t)(spatial.Adjacency(36, rook(6, 6), spatial.RowStandardised))
	random := rand.New(rand.NewPCG(5, 5))
	x := make([]float64, 36)
	for i := range x {
		x[i] = random.NormFloat64()
	}
	exact := ownDraws(x, w, 200000, random)
	var sum, squares [36]float64
	for seed := range uint64(seeds) {
		g := must[spatial.LocalGetisOrd](t)(spatial.LocalG(x, w, false, spatial.Permutations{Count: count, Seed: seed}, spatial.Discovery{}))
		for i, u := range g.Units {
			d := u.P.Upper - (exact[i]*count+1)/(count+1)
			sum[i] += d
			squares[i] += d * d
		}
	}
	for i, p := range exact {
		variance := p * (1 - p) / count
		if bias := sum[i] / seeds; math.Abs(bias) > 5*math.Sqrt(variance/seeds)+5*math.Sqrt(p*(1-p)/200000) {
			t.Errorf("place %d: p %.4f off by %.5f", i, p, bias)
		}
		if ratio := squares[i] / seeds / variance; ratio < 0.5 || ratio > 1.6 {
			t.Errorf("place %d: p %.4f has %.2f times the variance of independent draws", i, p, ratio)
		}
	}
}

// A planted cluster is found, and noise is not: without control one place in twenty is found by chance alone.
func TestDiscoveries(t *testing.T) {
	w := must[*spatial.Weights](t)(spatial.Adjacency(900, rook(30, 30), spatial.RowStandardised))
	for _, c := range []struct {
		control      spatial.Control
		found, noise [2]float64 // bounds of the mean number found over maps
	}{
		{spatial.BenjaminiHochberg, [2]float64{40, 75}, [2]float64{0, 2}},
		{spatial.BenjaminiYekutieli, [2]float64{15, 60}, [2]float64{0, 1}},
		{spatial.NoControl, [2]float64{80, 140}, [2]float64{30, 60}},
	} {
		random := rand.New(rand.NewPCG(8, 8))
		found, noise := 0.0, 0.0
		const maps = 20
		for m := range maps {
			x := make([]float64, 900)
			for i := range x {
				x[i] = random.NormFloat64()
			}
			count := func() float64 {
				p := spatial.Permutations{Count: 9999, Seed: uint64(m)}
				return float64(must[spatial.LocalMoran](t)(spatial.LISA(x, w, p, spatial.Discovery{Control: c.control})).Found)
			}
			noise += count() / maps
			for i := range x {
				if i%30 < 8 && i/30 < 8 {
					x[i] += 5
				}
			}
			found += count() / maps
		}
		if noise < c.noise[0] || noise > c.noise[1] || found < c.found[0] || found > c.found[1] {
			t.Errorf("control %d: %v found in noise, want within %v; %v around a cluster of 64, want within %v", c.control, noise, c.noise, found, c.found)
		}
		t.Logf("control %d: %.1f found in noise, %.1f around a cluster of 64", c.control, noise, found)
	}
}
