package inequality_test

import (
	"testing"

	"mihe/measure/inequality"
)

// The eight weighted values of the oracle "weighted_8": computed with R 4.2.2 and numpy 1.24.2, and again with mpmath to 60
// digits; groups a, b, c.
var (
	eightX = []float64{12, 7, 30, 18, 9, 22, 15, 41}
	eightW = []float64{3, 5, 1, 2, 6, 2, 4, 1}
	eightG = []string{"a", "a", "a", "b", "b", "b", "c", "c"}
)

// rout is the example of R package ineq 0.2-13, with results from its published Rout.
var rout = []float64{541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261}

// nearlyEqual is 1 + k/2⁴⁰: values that agree to ten digits. The expected numbers are mpmath's, to 60 digits.
func nearlyEqual() (x, w []float64, g []int) {
	const u = 1.0 / (1 << 40)
	return []float64{1, 1 + u, 1 + 3*u, 1 + 7*u, 1 + 12*u, 1 + 20*u}, []float64{1, 2, 3, 1, 2, 1}, []int{0, 0, 1, 1, 2, 2}
}

// plain makes a measure without weights one that ignores them.
func plain(f func(x []float64) (float64, error)) func(x, w []float64) (float64, error) {
	return func(x, _ []float64) (float64, error) { return f(x) }
}

func TestIndices(t *testing.T) {
	gini, theilT, theilL, cv := inequality.Gini, inequality.TheilT, inequality.TheilL, inequality.CoefficientOfVariation
	small := func(x, _ []float64) (float64, error) { return inequality.GiniSmallSample(x) }
	atkinson := func(epsilon float64) func(x, w []float64) (float64, error) {
		return func(x, w []float64) (float64, error) { return inequality.Atkinson(x, w, epsilon) }
	}
	closeX, closeW, _ := nearlyEqual()
	wide := []float64{0x1p-190, 1, 512, 3}
	steps := []float64{10, 20, 30, 40, 50}

	for _, c := range []struct {
		name   string
		of     func(x, w []float64) (float64, error)
		x, w   []float64
		want   float64
		share  float64 // relative tolerance: what the source prints
		source string
	}{
		{"gini", gini, []float64{1, 2, 3, 4, 5, 6}, nil, 5.0 / 18, 1e-15, "by hand"},
		{"gini one has all", gini, []float64{0, 0, 0, 1}, nil, 0.75, 0, "1-1/n"},
		{"gini one has all, small sample", small, []float64{0, 0, 0, 1}, nil, 1, 0, "n/(n-1) (1-1/n)"},
		{"gini equal", gini, []float64{3, 3, 3}, nil, 0, 0, "by definition"},
		{"gini one value", gini, []float64{3}, nil, 0, 0, "by definition"},
		{"gini weighted", gini, eightX, eightW, 0.283730158730159, 1e-14, "weighted_8"},
		{"gini ineq", gini, rout, nil, 0.4620911, 1e-7, "ineq 0.2-13 Rout"},
		{"gini Dorsam", gini, []float64{20, 50, 20, 10}, nil, 0.3, 1e-15, "REAT 3.0.3 documentation"},
		{"gini Dorsam normalised", small, []float64{20, 50, 20, 10}, nil, 0.4, 1e-15, "REAT 3.0.3 documentation"},
		{"gini nearly equal", gini, closeX, closeW, 2.94676283372767109e-12, 1e-14, "mpmath"},

		{"theil T weighted", theilT, eightX, eightW, 0.137872019397722, 5e-15, "weighted_8"},
		{"theil T zeros", theilT, []float64{0, 0, 0, 10, 10, 10}, nil, 0.6931471805599453, 1e-15, "PySAL inequality test_theil.py, issue 15; ln 2"},
		{"theil T ineq", theilT, rout, nil, 0.3623412423, 2e-10, "recomputed from the Rout"},
		{"theil L REAT", theilL, []float64{10, 10, 10, 20, 50}, nil, 0.2326302, 2e-7, "REAT 3.0.3 documentation, whose theil() is the second index"},
		{"theil T nearly equal", theilT, closeX, closeW, 1.57826060873036713e-23, 1e-14, "mpmath"},
		{"theil T wide", theilT, wide, nil, 1.33654039580544477, 1e-15, "mpmath"},
		{"theil L weighted", theilL, eightX, eightW, 0.127498294867669, 5e-15, "weighted_8"},
		{"theil L nearly equal", theilL, closeX, closeW, 1.57826060872735666e-23, 1e-14, "mpmath"},
		{"theil L wide", theilL, wide, nil, 35.9500692525321699, 1e-15, "mpmath"},

		{"Ricci-Schutz ineq", inequality.Hoover, rout, nil, 0.3378067462, 2e-10, "recomputed from the Rout"},
		{"Hoover by hand", inequality.Hoover, []float64{1, 2, 3, 6}, nil, 0.25, 1e-15, "3 of 12 above the mean change hands"},
		{"Hoover one has all", inequality.Hoover, []float64{0, 0, 0, 1}, nil, 0.75, 1e-15, "1-1/n"},

		{"Herfindahl ineq", plain(inequality.Herfindahl), rout, nil, 0.1840812, 3e-7, "ineq 0.2-13 Rout"},
		{"Herfindahl REAT", plain(inequality.Herfindahl), []float64{20, 50, 20, 10}, nil, 0.34, 1e-15, "REAT 3.0.3 documentation"},
		{"Herfindahl normalised REAT", plain(inequality.HerfindahlNormalised), []float64{20, 50, 20, 10}, nil, 0.12, 1e-15, "REAT 3.0.3 documentation"},
		{"Herfindahl one has all", plain(inequality.Herfindahl), []float64{0, 0, 7}, nil, 1, 1e-15, "by definition"},
		{"Herfindahl one alone", plain(inequality.Herfindahl), []float64{7}, nil, 1, 0, "by definition"},
		{"Rosenbluth ineq", plain(inequality.Rosenbluth), rout, nil, 0.1859051, 2e-7, "ineq 0.2-13 Rout"},
		{"Rosenbluth equal", plain(inequality.Rosenbluth), []float64{3, 3, 3, 3}, nil, 0.25, 1e-15, "1/n"},

		{"Wolfson pairs", inequality.Wolfson, []float64{6, 6, 8, 8, 10, 10, 12, 12}, nil, 0.08333333, 5e-8, "PySAL inequality test_wolfson.py"},
		{"Wolfson steps", inequality.Wolfson, []float64{2, 4, 6, 8, 10, 12, 14, 16}, nil, 0.15277778, 5e-8, "PySAL inequality test_wolfson.py"},
		{"Wolfson incomes", inequality.Wolfson, []float64{20000, 25000, 27000, 30000, 35000, 45000, 60000, 75000, 80000, 120000}, nil, 0.20125, 1e-14, "PySAL inequality 1.1.2, which prints 0.2013"},
		{"Wolfson of an odd number", inequality.Wolfson, []float64{1, 2, 3, 4, 9}, nil, 0.18666666666666676, 1e-14, "PySAL inequality 1.1.2"},
		{"Wolfson ineq", inequality.Wolfson, rout, nil, 0.2270624110591584, 1e-14, "PySAL inequality 1.1.2"},
		{"Wolfson equal", inequality.Wolfson, []float64{5, 5, 5}, nil, 0, 0, "by definition"},
		{"Wolfson two ends", inequality.Wolfson, []float64{0, 2}, nil, 0.5, 1e-15, "by definition"},

		{"cv weighted", cv, eightX, eightW, 0.575136777580055, 1e-15, "weighted_8"},
		{"cv ineq", cv, rout, nil, 0.9169581829, 1e-10, "recomputed from the Rout"},
		{"cv nearly equal", cv, closeX, closeW, 5.61829263875312497e-12, 1e-14, "mpmath"},

		{"atkinson 0", atkinson(0), steps, nil, 0, 0, "PySAL test_atkinson.py"},
		{"atkinson 0.5", atkinson(0.5), steps, nil, 0.06315, 1e-4, "PySAL test_atkinson.py"},
		{"atkinson 0.5 by its equivalent", atkinson(0.5), steps, nil, 1 - 28.105398233/30, 1e-9, "PySAL test_atkinson.py"},
		{"atkinson 1", atkinson(1), steps, nil, 0.1316096, 5e-7, "PySAL test_atkinson.py"},
		{"atkinson 1 by its equivalent", atkinson(1), steps, nil, 1 - 26.0517108/30, 2e-8, "PySAL test_atkinson.py"},
		{"atkinson 0.5 ineq", atkinson(0.5), rout, nil, 0.1796591, 2e-7, "ineq 0.2-13 Rout"},
		{"atkinson 0.5 weighted", atkinson(0.5), eightX, eightW, 0.0644140183787939, 1e-14, "weighted_8"},
		{"atkinson 1 weighted", atkinson(1), eightX, eightW, 0.119705083147735, 1e-14, "weighted_8"},
		{"atkinson 1e-9", atkinson(1e-9), eightX, eightW, 1.37872019380051514e-10, 1e-14, "mpmath"},
		{"atkinson 0.25", atkinson(0.25), eightX, eightW, 0.0333476959563361546, 1e-14, "mpmath"},
		{"atkinson below 1", atkinson(0.999999999), eightX, eightW, 0.119705083046059476, 1e-14, "mpmath"},
		{"atkinson above 1", atkinson(1.000000001), eightX, eightW, 0.119705083249410815, 1e-14, "mpmath"},
		{"atkinson 2", atkinson(2), eightX, eightW, 0.205379042908193937, 1e-14, "mpmath"},
		{"atkinson 3.5", atkinson(3.5), eightX, eightW, 0.287962412767414835, 1e-14, "mpmath"},
		{"atkinson 50", atkinson(50), eightX, eightW, 0.483734814786933523, 1e-14, "mpmath"},
		{"atkinson a million", atkinson(1e6), eightX, eightW, 0.499999215690641594, 1e-14, "mpmath"},
		{"atkinson 0.001 nearly equal", atkinson(1e-3), closeX, closeW, 1.57826060873036415e-26, 1e-14, "mpmath"},
		{"atkinson 0.5 nearly equal", atkinson(0.5), closeX, closeW, 7.89130304364430948e-24, 1e-14, "mpmath"},
		{"atkinson 200 nearly equal", atkinson(200), closeX, closeW, 3.15652121625654656e-21, 1e-14, "mpmath"},
		{"atkinson 0.5 wide", atkinson(0.5), wide, nil, 0.688419279370087938, 1e-14, "mpmath"},
		{"atkinson 1 with a zero", atkinson(1), []float64{0, 1, 2}, nil, 1, 0, "limit"},
		{"atkinson 2 with a zero", atkinson(2), []float64{0, 1, 2}, nil, 1, 0, "limit"},
		{"atkinson 0.5 with a zero", atkinson(0.5), []float64{0, 1}, nil, 0.5, 1e-15, "1 - (½√2)² of mean ½"},
		{"atkinson 0.75 with zeros", atkinson(0.75), []float64{0, 0, 0, 1}, nil, 1 - 1.0/64, 1e-15, "1 - 4·(¼)⁴"},
		{"atkinson 0.5, one in 2^150 has all", atkinson(0.5), []float64{0, 1}, []float64{1, 0x1p-150}, 1, 0, "1 - p for a share p of the people"},
		{"atkinson greatest", atkinson(1.7e308), []float64{1, 2, 3}, nil, 0.5, 1e-15, "1 - min/μ, the limit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := must[float64](t)(c.of(c.x, c.w)); !near(got, c.want, c.share) {
				t.Errorf("%s of %v weights %v = %.17g, want %.17g (%s)", c.name, c.x, c.w, got, c.want, c.source)
			}
		})
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		name string
		x, w []float64
		p    []float64
		want []float64
	}{
		{"R quantile type 1", rout, nil, []float64{0, 0.05, 0.1, 0.11, 0.5, 0.51, 0.9, 1}, []float64{541, 541, 541, 1463, 4437, 5401, 11904, 22261}},
		{"weights are counts: 24 people", eightX, eightW, []float64{5.0 / 24, 11.0 / 24, 11.5 / 24, 0.5, 23.0 / 24, 1}, []float64{7, 9, 12, 12, 30, 41}},
		{"weight zero is absent", []float64{5, 1, 9}, []float64{1, 0, 1}, []float64{0, 1}, []float64{5, 9}},
		{"negative values are in order", []float64{3, -7, 0}, nil, []float64{0, 0.5, 1}, []float64{-7, 0, 3}},
		{"no p", []float64{1}, nil, nil, []float64{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := must[[]float64](t)(inequality.Quantile(c.x, c.w, c.p...))
			if len(got) != len(c.want) {
				t.Fatalf("Quantile gave %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("Quantile(%v, %v, %v) = %v, want %v", c.x, c.w, c.p[i], got[i], c.want[i])
				}
			}
		})
	}
}

// 0.07 × 100 is 7.000000000000001 in binary, and the seventh of a hundred is still the seventh.
func TestQuantileAtWholePeople(t *testing.T) {
	x := make([]float64, 100)
	for i := range x {
		x[i] = float64(i + 1)
	}
	for i := 1; i <= 100; i++ {
		p := float64(i) / 100
		if q := must[[]float64](t)(inequality.Quantile(x, nil, p)); q[0] != float64(i) {
			t.Errorf("Quantile(1..100, %v) = %v, want %v", p, q[0], i)
		}
	}
}

func TestQuantileRatios(t *testing.T) {
	ratio := must[float64](t)
	if got, want := ratio(inequality.QuantileRatio(rout, nil, 0.9, 0.1)), 11904.0/541; got != want {
		t.Errorf("P90/P10 = %v, want %v", got, want)
	}
	if got := ratio(inequality.QuantileRatio([]float64{4}, nil, 0.9, 0.1)); got != 1 {
		t.Errorf("P90/P10 of one value = %v, want 1", got)
	}
}

// Ten people: the richest one has 22261, the poorest four 541+1463+2445+3438; five people: the richest tenth is half of one.
func TestPalma(t *testing.T) {
	palma := must[float64](t)
	for _, c := range []struct {
		x, w []float64
		want float64
	}{
		{rout, nil, 22261.0 / (541 + 1463 + 2445 + 3438)},
		{[]float64{1, 2, 3, 4, 10}, nil, 5.0 / 3},
		{[]float64{1, 2, 3, 4, 10}, []float64{7, 7, 7, 7, 7}, 5.0 / 3},
		{[]float64{8, 8, 8}, nil, 0.25},
		{[]float64{0, 0, 0, 6, 6}, []float64{1, 1, 1, 6, 1}, 6.0 / 6},
	} {
		if got := palma(inequality.Palma(c.x, c.w)); !near(got, c.want, 1e-15) {
			t.Errorf("Palma(%v, %v) = %v, want %v", c.x, c.w, got, c.want)
		}
	}
}
