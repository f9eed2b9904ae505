package spatial_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"

	"mihe/measure/spatial"
)

// call is one exported statistic made ready for any values and weights.
type call struct {
	name string
	do   func(x []float64, w *spatial.Weights) (any, error)
}

func calls() []call {
	wrap := func(name string, do func(x []float64, w *spatial.Weights) (any, error)) call { return call{name, do} }
	p, d := spatial.Permutations{Count: 19}, spatial.Discovery{}
	return []call{
		wrap("Moran", func(x []float64, w *spatial.Weights) (any, error) { return spatial.Moran(x, w, p) }),
		wrap("Geary", func(x []float64, w *spatial.Weights) (any, error) { return spatial.Geary(x, w, p) }),
		wrap("GetisOrd", func(x []float64, w *spatial.Weights) (any, error) { return spatial.GetisOrd(x, w, p) }),
		wrap("LISA", func(x []float64, w *spatial.Weights) (any, error) { return spatial.LISA(x, w, p, d) }),
		wrap("LocalG", func(x []float64, w *spatial.Weights) (any, error) { return spatial.LocalG(x, w, false, p, d) }),
		wrap("LocalG star", func(x []float64, w *spatial.Weights) (any, error) { return spatial.LocalG(x, w, true, none, d) }),
	}
}

// refused demands the error, and no number beside it.
func refused(t *testing.T, what string, v any, err, want error) {
	t.Helper()
	if !errors.Is(err, want) || v != nil && !reflect.ValueOf(v).IsZero() {
		t.Errorf("%s: got %v, %v, want %v", what, v, err, want)
	}
}

func TestRefused(t *testing.T) {
	w := must[*spatial.Weights](t)
	grid := w(spatial.Adjacency(4, rook(2, 2), spatial.AsGiven))
	island := w(spatial.Adjacency(4, []spatial.Edge{{0, 1, 1}, {1, 0, 1}}, spatial.AsGiven))
	lonely := w(spatial.Adjacency(4, nil, spatial.AsGiven))
	for _, c := range []struct {
		name string
		x    []float64
		w    *spatial.Weights
		want error
	}{
		{"fewer values", []float64{1, 2, 3}, grid, spatial.ErrLength},
		{"more values", upTo(5), grid, spatial.ErrLength},
		{"no values", nil, grid, spatial.ErrLength},
		{"no places", nil, w(spatial.Adjacency(0, nil, spatial.AsGiven)), spatial.ErrNoNeighbours},
		{"weights not made", nil, &spatial.Weights{}, spatial.ErrNoNeighbours},
		{"nobody has a neighbour", upTo(4), lonely, spatial.ErrNoNeighbours},
		{"NaN", []float64{1, 2, math.NaN(), 3}, grid, spatial.ErrValue},
		{"infinite", []float64{1, math.Inf(-1), 2, 3}, grid, spatial.ErrValue},
		{"NaN at an island", []float64{1, 2, math.NaN(), 3}, island, spatial.ErrValue},
		{"constant", []float64{0.1, 0.1, 0.1, 0.1}, grid, spatial.ErrConstant},
		{"zero", make([]float64, 4), grid, spatial.ErrConstant},
		{"constant but for islands", []float64{7, 7, 1, 2}, island, spatial.ErrConstant},
	} {
		for _, f := range calls() {
			v, err := f.do(c.x, c.w)
			refused(t, f.name+", "+c.name, v, err, c.want)
		}
	}
}

func TestRefusedAlone(t *testing.T) {
	w := must[*spatial.Weights](t)(spatial.Adjacency(4, rook(2, 2), spatial.AsGiven))
	for _, c := range []struct {
		x    []float64
		want error
	}{
		{[]float64{1, 2, -1, 3}, spatial.ErrNegative},
		{[]float64{0, 0, 5, 0}, spatial.ErrNegative},
		{[]float64{1, 0x1p-101, 1, 1}, spatial.ErrSpan},
	} {
		v, err := spatial.GetisOrd(c.x, w, none)
		refused(t, "GetisOrd", v, err, c.want)
	}
	for _, count := range []int{-1, spatial.MaxPermutations + 1} {
		p := spatial.Permutations{Count: count}
		v, err := spatial.Moran(upTo(4), w, p)
		refused(t, "Moran", v, err, spatial.ErrPermutations)
		l, err := spatial.LISA(upTo(4), w, p, spatial.Discovery{})
		refused(t, "LISA", l, err, spatial.ErrPermutations)
		g, err := spatial.LocalG(upTo(4), w, false, p, spatial.Discovery{})
		refused(t, "LocalG", g, err, spatial.ErrPermutations)
	}
	l, err := spatial.LISA(upTo(4), w, none, spatial.Discovery{})
	refused(t, "LISA without permutations", l, err, spatial.ErrPermutations)
	for _, level := range []float64{-0.1, 1, math.NaN(), math.Inf(1)} {
		l, err := spatial.LISA(upTo(4), w, few, spatial.Discovery{Level: level})
		refused(t, "level", l, err, spatial.ErrLevel)
	}
	l, err = spatial.LISA(upTo(4), w, few, spatial.Discovery{Control: 3})
	refused(t, "control", l, err, spatial.ErrControl)
}

func TestWeightsRefused(t *testing.T) {
	good := spatial.Edge{From: 0, To: 1, Weight: 1}
	back := spatial.Edge{From: 1, To: 0, Weight: 1}
	for _, c := range []struct {
		name  string
		n     int
		edges []spatial.Edge
		s     spatial.Standardisation
		want  error
	}{
		{"unstated", 2, []spatial.Edge{good, back}, 0, spatial.ErrStandardisation},
		{"unknown", 2, []spatial.Edge{good, back}, 3, spatial.ErrStandardisation},
		{"to itself", 2, []spatial.Edge{{1, 1, 1}}, spatial.AsGiven, spatial.ErrEdge},
		{"beyond", 2, []spatial.Edge{{0, 2, 1}}, spatial.AsGiven, spatial.ErrEdge},
		{"before", 2, []spatial.Edge{{-1, 0, 1}}, spatial.AsGiven, spatial.ErrEdge},
		{"twice", 2, []spatial.Edge{good, back, good}, spatial.AsGiven, spatial.ErrEdge},
		{"weight zero", 2, []spatial.Edge{{0, 1, 0}, {1, 0, 0}}, spatial.AsGiven, spatial.ErrWeight},
		{"weight negative", 2, []spatial.Edge{{0, 1, -1}, back}, spatial.AsGiven, spatial.ErrWeight},
		{"weight NaN", 2, []spatial.Edge{{0, 1, math.NaN()}, back}, spatial.AsGiven, spatial.ErrWeight},
		{"weight infinite", 2, []spatial.Edge{{0, 1, math.Inf(1)}, back}, spatial.AsGiven, spatial.ErrWeight},
		{"weight tiny", 2, []spatial.Edge{{0, 1, 0x1p-101}, back}, spatial.AsGiven, spatial.ErrWeight},
		{"fewer than no places", -1, nil, spatial.AsGiven, spatial.ErrLength},
		{"too many places", spatial.MaxPlaces + 1, nil, spatial.AsGiven, spatial.ErrLength},
	} {
		for _, of := range []func(int, []spatial.Edge, spatial.Standardisation) (*spatial.Weights, error){spatial.Adjacency, spatial.Directed} {
			v, err := of(c.n, c.edges, c.s)
			refused(t, c.name, v, err, c.want)
		}
	}
	v, err := spatial.Adjacency(2, []spatial.Edge{good}, spatial.AsGiven)
	refused(t, "one way", v, err, spatial.ErrAsymmetric)
}

func TestNearestRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		x, y   []float64
		k      int
		metric spatial.Metric
		s      spatial.Standardisation
		want   error
	}{
		{"lengths", upTo(3), upTo(4), 1, spatial.Plane, spatial.AsGiven, spatial.ErrLength},
		{"none", upTo(3), upTo(3), 0, spatial.Plane, spatial.AsGiven, spatial.ErrNearest},
		{"all", upTo(3), upTo(3), 3, spatial.Plane, spatial.AsGiven, spatial.ErrNearest},
		{"no places", nil, nil, 1, spatial.Plane, spatial.AsGiven, spatial.ErrNearest},
		{"metric unstated", upTo(3), upTo(3), 1, 0, spatial.AsGiven, spatial.ErrMetric},
		{"standardisation unstated", upTo(3), upTo(3), 1, spatial.Plane, 0, spatial.ErrStandardisation},
		{"NaN", []float64{1, math.NaN()}, upTo(2), 1, spatial.Plane, spatial.AsGiven, spatial.ErrPlace},
		{"infinite", upTo(2), []float64{1, math.Inf(1)}, 1, spatial.Plane, spatial.AsGiven, spatial.ErrPlace},
		{"longitude", []float64{1, 181}, upTo(2), 1, spatial.Sphere, spatial.AsGiven, spatial.ErrPlace},
		{"latitude, or x and y exchanged", []float64{30, 31}, []float64{110, 111}, 1, spatial.Sphere, spatial.AsGiven, spatial.ErrPlace},
	} {
		x, y := slices.Clone(c.x), slices.Clone(c.y)
		v, err := spatial.Nearest(x, y, c.k, c.metric, c.s)
		refused(t, c.name, v, err, c.want)
	}
}
