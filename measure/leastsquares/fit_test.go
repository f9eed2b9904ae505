package leastsquares_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/elementary/roundtest"
	"mihe/measure/leastsquares"
)

func near(got, want, share float64) bool { return math.Abs(got-want) <= share*math.Abs(want) }

// tester is what testing.TB and rapid.T share.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

func fit(t tester, y, w []float64, columns ...[]float64) leastsquares.Fit {
	t.Helper()
	f, err := leastsquares.Ordinary(y, w, columns...)
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	return f
}

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 10) }

// Longley's data with the certified values of NIST's Statistical Reference Datasets (Longley, higher difficulty): the
// columns are nearly dependent, and inverting X′X leaves about five digits.
func TestLongley(t *testing.T) {
	y := []float64{60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551}
	x := [][]float64{
		{83.0, 88.5, 88.2, 89.5, 96.2, 98.1, 99.0, 100.0, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9},
		{
			234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546, 482704, 502601,
			518173, 554894,
		},
		{2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007},
		{1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827},
		{
			107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950, 123366, 125368,
			127852, 130081,
		},
		{1947, 1948, 1949, 1950, 1951, 1952, 1953, 1954, 1955, 1956, 1957, 1958, 1959, 1960, 1961, 1962},
	}
	f := fit(t, y, nil, x...)
	coefficients := []float64{
		-3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359,
		-0.511041056535807e-01, 1829.15146461355,
	}
	deviations := []float64{
		890420.383607373, 84.9149257747669, 0.334910077722432e-01, 0.488399681651699, 0.214274163161675,
		0.226073200069370, 455.478499142212,
	}
	for i := range coefficients {
		if !near(f.Coefficients[i], coefficients[i], 1e-9) || !near(f.Error(i), deviations[i], 1e-9) {
			t.Errorf("coefficient %d = %.15g ± %.15g, want %v ± %v", i, f.Coefficients[i], f.Error(i), coefficients[i], deviations[i])
		}
	}
	if !near(f.Explained(), 0.995479004577296, 1e-12) || !near(f.Residual, 836424.055505915, 1e-9) || f.Freedom != 9 {
		t.Errorf("R² %v, residual %v, freedom %d", f.Explained(), f.Residual, f.Freedom)
	}
}

// A straight line by hand: y = 1, 2, 4 at x = 0, 1, 2 has slope 3/2, constant 5/6, residual sum 1/6.
func TestByHand(t *testing.T) {
	f := fit(t, []float64{1, 2, 4}, nil, []float64{0, 1, 2})
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"constant", f.Coefficients[0], 5.0 / 6},
		{"slope", f.Coefficients[1], 1.5},
		{"residual", f.Residual, 1.0 / 6},
		{"total", f.Total, 14.0 / 3},
		{"R²", f.Explained(), 1 - 1.0/28},
		{"error of the slope", f.Error(1), math.Sqrt(1.0 / 12)},
	} {
		if !near(c.got, c.want, 2e-15) {
			t.Errorf("%s = %.17g, want %.17g", c.name, c.got, c.want)
		}
	}
	if mean := fit(t, []float64{1, 2, 4}, []float64{1, 2, 1}); !near(mean.Coefficients[0], 2.25, 1e-15) || mean.Explained() != 0 {
		t.Errorf("no column: %+v, want the weighted mean 9/4", mean)
	}
	if exact := fit(t, []float64{1, 3}, nil, []float64{0, 1}); exact.Freedom != 0 || !exact.Exact {
		t.Errorf("two points: %+v", exact)
	}
}

func TestRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	y, x := []float64{1, 2, 4}, []float64{0, 1, 2}
	for _, c := range []struct {
		name    string
		y, w    []float64
		columns [][]float64
		want    error
	}{
		{"short column", y, nil, [][]float64{{1, 2}}, leastsquares.ErrLength},
		{"short weights", y, []float64{1}, nil, leastsquares.ErrLength},
		{"y NaN", []float64{nan, 1, 2}, nil, [][]float64{x}, leastsquares.ErrValue},
		{"column infinite", y, nil, [][]float64{{0, inf, 1}}, leastsquares.ErrValue},
		{"weight negative", y, []float64{1, -1, 1}, nil, leastsquares.ErrWeight},
		{"weight NaN", y, []float64{1, nan, 1}, nil, leastsquares.ErrWeight},
		{"nothing", nil, nil, nil, leastsquares.ErrFew},
		{"two points of weight", y, []float64{1, 1, 0}, [][]float64{x, {1, 0, 1}}, leastsquares.ErrFew},
		{"constant column", y, nil, [][]float64{{0.1, 0.1, 0.1}}, leastsquares.ErrRank},
		{"zero column", y, nil, [][]float64{{0, 0, 0}}, leastsquares.ErrRank},
		{"twice the same", []float64{1, 2, 4, 3}, nil, [][]float64{{1, 2, 3, 5}, {0.3, 0.6, 0.9, 1.5}}, leastsquares.ErrRank},
		{"out of range", []float64{1e308, -1e308, 1e308}, nil, [][]float64{{1e-300, 2e-300, 4e-300}}, leastsquares.ErrRange},
	} {
		if f, err := leastsquares.Ordinary(c.y, c.w, c.columns...); !errors.Is(err, c.want) || f.Coefficients != nil {
			t.Errorf("%s: got %v, %v, want %v", c.name, f, err, c.want)
		}
	}
}

// Units of y, of a column and of weights are units; a weight of two is the point twice; order does not matter.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(5, 20).Draw(t, "n")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		y, a, b, w := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		var y2, a2, b2 []float64
		for i := range n {
			a[i], b[i], w[i] = random.NormFloat64(), 3+random.NormFloat64(), float64(1+random.IntN(3))
			y[i] = 2 + a[i] - b[i] + random.NormFloat64()
			for range int(w[i]) {
				y2, a2, b2 = append(y2, y[i]), append(a2, a[i]), append(b2, b[i])
			}
		}
		base := fit(t, y, w, a, b)
		replicated := fit(t, y2, nil, a2, b2)
		scaled := fit(t, times(y, 0x1p20), times(w, 0x1p-30), times(a, 0x1p-7), b)
		for i, c := range base.Coefficients {
			if math.Abs(replicated.Coefficients[i]-c) > 1e-11 || !near(replicated.Unscaled[i][i], base.Unscaled[i][i], 1e-10) {
				t.Errorf("coefficient %d: %v weighted, %v replicated", i, c, replicated.Coefficients[i])
			}
			if want := c * 0x1p20 * []float64{1, 0x1p7, 1}[i]; scaled.Coefficients[i] != want {
				t.Errorf("coefficient %d in other units = %v, want the same bits as %v", i, scaled.Coefficients[i], want)
			}
			if want := base.Error(i) * 0x1p20 * []float64{1, 0x1p7, 1}[i]; !near(scaled.Error(i), want, 1e-14) {
				t.Errorf("error %d in other units = %v, want %v", i, scaled.Error(i), want)
			}
		}
		for _, column := range [][]float64{a, b} { // normal equations
			sum := 0.0
			for i := range n {
				sum += w[i] * base.Residuals[i] * column[i]
			}
			if math.Abs(sum) > 1e-10 {
				t.Errorf("residuals have %v along a column", sum)
			}
		}
	})
}

func times(x []float64, by float64) []float64 {
	y := slices.Clone(x)
	for i := range y {
		y[i] *= by
	}
	return y
}

// Whatever comes in: no panic, no NaN without an error, arguments as they were.
func FuzzOrdinary(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"), true)
	f.Fuzz(func(t *testing.T, raw []byte, weighted bool) {
		var v []float64
		for ; len(raw) >= 8; raw = raw[8:] {
			v = append(v, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		}
		n := len(v) / 3
		y, x, w := v[:n], v[n:2*n], v[2*n:3*n]
		if !weighted {
			w = nil
		}
		kept := fmt.Sprint(v)
		got, err := leastsquares.Ordinary(y, w, x)
		if fmt.Sprint(v) != kept {
			t.Fatal("arguments changed")
		}
		if err != nil {
			return
		}
		for i, c := range got.Coefficients {
			if math.IsNaN(c) || math.IsInf(c, 0) || math.IsNaN(got.Error(i)) || math.IsNaN(got.Explained()) {
				t.Errorf("%v, %v, %v: %+v", y, w, x, got)
			}
		}
	})
}

func BenchmarkOrdinary(b *testing.B) {
	for _, n := range []int{250, 2843, 28430} {
		random := rand.New(rand.NewPCG(20, 20))
		columns := make([][]float64, 6)
		y := make([]float64, n)
		for c := range columns {
			columns[c] = make([]float64, n)
			for i := range n {
				columns[c][i] = random.NormFloat64()
				y[i] += columns[c][i]
			}
		}
		for i := range n {
			y[i] += random.NormFloat64()
		}
		b.Run(fmt.Sprintf("k=6/n=%d", n), func(b *testing.B) {
			for b.Loop() {
				fit(b, y, nil, columns...)
			}
		})
	}
}

// A line through equal values is flat: its slope is 0, never -0, which a reader would take for a fall.
func TestFlatHasNoSign(t *testing.T) {
	for _, y := range [][]float64{{0, 0, 0}, {5, 5, 5}, {-5, -5, -5}} {
		f := fit(t, y, nil, []float64{1, 2, 3})
		for i, c := range f.Coefficients {
			if c == 0 && math.Signbit(c) {
				t.Errorf("coefficient %d of %v is -0", i, y)
			}
		}
	}
}
