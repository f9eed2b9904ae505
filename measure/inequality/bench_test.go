package inequality_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/measure/inequality"
)

// incomes makes n skewed incomes with populations, in 31 groups.
func incomes(n int) (x, w []float64, group []int) {
	random := rand.New(rand.NewPCG(20, 20))
	for range n {
		x = append(x, 3000+float64(100000*random.Float64()*random.Float64()*random.Float64())) // rounded: see rounding_test.go
		w = append(w, float64(10000+random.IntN(990000)))
		group = append(group, random.IntN(31))
	}
	return x, w, group
}

// The sizes are provinces, the load test of counties, and ten times that.
var sizes = []int{31, 2843, 28430}

func BenchmarkIndex(b *testing.B) {
	for _, f := range indices() {
		for _, n := range sizes {
			x, w, _ := incomes(n)
			b.Run(fmt.Sprintf("%s/n=%d", f.name, n), func(b *testing.B) {
				for b.Loop() {
					must[float64](b)(f.of(x, w))
				}
			})
		}
	}
}

func BenchmarkDecompose(b *testing.B) {
	for _, n := range sizes {
		x, w, group := incomes(n)
		b.Run(fmt.Sprintf("Dagum/k=31/n=%d", n), func(b *testing.B) {
			for b.Loop() {
				must[inequality.Dagum[int]](b)(inequality.DagumDecompose(x, w, group))
			}
		})
		b.Run(fmt.Sprintf("TheilT/k=31/n=%d", n), func(b *testing.B) {
			for b.Loop() {
				must[inequality.Decomposition[int]](b)(inequality.DecomposeTheilT(x, w, group))
			}
		})
	}
}

// The target: 1,000 replications of 60 indicators over 20 years, 1,200,000 Gini coefficients of 2,843 counties, within two minutes; so
// 200 µs each on two workers. Values come sorted, which spares every replication the sorting.
func BenchmarkBootstrap(b *testing.B) {
	for _, n := range []int{250, 2843, 28430} {
		x, w, _ := incomes(n)
		slices.Sort(x)
		for _, method := range []inequality.BootstrapMethod{inequality.Percentile, inequality.BCa} {
			b.Run(fmt.Sprintf("Gini/1000/%s/n=%d", map[inequality.BootstrapMethod]string{"": "percentile"}[method]+string(method), n), func(b *testing.B) {
				for b.Loop() {
					must[inequality.Interval](b)(inequality.Bootstrap(n, giniOf(x), inequality.BootstrapOptions{Weights: w, Method: method, Workers: 2}))
				}
			})
		}
	}
}

func BenchmarkParts(b *testing.B) {
	for _, n := range sizes {
		x, w, _ := incomes(n)
		y, z, _ := incomes(n)
		slices.Reverse(y)
		b.Run(fmt.Sprintf("Sources/k=3/n=%d", n), func(b *testing.B) {
			for b.Loop() {
				must[inequality.SourceGini](b)(inequality.DecomposeSources([][]float64{x, y, z}, w))
			}
		})
		b.Run(fmt.Sprintf("Oaxaca/k=2/n=%d", n), func(b *testing.B) {
			group := inequality.OaxacaSample{Y: x, Columns: [][]float64{y, w}}
			for b.Loop() {
				must[inequality.Oaxaca](b)(inequality.OaxacaDecompose(group, group, inequality.Pooled))
			}
		})
	}
}
