package elementary

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"testing"
)

// The functions of elementary.go against package math, which is good to about one unit in the last place.
func TestElementaryAgainstMath(t *testing.T) {
	const ulps = 4 * 0x1p-52
	compare := func(name string, at, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > ulps*math.Abs(want) {
			t.Errorf("%s at %v = %.17g, want %.17g", name, at, got, want)
		}
	}
	for i := -4000; i <= 4000; i++ {
		r := math.Exp2(float64(i) / 8) // 2^-500 to 2^500
		compare("LogRatio", r, LogRatio(r, 1), math.Log(r))
		compare("LogRatio of 1/r", r, LogRatio(3, 3*r), -math.Log(r))
		u := float64(i) * 0.17 // -680 to 680
		compare("exp", u, Exp(u), math.Exp(u))
		small := float64(i) / 4001
		compare("Log1p", small, Log1p(small), math.Log1p(small))
		compare("OneLessExp", -math.Abs(u), OneLessExp(-math.Abs(u)), -math.Expm1(-math.Abs(u)))
		compare("OneLessExp", -math.Abs(small), OneLessExp(-math.Abs(small)), -math.Expm1(-math.Abs(small)))
	}
	compare("Log1p", 1e-300, Log1p(1e-300), 1e-300)
	compare("Log1p", 1e300, Log1p(1e300), math.Log(1e300))
	compare("LogRatio of extremes", 0, LogRatio(math.MaxFloat64, 5e-324), 1024*math.Ln2+1074*math.Ln2)
	compare("exp of nothing left", 0, Exp(math.Inf(-1)), 0)
}

// The small differences, where package math has nothing: expected numbers from mpmath, to 60 digits, at the float64 arguments.
func TestSmallDifferences(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"ExpTail(1e-12)", ExpTail(1e-12), 5.00000000000166647e-25},
		{"ExpTail(-1e-12)", ExpTail(-1e-12), 4.99999999999833313e-25},
		{"ExpTail(0.01)", ExpTail(0.01), 0.0000501670841680575443},
		{"ExpTail(-0.01)", ExpTail(-0.01), 0.000049833749168053576},
		{"ExpTail(0.35)", ExpTail(0.35), 0.069067548593257239},
		{"ExpTail(-0.35)", ExpTail(-0.35), 0.0546880897187134278},
		{"AtanhTail(1e-05)", AtanhTail(1e-05), 3.33333333353333415e-16},
		{"AtanhTail(0.1715728752538099)", AtanhTail(0.1715728752538099), 0.00171391988617642499},
		{"AtanhTail(-0.1)", AtanhTail(-0.1), -0.000335347731075580692},
	} {
		if math.Abs(c.got-c.want) > 8*0x1p-52*math.Abs(c.want) {
			t.Errorf("%s = %.17g, want %.17g", c.name, c.got, c.want)
		}
	}
}

// A sum keeps what plain addition loses.
func TestSum(t *testing.T) {
	for _, terms := range [][]float64{{1, 1e100, 1, -1e100}, {1e100, 1, -1e100, 1}} { // Peters' and Neumaier's example
		var s Sum
		for _, x := range terms {
			s.Add(x)
		}
		if s.Value() != 2 {
			t.Errorf("sum of %v = %v, want 2", terms, s.Value())
		}
	}
}

// The bits of ten thousand results of each function, the same on every machine. (Tried: with the float64(…) of the two
// series left out, arm64 and loong64 give other bits for exp, ExpTail, OneLessExp.)
func TestElementaryBits(t *testing.T) {
	functions := []struct {
		name string
		of   func(v float64) float64
		want uint64
	}{
		{"LogRatio", func(v float64) float64 { return LogRatio(1000*v, 7) }, 0x665fe06f13eae0e},
		{"exp", func(v float64) float64 { return Exp(20 * (v - 0.5)) }, 0x66280cf9a9072fd5},
		{"ExpTail", func(v float64) float64 { return ExpTail(NearZero * (2*v - 1)) }, 0xa76398782d824a8c},
		{"Log1p", func(v float64) float64 { return Log1p(2*v - 1) }, 0xeb824fbe861a1a8a},
		{"OneLessExp", func(v float64) float64 { return OneLessExp(-v) }, 0xb293396c84c41c69},
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

// The ends of the domains, and powers against package math.
func TestEnds(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Exp(-1e300)", Exp(-1e300), 0},
		{"Exp(800)", Exp(800), inf},
		{"Exp(709.9)", Exp(709.9), inf},
		{"Log(0)", Log(0), -inf},
		{"Log(+Inf)", Log(inf), inf},
		{"Pow(0, 0)", Pow(0, 0), 1},
		{"Pow(0, 2)", Pow(0, 2), 0},
		{"Pow(0, -2)", Pow(0, -2), inf},
		{"Pow(7, 1)", Pow(7, 1), 7},
	} {
		if c.got != c.want {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	for _, x := range []float64{Exp(math.NaN()), Log(-1), Log(math.NaN()), Pow(-2, 0.5)} {
		if !math.IsNaN(x) {
			t.Errorf("want NaN, got %v", x)
		}
	}
	for x := 0.01; x < 100; x *= 1.07 {
		for y := -3.0; y <= 3; y += 0.19 {
			if got, want := Pow(x, y), math.Pow(x, y); math.Abs(got-want) > 1e-14*want {
				t.Errorf("Pow(%v, %v) = %.17g, want %.17g", x, y, got, want)
			}
		}
	}
}
