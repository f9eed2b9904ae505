package spatial_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/measure/spatial"
)

func TestWeights(t *testing.T) {
	edges := []spatial.Edge{{1, 0, 2}, {0, 1, 2}, {1, 3, 6}, {3, 1, 6}}
	kept := slices.Clone(edges)
	w := must[*spatial.Weights](t)(spatial.Adjacency(5, edges, spatial.RowStandardised))
	if !slices.Equal(edges, kept) {
		t.Errorf("edges changed: %v, were %v", edges, kept)
	}
	to, weights := w.Neighbours(1)
	if !slices.Equal(to, []int{0, 3}) || !slices.Equal(weights, []float64{0.25, 0.75}) {
		t.Errorf("neighbours of 1: %v %v, want [0 3] [0.25 0.75]", to, weights)
	}
	weights[0], to[0] = 9, 9 // copies
	if to, weights = w.Neighbours(1); to[0] != 0 || weights[0] != 0.25 {
		t.Errorf("the answer of Neighbours is not a copy")
	}
	if !slices.Equal(w.Islands(), []int{2, 4}) || w.Asymmetric() != 0 || w.Places() != 5 || w.Standardisation() != spatial.RowStandardised || w.Ties() != nil {
		t.Errorf("islands %v, asymmetric %d, places %d", w.Islands(), w.Asymmetric(), w.Places())
	}
	if to, weights = w.Neighbours(2); len(to)+len(weights) > 0 {
		t.Errorf("an island has neighbours %v", to)
	}
	for _, i := range []int{-1, 5} {
		if to, weights = w.Neighbours(i); to != nil || weights != nil {
			t.Errorf("place %d is not there and has neighbours %v", i, to)
		}
	}
}

// Of edges that are not mutual, the first by its ends is named, whichever way it is missing.
func TestSymmetryCheck(t *testing.T) {
	for _, c := range []struct {
		edges []spatial.Edge
		pairs int
		want  string
	}{
		{[]spatial.Edge{{2, 1, 1}, {0, 1, 1}, {1, 0, 1}}, 1, "neighbourhood is not mutual: 2 to 1 weighs 1, the way back 0"},
		{[]spatial.Edge{{0, 1, 1}, {1, 0, 3}}, 1, "neighbourhood is not mutual: 0 to 1 weighs 1, the way back 3"},
		{[]spatial.Edge{{2, 0, 1}, {1, 2, 1}, {0, 1, 1}}, 3, "neighbourhood is not mutual: 0 to 1 weighs 1, the way back 0"},
	} {
		for _, s := range []spatial.Standardisation{spatial.AsGiven, spatial.RowStandardised} {
			w, err := spatial.Adjacency(3, c.edges, s)
			if !errors.Is(err, spatial.ErrAsymmetric) || err.Error() != c.want || w != nil {
				t.Errorf("%v: %v, want %s", c.edges, err, c.want)
			}
			d := must[*spatial.Weights](t)(spatial.Directed(3, c.edges, s))
			if d.Asymmetric() != c.pairs {
				t.Errorf("%v: %d pairs asymmetric, want %d", c.edges, d.Asymmetric(), c.pairs)
			}
		}
	}
}

// metres is how far two places lie apart on the sphere, by package math.
func metres(x, y []float64, i, j int) float64 {
	const degree = math.Pi / 180
	a, b := math.Sin((y[i]-y[j])*degree/2), math.Sin((x[i]-x[j])*degree/2)
	h := a*a + math.Cos(y[i]*degree)*math.Cos(y[j]*degree)*b*b
	return 2 * 6371000 * math.Asin(math.Sqrt(min(h, 1)))
}

// Nearest against looking at every pair: on the plane, over the globe with the date line and the poles, in a crowd.
func TestNearestAgainstEveryPair(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	for range 60 {
		n := 2 + random.IntN(60)
		k := 1 + random.IntN(n-1)
		wide := []float64{360, 20, 1e-5}[random.IntN(3)]
		x, y := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], y[i] = wide*(random.Float64()-0.5), wide/2*(random.Float64()-0.5)
		}
		for _, metric := range []spatial.Metric{spatial.Plane, spatial.Sphere} {
			far := func(i, j int) float64 { return math.Hypot(x[i]-x[j], y[i]-y[j]) }
			if metric == spatial.Sphere {
				far = func(i, j int) float64 { return metres(x, y, i, j) }
			}
			w := must[*spatial.Weights](t)(spatial.Nearest(x, y, k, metric, spatial.AsGiven))
			for i := range n {
				var others []int
				for j := range n {
					if j != i {
						others = append(others, j)
					}
				}
				slices.SortFunc(others, func(a, b int) int {
					if far(i, a) < far(i, b) {
						return -1
					}
					return 1
				})
				want := slices.Sorted(slices.Values(others[:k]))
				if got, _ := w.Neighbours(i); !slices.Equal(got, want) {
					t.Fatalf("metric %d: %d nearest of %d: %v, want %v", metric, k, i, got, want)
				}
			}
		}
	}
}

// Equal distances: the smaller number is nearer, and those whom it concerned are told.
func TestNearestTies(t *testing.T) {
	// A row of five at steps of 0.1, which binary cannot hold.
	x := []float64{0.1, 0.2, 0.3, 0.4, 0.5}
	w := must[*spatial.Weights](t)(spatial.Nearest(x, make([]float64, 5), 1, spatial.Plane, spatial.AsGiven))
	var nearest []int
	for i := range x {
		to, _ := w.Neighbours(i)
		nearest = append(nearest, to...)
	}
	if !slices.Equal(nearest, []int{1, 0, 1, 2, 3}) || !slices.Equal(w.Ties(), []int{1, 2, 3}) {
		t.Errorf("nearest %v, ties %v, want [1 0 1 2 3] [1 2 3]", nearest, w.Ties())
	}
	// Places 4, 7 and 9 have a fourth neighbour as near as the third; PySAL's k-d tree takes 8 where 4 is as near to 7.
	w = must[*spatial.Weights](t)(spatial.Nearest(twelveX, twelveY, 3, spatial.Plane, spatial.AsGiven))
	for i, want := range three {
		if i == 7 {
			want = []int{1, 4, 5}
		}
		if got, _ := w.Neighbours(i); !slices.Equal(got, want) {
			t.Errorf("nearest of %d: %v, want %v", i, got, want)
		}
	}
	if !slices.Equal(w.Ties(), []int{4, 7, 9}) {
		t.Errorf("ties %v, want [4 7 9]", w.Ties())
	}
	// All in one spot, and on the two sides of the date line.
	crowd := make([]float64, 300)
	w = must[*spatial.Weights](t)(spatial.Nearest(crowd, crowd, 2, spatial.Sphere, spatial.AsGiven))
	if to, _ := w.Neighbours(7); !slices.Equal(to, []int{0, 1}) || len(w.Ties()) != 300 {
		t.Errorf("in a crowd: %v, %d ties", to, len(w.Ties()))
	}
	w = must[*spatial.Weights](t)(spatial.Nearest([]float64{179.9, -179.9, 179, 0}, []float64{60, 60, 60, 60}, 1, spatial.Sphere, spatial.AsGiven))
	if to, _ := w.Neighbours(0); !slices.Equal(to, []int{1}) {
		t.Errorf("across the date line: %v, want [1]", to)
	}
}

// On the sphere a degree of longitude shrinks towards the pole; on the plane it does not.
func TestMetricsDiffer(t *testing.T) {
	x, y := []float64{100, 102, 100}, []float64{60, 60, 61.5}
	for metric, want := range map[spatial.Metric]int{spatial.Plane: 2, spatial.Sphere: 1} {
		w := must[*spatial.Weights](t)(spatial.Nearest(x, y, 1, metric, spatial.AsGiven))
		if to, _ := w.Neighbours(0); to[0] != want {
			t.Errorf("metric %d: nearest %v, want %d", metric, to, want)
		}
	}
}

// Warnings name what the weights are like.
func TestWarnings(t *testing.T) {
	w := must[*spatial.Weights](t)(spatial.Directed(5, []spatial.Edge{{0, 1, 1}, {1, 0, 1}, {1, 3, 1}}, spatial.AsGiven))
	g := must[spatial.Global](t)(spatial.Moran([]float64{1, 2, 50, 4, 60}, w, none))
	want := []spatial.Warning{
		{Kind: spatial.Islands, Places: []int{2, 4}, Count: 2},
		{Kind: spatial.Mute, Places: []int{3}, Count: 1},
		{Kind: spatial.OneWay, Count: 1},
	}
	if diff := cmp.Diff(want, g.Warnings); diff != "" || g.Places != 3 {
		t.Errorf("of %d places:\n%s", g.Places, diff)
	}
	near := must[*spatial.Weights](t)(spatial.Nearest(twelveX, twelveY, 3, spatial.Plane, spatial.AsGiven))
	l := must[spatial.LocalMoran](t)(spatial.LISA(twelve, near, spatial.Permutations{Count: 99}, spatial.Discovery{}))
	want = []spatial.Warning{
		{Kind: spatial.Tied, Places: []int{4, 7, 9}, Count: 3},
		{Kind: spatial.OneWay, Count: near.Asymmetric()},
		{Kind: spatial.Coarse, Count: 479}, // 2/(479+1) = 0.05/12
	}
	if diff := cmp.Diff(want, l.Warnings); diff != "" {
		t.Error(diff)
	}
	l = must[spatial.LocalMoran](t)(spatial.LISA(twelve, near, spatial.Permutations{Count: 479}, spatial.Discovery{}))
	if len(l.Warnings) != 2 {
		t.Errorf("479 permutations are enough for twelve: %v", l.Warnings)
	}
}
