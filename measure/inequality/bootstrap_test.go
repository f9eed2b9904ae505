package inequality_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/measure/inequality"
)

func giniOf(x []float64) func(w []float64) (float64, error) {
	return func(w []float64) (float64, error) { return inequality.Gini(x, w) }
}

func meanOf(x []float64) func(w []float64) (float64, error) {
	return func(w []float64) (float64, error) {
		total, people := 0.0, 0.0
		for i := range x {
			total, people = total+float64(w[i]*x[i]), people+w[i]
		}
		return total / people, nil
	}
}

// scipy 1.17.1, stats.bootstrap of the Gini coefficient of ten values with 200,000 resamples: percentile [0.2401, 0.5649], BCa [0.3471,
// 0.6502], standard error 0.08355. Other random numbers, so equal within the noise of 20,000 draws.
func TestBootstrapAgainstSciPy(t *testing.T) {
	for _, c := range []struct {
		method       inequality.BootstrapMethod
		lower, upper float64
	}{
		{inequality.Percentile, 0.240143729382024, 0.5648889846949772},
		{inequality.BCa, 0.3471074003102472, 0.6501739856635813},
	} {
		i := must[inequality.Interval](t)(inequality.Bootstrap(10, giniOf(rout), inequality.BootstrapOptions{Replications: 20000, Method: c.method, Seed: 7, Workers: 2}))
		if math.Abs(i.Lower-c.lower) > 0.004 || math.Abs(i.Upper-c.upper) > 0.004 || math.Abs(i.SE-0.08355354258666442) > 0.002 {
			t.Errorf("%q: %+v, want [%v, %v]", c.method, i, c.lower, c.upper)
		}
		if !near(i.Estimate, 0.4620911302676238, 1e-14) || i.Bias > -0.02 || i.Drawn != 10 {
			t.Errorf("%q: %+v", c.method, i)
		}
	}
}

// The same bits for 1, 2 and 8 workers, and on every machine.
func TestBootstrapBits(t *testing.T) {
	o := inequality.BootstrapOptions{Seed: 3, Method: inequality.BCa}
	first := must[inequality.Interval](t)(inequality.Bootstrap(10, giniOf(rout), o))
	for _, o.Workers = range []int{2, 8} {
		if again := must[inequality.Interval](t)(inequality.Bootstrap(10, giniOf(rout), o)); again != first {
			t.Errorf("%d workers: %+v, one: %+v", o.Workers, again, first)
		}
	}
	for i, bits := range []uint64{math.Float64bits(first.Lower), math.Float64bits(first.Upper), math.Float64bits(first.SE)} {
		if want := []uint64{0x3fd6118208478b74, 0x3fe494497b3841f0, 0x3fb523811db18211}[i]; bits != want {
			t.Errorf("figure %d: %#x, // %v", i, bits, math.Float64frombits(bits))
		}
	}
	o.Seed = 4
	if other := must[inequality.Interval](t)(inequality.Bootstrap(10, giniOf(rout), o)); other.Lower == first.Lower {
		t.Error("another seed drew the same")
	}
}

// An interval of 90 % of the mean of normal values holds the truth about nine times in ten; drawing whole clusters, whose members are alike,
// it is as wide as if there were only as many units as clusters.
func TestBootstrapCoverage(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	held := 0
	const trials = 300
	for trial := range trials {
		x := make([]float64, 40)
		for i := range x {
			x[i] = 10 + random.NormFloat64()
		}
		i := must[inequality.Interval](t)(inequality.Bootstrap(40, meanOf(x), inequality.BootstrapOptions{Replications: 400, Level: 0.9, Seed: uint64(trial)}))
		if i.Lower <= 10 && 10 <= i.Upper {
			held++
		}
	}
	if held < trials*84/100 || held > trials*95/100 {
		t.Errorf("the truth was held %d times of %d", held, trials)
	}
	var x []float64
	var cluster []int
	for c := range 20 {
		for range 10 {
			x, cluster = append(x, float64(c)), append(cluster, 7*c-3)
		}
	}
	units := must[inequality.Interval](t)(inequality.Bootstrap(200, meanOf(x), inequality.BootstrapOptions{}))
	whole := must[inequality.Interval](t)(inequality.Bootstrap(200, meanOf(x), inequality.BootstrapOptions{Cluster: cluster}))
	if ratio := whole.SE / units.SE; math.Abs(ratio-math.Sqrt(10)) > 0.3 || whole.Drawn != 20 {
		t.Errorf("standard error of clusters %v, of units %v", whole.SE, units.SE)
	}
}

// A unit of weight zero is not drawn; what is drawn twice has twice its weight.
func TestBootstrapWeights(t *testing.T) {
	w := []float64{2, 0, 1, 3}
	i := must[inequality.Interval](t)(inequality.Bootstrap(4, func(drawn []float64) (float64, error) {
		if drawn[1] != 0 {
			return 0, fmt.Errorf("unit 1 was drawn: %v", drawn)
		}
		units := drawn[0]/2 + drawn[2] + drawn[3]/3
		if units != 3 {
			return 0, fmt.Errorf("weights %v are not of three units", drawn)
		}
		return units, nil
	}, inequality.BootstrapOptions{Weights: w}))
	if i.Drawn != 3 || i.SE != 0 || !slices.Equal(w, []float64{2, 0, 1, 3}) {
		t.Errorf("%+v, weights %v", i, w)
	}
}

func TestBootstrapRefused(t *testing.T) {
	broken := errors.New("broken")
	x := []float64{0, 0, 0, 1}
	for _, c := range []struct {
		name      string
		n         int
		statistic func(w []float64) (float64, error)
		o         inequality.BootstrapOptions
		want      error
	}{
		{"one unit", 1, meanOf(x), inequality.BootstrapOptions{}, inequality.ErrEmpty},
		{"no unit", 0, meanOf(x), inequality.BootstrapOptions{}, inequality.ErrEmpty},
		{"one cluster", 4, meanOf(x), inequality.BootstrapOptions{Cluster: []int{1, 1, 1, 1}}, inequality.ErrEmpty},
		{"one unit of weight", 4, meanOf(x), inequality.BootstrapOptions{Weights: []float64{0, 0, 0, 1}}, inequality.ErrEmpty},
		{"weights too few", 4, meanOf(x), inequality.BootstrapOptions{Weights: x[:1]}, inequality.ErrLength},
		{"clusters too few", 4, meanOf(x), inequality.BootstrapOptions{Cluster: []int{1}}, inequality.ErrLength},
		{"fewer than no units", -1, meanOf(x), inequality.BootstrapOptions{}, inequality.ErrLength},
		{"a weight below zero", 4, meanOf(x), inequality.BootstrapOptions{Weights: []float64{1, 1, 1, -1}}, inequality.ErrWeight},
		{"too few replications", 4, meanOf(x), inequality.BootstrapOptions{Replications: 99}, inequality.ErrDomain},
		{"too many replications", 4, meanOf(x), inequality.BootstrapOptions{Replications: 1e6 + 1}, inequality.ErrDomain},
		{"certainty", 4, meanOf(x), inequality.BootstrapOptions{Level: 1}, inequality.ErrDomain},
		{"an unknown method", 4, meanOf(x), inequality.BootstrapOptions{Method: "normal"}, inequality.ErrDomain},
		{"a statistic that refuses a draw", 4, giniOf(x), inequality.BootstrapOptions{}, inequality.ErrDomain},
		{"a statistic that is NaN", 4, func([]float64) (float64, error) { return math.NaN(), nil }, inequality.BootstrapOptions{}, inequality.ErrValue},
		{"a statistic that fails", 4, func([]float64) (float64, error) { return 0, broken }, inequality.BootstrapOptions{Workers: 3}, broken},
		{"BCa of a statistic always above", 4, always(), inequality.BootstrapOptions{Method: inequality.BCa}, inequality.ErrDomain},
	} {
		if i, err := inequality.Bootstrap(c.n, c.statistic, c.o); !errors.Is(err, c.want) || i != (inequality.Interval{}) {
			t.Errorf("%s: got %+v, %v, want %v", c.name, i, err, c.want)
		}
	}
}

// always is 0 for the data as they are and 1 for every draw after.
func always() func(w []float64) (float64, error) {
	calls := 0
	return func([]float64) (float64, error) {
		calls++
		return float64(min(calls-1, 1)), nil
	}
}
