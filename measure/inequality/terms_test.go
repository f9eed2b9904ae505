package inequality

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"math"
	"testing"
)

// The terms of the Theil indices near equality, where package math has nothing: expected numbers from mpmath, to 60
// digits, at the float64 arguments.
func TestTerms(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"termT(1e-09)", termT(1.000000001, 1, 1e-09), 4.99999999833333396e-19},
		{"termL(1e-09)", termL(1.000000001, 1, 1e-09), 4.99999999666666729e-19},
		{"termT(-1e-09)", termT(0.999999999, 1, -1e-09), 5.00000000166666729e-19},
		{"termL(-1e-09)", termL(0.999999999, 1, -1e-09), 5.00000000333333396e-19},
		{"termT(0.001)", termT(1.001, 1, 0.001), 4.99833416616699997e-7},
		{"termL(0.001)", termL(1.001, 1, 0.001), 4.99666916466833211e-7},
		{"termT(-0.001)", termT(0.999, 1, -0.001), 5.00166750050033378e-7},
		{"termL(-0.001)", termL(0.999, 1, -0.001), 5.00333583533500164e-7},
		{"termT(0.1)", termT(1.1, 1, 0.1), 0.00484119778475734658},
		{"termL(0.1)", termL(1.1, 1, 0.1), 0.00468982019567514046},
		{"termT(-0.1)", termT(0.9, 1, -0.1), 0.00517553590795632948},
		{"termL(-0.1)", termL(0.9, 1, -0.1), 0.00536051565782630184},
		{"termT(0.4)", termT(1.4, 1, 0.3999999999999999), 0.0710611312696980728},
		{"termL(0.4)", termL(1.4, 1, 0.3999999999999999), 0.0635277633787870441},
		{"termT(-0.29)", termT(0.71, 1, -0.29), 0.046831880647789071},
		{"termL(-0.29)", termL(0.71, 1, -0.29), 0.0524903089467759385},
		{"termT(0.45)", termT(1.45, 1, 0.44999999999999996), 0.0887671568271003824},
		{"termL(0.45)", termL(1.45, 1, 0.44999999999999996), 0.0784364435675169525},
		{"termT(-0.35)", termT(0.65, 1, -0.35), 0.0699911045399047231},
		{"termL(-0.35)", termL(0.65, 1, -0.35), 0.0807829160924542454},
		{"termT(3.0)", termT(4.0, 1, 3.0), 2.54517744447956248},
		{"termL(3.0)", termL(4.0, 1, 3.0), 1.61370563888010938},
		{"termT(-0.9)", termT(0.09999999999999998, 1, -0.9), 0.669741490700595483},
		{"termL(-0.9)", termL(0.09999999999999998, 1, -0.9), 1.40258509299404588},
	} {
		if math.Abs(c.got-c.want) > 8*0x1p-52*math.Abs(c.want) {
			t.Errorf("%s = %.17g, want %.17g", c.name, c.got, c.want)
		}
	}
}

// A broken sum must not pass, however it is broken.
func TestCheckIdentity(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		total  float64
		parts  []float64
		broken bool
	}{
		{"exact", 0.3, []float64{0.1, 0.2}, false},
		{"nothing", 0, []float64{0, 0, 0}, false},
		{"within tolerance", 1, []float64{0.5, 0.5 + 9e-13}, false},
		{"beyond tolerance", 1, []float64{0.5, 0.5 + 2e-12}, true},
		{"short", 1, []float64{0.5, 0.5 - 2e-12}, true},
		{"tolerance is relative", 1e-20, []float64{1e-20, 1e-31}, true},
		{"something from nothing", 0, []float64{1e-300}, true},
		{"NaN part", 1, []float64{nan, 1}, true},
		{"NaN total", nan, []float64{1}, true},
	} {
		if err := checkIdentity(c.total, c.parts...); errors.Is(err, ErrIdentity) != c.broken || (err != nil) != c.broken {
			t.Errorf("%s: checkIdentity(%v, %v) = %v, want refusal: %v", c.name, c.total, c.parts, err, c.broken)
		}
	}
}

// The bits of ten thousand terms, the same on every machine. (Tried: with the float64(…) of the series left out, arm64
// and loong64 give other bits for termL.)
func TestTermBits(t *testing.T) {
	functions := []struct {
		name string
		of   func(v float64) float64
		want uint64
	}{
		{"termT", func(v float64) float64 { return termT(2*v, 1, 2*v-1) }, 0xd59b6c49d6f5f043},
		{"termL", func(v float64) float64 { return termL(2*v, 1, 2*v-1) }, 0x80c0ce40e153c17c},
	}
	for _, f := range functions {
		hash := fnv.New64a()
		for i := range 10000 {
			v := (float64(i) + 0.5) / 16384                                        // exact, so that doubling and subtracting here round nothing
			_ = binary.Write(hash, binary.LittleEndian, math.Float64bits(f.of(v))) // a hash takes everything
		}
		if got := hash.Sum64(); got != f.want {
			t.Errorf("%s: bits hash to %#x, want %#x", f.name, got, f.want)
		}
	}
}
