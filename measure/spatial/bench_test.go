package spatial_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mihe/measure/spatial"
)

// country makes n places on a plain with values that rise to one side, and the six nearest of each.
func country(tb testing.TB, n int) ([]float64, *spatial.Weights) {
	x, y, values := plain(n)
	return values, must[*spatial.Weights](tb)(spatial.Nearest(x, y, 6, spatial.Plane, spatial.RowStandardised))
}

func plain(n int) (x, y, values []float64) {
	random := rand.New(rand.NewPCG(20, 20))
	for range n {
		a, b := random.Float64(), random.Float64()
		x, y = append(x, a), append(y, b)
		values = append(values, a+float64(3*random.ExpFloat64()))
	}
	return x, y, values
}

// The sizes are prefectures, the load test of counties, and ten times that.
var sizes = []int{250, 2843, 28430}

func BenchmarkLISA(b *testing.B) {
	for _, n := range sizes {
		values, w := country(b, n)
		for _, count := range []int{999, 9999} {
			b.Run(fmt.Sprintf("k=6/n=%d/R=%d", n, count), func(b *testing.B) {
				for b.Loop() {
					must[spatial.LocalMoran](b)(spatial.LISA(values, w, spatial.Permutations{Count: count}, spatial.Discovery{}))
				}
			})
		}
	}
}

// Every neighbour has a weight of its own, so that no sum is shared.
func BenchmarkLISAUneven(b *testing.B) {
	for _, n := range sizes {
		x, y, values := plain(n)
		near := must[*spatial.Weights](b)(spatial.Nearest(x, y, 6, spatial.Plane, spatial.AsGiven))
		var edges []spatial.Edge
		for i := range n {
			to, _ := near.Neighbours(i)
			for _, j := range to {
				edges = append(edges, spatial.Edge{From: i, To: j, Weight: 1 / (1e-3 + math.Hypot(x[i]-x[j], y[i]-y[j]))})
			}
		}
		w := must[*spatial.Weights](b)(spatial.Directed(n, edges, spatial.RowStandardised))
		b.Run(fmt.Sprintf("k=6/n=%d/R=9999", n), func(b *testing.B) {
			for b.Loop() {
				must[spatial.LocalMoran](b)(spatial.LISA(values, w, spatial.Permutations{Count: 9999}, spatial.Discovery{}))
			}
		})
	}
}

// 60 indicators of 20 years on one map of counties.
func BenchmarkMaps(b *testing.B) {
	_, w := country(b, 2843)
	random := rand.New(rand.NewPCG(1, 2))
	maps := make([][]float64, 1200)
	for m := range maps {
		maps[m] = make([]float64, 2843)
		for i := range maps[m] {
			maps[m][i] = random.NormFloat64()
		}
	}
	b.Run("LISA/maps=1200/R=999", func(b *testing.B) {
		for b.Loop() {
			for _, values := range maps {
				must[spatial.LocalMoran](b)(spatial.LISA(values, w, spatial.Permutations{Count: 999}, spatial.Discovery{}))
			}
		}
	})
	b.Run("Moran/maps=1200/R=999", func(b *testing.B) {
		for b.Loop() {
			for _, values := range maps {
				must[spatial.Global](b)(spatial.Moran(values, w, spatial.Permutations{Count: 999}))
			}
		}
	})
}

func BenchmarkMoran(b *testing.B) {
	for _, n := range sizes {
		values, w := country(b, n)
		for _, count := range []int{0, 999} {
			b.Run(fmt.Sprintf("k=6/n=%d/R=%d", n, count), func(b *testing.B) {
				for b.Loop() {
					must[spatial.Global](b)(spatial.Moran(values, w, spatial.Permutations{Count: count}))
				}
			})
		}
	}
}

func BenchmarkLocalG(b *testing.B) {
	for _, n := range sizes {
		values, w := country(b, n)
		b.Run(fmt.Sprintf("k=6/n=%d/R=0", n), func(b *testing.B) {
			for b.Loop() {
				must[spatial.LocalGetisOrd](b)(spatial.LocalG(values, w, true, none, spatial.Discovery{}))
			}
		})
	}
}

func BenchmarkNearest(b *testing.B) {
	for _, n := range sizes {
		x, y, _ := plain(n)
		for name, metric := range map[string]spatial.Metric{"plane": spatial.Plane, "sphere": spatial.Sphere} {
			b.Run(fmt.Sprintf("%s/k=6/n=%d", name, n), func(b *testing.B) {
				for b.Loop() {
					must[*spatial.Weights](b)(spatial.Nearest(x, y, 6, metric, spatial.RowStandardised))
				}
			})
		}
	}
}
