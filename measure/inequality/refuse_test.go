package inequality_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"mihe/measure/inequality"
)

// call is one exported function made ready for any values and weights; every third value is in group 1.
type call struct {
	name string
	do   func(x, w []float64) (any, error)
}

func wrap[T any](name string, f func(x, w []float64) (T, error)) call {
	return call{name, func(x, w []float64) (any, error) { return f(x, w) }}
}

func thirds(n int) []int {
	g := make([]int, n)
	for i := 2; i < n; i += 3 {
		g[i] = 1
	}
	return g
}

// calls lists every exported measure; the quantile alone accepts negative values and zeros.
func calls() []call {
	list := []call{
		wrap("Palma", inequality.Palma),
		wrap("Wolfson", inequality.Wolfson),
		wrap("DecomposeSources", func(x, w []float64) (inequality.SourceGini, error) {
			return inequality.DecomposeSources([][]float64{x, x}, w)
		}),
		wrap("QuantileRatio", func(x, w []float64) (float64, error) { return inequality.QuantileRatio(x, w, 0.9, 0.1) }),
		wrap("Quantile", func(x, w []float64) ([]float64, error) { return inequality.Quantile(x, w, 0, 0.5, 1) }),
		wrap("DecomposeTheilT", func(x, w []float64) (inequality.Decomposition[int], error) {
			return inequality.DecomposeTheilT(x, w, thirds(len(x)))
		}),
		wrap("DecomposeTheilL", func(x, w []float64) (inequality.Decomposition[int], error) {
			return inequality.DecomposeTheilL(x, w, thirds(len(x)))
		}),
		wrap("DagumDecompose", func(x, w []float64) (inequality.Dagum[int], error) {
			return inequality.DagumDecompose(x, w, thirds(len(x)))
		}),
	}
	for _, index := range indices() {
		list = append(list, wrap(index.name, index.of))
	}
	return list
}

func TestRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name string
		x, w []float64
		want error
	}{
		{"no values", nil, nil, inequality.ErrEmpty},
		{"no values but weights", nil, []float64{}, inequality.ErrEmpty},
		{"weights all zero", []float64{1, 2}, []float64{0, 0}, inequality.ErrEmpty},
		{"fewer weights", []float64{1, 2}, []float64{1}, inequality.ErrLength},
		{"empty weights are not nil", []float64{1, 2}, []float64{}, inequality.ErrLength},
		{"value NaN", []float64{1, nan}, nil, inequality.ErrValue},
		{"value infinite", []float64{1, inf}, nil, inequality.ErrValue},
		{"value minus infinite", []float64{1, -inf}, nil, inequality.ErrValue},
		{"value NaN of weight zero", []float64{1, nan}, []float64{1, 0}, inequality.ErrValue},
		{"weight negative", []float64{1, 2}, []float64{1, -1}, inequality.ErrWeight},
		{"weight NaN", []float64{1, 2}, []float64{1, nan}, inequality.ErrWeight},
		{"weight infinite", []float64{1, 2}, []float64{1, inf}, inequality.ErrWeight},
		{"weights too far apart", []float64{1, 2}, []float64{1, 0x1p-201}, inequality.ErrSpan},
	} {
		for _, f := range calls() {
			got, err := f.do(c.x, c.w)
			if !errors.Is(err, c.want) {
				t.Errorf("%s, %s: got %v, %v, want %v", f.name, c.name, got, err, c.want)
			}
		}
	}
}

func TestRefusedOutsideDomain(t *testing.T) {
	for _, c := range []struct {
		name string
		x, w []float64
		want error
	}{
		{"negative value", []float64{1, -1, 5}, nil, inequality.ErrDomain},
		{"all zero", []float64{0, 0}, nil, inequality.ErrDomain},
		{"all zero but for weight zero", []float64{0, 5}, []float64{1, 0}, inequality.ErrDomain},
		{"values too far apart", []float64{1, 0x1p-501}, nil, inequality.ErrSpan},
	} {
		for _, f := range calls() {
			if f.name == "Quantile" {
				continue
			}
			if got, err := f.do(c.x, c.w); !errors.Is(err, c.want) {
				t.Errorf("%s, %s: got %v, %v, want %v", f.name, c.name, got, err, c.want)
			}
		}
	}
}

// What one function refuses and others need not.
func TestRefusedAlone(t *testing.T) {
	x, zero := []float64{1, 2, 3}, []float64{0, 2, 3}
	refused := func(what string, v any, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, %v, want %v", what, v, err, want)
		}
	}
	for _, epsilon := range []float64{-1e-300, math.NaN(), math.Inf(1), math.Inf(-1)} {
		v, err := inequality.Atkinson(x, nil, epsilon)
		refused(fmt.Sprintf("Atkinson(%v)", epsilon), v, err, inequality.ErrDomain)
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		v, err := inequality.Quantile(x, nil, 0.5, p)
		refused(fmt.Sprintf("Quantile(%v)", p), v, err, inequality.ErrDomain)
		r, err := inequality.QuantileRatio(x, nil, p, p)
		refused(fmt.Sprintf("QuantileRatio(%v)", p), r, err, inequality.ErrDomain)
	}
	v, err := inequality.QuantileRatio(x, nil, 0.1, 0.9)
	refused("QuantileRatio upside down", v, err, inequality.ErrDomain)
	v, err = inequality.QuantileRatio(zero, nil, 0.9, 0.1)
	refused("QuantileRatio over zero", v, err, inequality.ErrDomain)
	v, err = inequality.Palma([]float64{0, 0, 0, 5, 6}, nil)
	refused("Palma over zero", v, err, inequality.ErrDomain)
	v, err = inequality.GiniSmallSample([]float64{7})
	refused("GiniSmallSample of one", v, err, inequality.ErrDomain)
	v, err = inequality.GiniSmallSample([]float64{7, -1})
	refused("GiniSmallSample of a negative", v, err, inequality.ErrDomain)
	v, err = inequality.TheilL(zero, nil)
	refused("TheilL of zero", v, err, inequality.ErrDomain)
	d, err := inequality.DecomposeTheilL(zero, nil, thirds(3))
	refused("DecomposeTheilL of zero", d, err, inequality.ErrDomain)
	d, err = inequality.DecomposeTheilT(x, nil, thirds(2))
	refused("fewer groups", d, err, inequality.ErrLength)
	d, err = inequality.DecomposeTheilT[int](x, nil, nil)
	refused("no groups", d, err, inequality.ErrLength)
	g, err := inequality.DagumDecompose(x, nil, thirds(4))
	refused("more groups", g, err, inequality.ErrLength)
	serial := make([]int, inequality.MaxGroups+1)
	for i := range serial {
		serial[i] = i
	}
	g, err = inequality.DagumDecompose(ones(len(serial)), nil, serial)
	refused("a serial number as label", g, err, inequality.ErrGroups)
}

// An entry of weight zero counts for nothing, were it negative or a zero under a logarithm.
func TestWeightZeroIsAbsent(t *testing.T) {
	for _, f := range calls() {
		with, err := f.do([]float64{3, 5, 2, 0, -4}, []float64{1, 2, 4, 0, 0})
		without, err2 := f.do([]float64{3, 5, 2}, []float64{1, 2, 4})
		if err != nil || err2 != nil {
			t.Fatalf("%s: refused: %v, %v", f.name, err, err2)
		}
		if fmt.Sprint(with) != fmt.Sprint(without) {
			t.Errorf("%s: %v with entries of weight zero, %v without", f.name, with, without)
		}
	}
}
