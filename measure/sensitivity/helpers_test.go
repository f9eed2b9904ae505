package sensitivity_test

import (
	"testing"

	"mihe/measure/sensitivity"
)

// must fails a test that was not to be refused.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// counties makes an index like those of provinces and counties: indicators that follow a common trend, in 8 pillars and 2
// sub-indices, under three normalisations that are all positive, so that both means may be tried.
func counties(units, leaves int) sensitivity.Index {
	const pillars = 8
	x := sensitivity.Index{Units: units, Leaves: leaves, Parent: make([]int, leaves+pillars+3)}
	for leaf := range leaves {
		x.Parent[leaf] = leaves + leaf*pillars/leaves
	}
	for p := range pillars {
		x.Parent[leaves+p] = leaves + pillars + p*2/pillars
	}
	root := leaves + pillars + 2
	x.Parent[root-2], x.Parent[root-1], x.Parent[root] = root, root, -1

	weight := make([]float64, root+1)
	for i := range weight {
		weight[i] = 1
	}
	x.Weightings = []sensitivity.Weighting{{Weight: weight, Band: 0.25}}
	x.Aggregations = []sensitivity.Aggregation{{sensitivity.Arithmetic}, {sensitivity.Geometric}}

	draw := sensitivity.NewStream(2843, 60)
	trend := make([]float64, units)
	for i := range trend {
		trend[i] = draw.Float64()
	}
	raw := make([]float64, units*leaves)
	for i := range raw {
		raw[i] = (trend[i%units] + draw.Float64() + draw.Float64()) / 3
	}
	x.Values = [][][][]float64{{{make([]float64, len(raw)), make([]float64, len(raw)), make([]float64, len(raw))}}}
	by := x.Values[0][0]
	for i, v := range raw {
		by[0][i] = 1 + float64(99*v)
		by[1][i] = 60 + float64(40*float64(v*v))
		by[2][i] = 50 + float64(40*(v-0.5)/0.7)
	}
	return x
}
