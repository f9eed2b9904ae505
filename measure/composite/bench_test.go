package composite_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"mihe/measure/composite"
)

// indicators makes n units with m correlated, skewed indicators above zero; every product is rounded, see rounding_test.go.
func indicators(n, m int) composite.Matrix {
	random := rand.New(rand.NewPCG(16, 16))
	table := composite.NewMatrix(n, m)
	for r := range n {
		level := random.Float64()
		for c := range m {
			table.Data[c*n+r] = 1 + float64(100*float64(random.Float64()*(level+random.Float64())))
		}
	}
	return table
}

// The sizes are provinces, prefectures and thereabouts, the load test of counties, and ten times that.
var sizes = []int{31, 250, 2843, 28430}

func benchmark(b *testing.B, name string, most int, run func(m composite.Matrix) error) {
	for _, n := range sizes {
		if n > most {
			continue
		}
		m := indicators(n, 60)
		b.Run(fmt.Sprintf("%s/m=60/n=%d", name, n), func(b *testing.B) {
			for b.Loop() {
				if err := run(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func drop[T any](_ T, err error) error { return err }

func BenchmarkComposite(b *testing.B) {
	tree := pillars(60)
	benchmark(b, "Copeland", 2843, func(m composite.Matrix) error { return drop(composite.Copeland(m, nil)) })
	benchmark(b, "Aggregate", 28430, func(m composite.Matrix) error { return drop(composite.Aggregate(m, tree, 1)) })
	benchmark(b, "AggregateGeometric", 28430, func(m composite.Matrix) error {
		return drop(composite.Aggregate(m, tree.With(composite.Geometric), 1))
	})
	benchmark(b, "Treat", 28430, func(m composite.Matrix) error {
		_, _, err := composite.TreatAll(m, composite.StandardOutliers())
		return err
	})
	benchmark(b, "MinMax", 28430, func(m composite.Matrix) error {
		scales, err := composite.Fit(m, nil, composite.MinMax)
		if err != nil {
			return err
		}
		return drop(composite.Normalise(m, scales))
	})
	benchmark(b, "Entropy", 28430, func(m composite.Matrix) error { return drop(composite.Entropy(m, 0)) })
	benchmark(b, "CRITIC", 28430, func(m composite.Matrix) error { return drop(composite.CRITIC(m, composite.Pearson)) })
	benchmark(b, "PCA", 28430, func(m composite.Matrix) error {
		if m.Rows <= m.Cols {
			return nil
		}
		return drop(composite.PCA(m, composite.Kaiser))
	})
	benchmark(b, "MEREC", 28430, func(m composite.Matrix) error { return drop(composite.MEREC(m, nil)) })
	benchmark(b, "TOPSIS", 28430, func(m composite.Matrix) error {
		ideals, err := composite.IdealsOf(m)
		if err != nil {
			return err
		}
		return drop(composite.TOPSIS(m, nil, ideals))
	})
}

// pillars puts m indicators under eight pillars, two sub-indices and an index.
func pillars(m int) composite.Tree {
	t := composite.Tree{Leaves: m, Parent: make([]int, m+11), Weight: make([]float64, m+11)}
	for i := range t.Parent {
		t.Weight[i] = 1
		switch {
		case i < m:
			t.Parent[i] = m + i%8
		case i < m+8:
			t.Parent[i] = m + 8 + i%2
		case i < m+10:
			t.Parent[i] = m + 10
		default:
			t.Parent[i] = -1
		}
	}
	return t
}
