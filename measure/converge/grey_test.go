package converge_test

import (
	"math"
	"slices"
	"testing"

	"mihe/measure/converge"
)

// The oracle gm11_textbook, and two series computed with numpy 2.4.6 (lstsq on the same definition).
func TestGrey(t *testing.T) {
	for _, c := range []struct {
		name     string
		x        []float64
		horizon  int
		a, b     float64
		fit      []float64 // with the forecasts after it
		ratio, p float64
		grade    int
	}{
		{
			"gm11_textbook",
			[]float64{2.874, 3.278, 3.337, 3.39, 3.679},
			3, -0.03720438194355841, 3.0653633130015256,
			[]float64{2.874, 3.232038913871, 3.354549763343, 3.481704402274, 3.613678854099, 3.750655814443, 3.892824904033, 4.040382931195},
			0.21247198607472761, 1, 1,
		},
		{
			"nearly flat",
			[]float64{71.1, 72.4, 72.4, 72.1, 71.4, 72.0, 71.6},
			2, 0.0023437864785234375, 72.65726960367877,
			[]float64{71.1, 72.40574144043057, 72.23623656189375, 72.06712850138501, 71.89841632994285, 71.7300991207776, 71.56217594924965, 71.39464589292038, 71.22750803148301},
			0.48073973634103767, 0.8571428571428571, 2,
		},
		{
			"steep",
			[]float64{5, 7, 11, 14, 21, 30},
			3, -0.3530171267990737, 4.138495423992706,
			[]float64{5.0, 7.079865092523384, 10.077165065600322, 14.343388529619798, 20.415741249880256, 29.058858018197355, 41.36108598685854, 58.87153008356354, 83.795117359373},
			0.05867879889128792, 1, 1,
		},
	} {
		g := must[converge.Grey](t)(converge.MeasureGrey(c.x, converge.GreyOptions{Horizon: c.horizon}))
		all := slices.Clone(g.Fitted)
		for _, f := range g.Forecast {
			all = append(all, f.Value)
		}
		if !near(g.A, c.a, 1e-11) || !near(g.B, c.b, 1e-12) || !within(all, c.fit, 5e-12*c.x[0]) {
			t.Errorf("%s: a %.16g b %.16g fit %.13g", c.name, g.A, g.B, all)
		}
		if !near(value(t, g.C), c.ratio, 1e-10) || !near(value(t, g.P), c.p, 1e-12) || g.Grade != c.grade {
			t.Errorf("%s: C %v P %v grade %d", c.name, g.C, g.P, g.Grade)
		}
	}
}

// The textbook series has the best grade, and yet the mean step foretold its fifth value better.
func TestGreyBesideNaive(t *testing.T) {
	g := must[converge.Grey](t)(converge.MeasureGrey([]float64{2.874, 3.278, 3.337, 3.39, 3.679}, converge.GreyOptions{Horizon: 2}))
	if g.Naive[0].Value != 3.679 || g.Naive[1].Value != 3.679 || !near(g.Drift[1].Value, 3.679+2*(3.679-2.874)/4, 1e-15) {
		t.Errorf("naive %v drift %v", g.Naive, g.Drift)
	}
	if !slices.Contains(g.Warnings, converge.NotBetter) || value(t, g.PastError) <= value(t, g.DriftPastError) {
		t.Errorf("%+v", g)
	}
	for k, list := range [][]converge.Forecast{g.Forecast, g.Naive, g.Drift} {
		first, second := list[0].Upper.Value-list[0].Lower.Value, list[1].Upper.Value-list[1].Lower.Value
		if !(first > 0 && second > first) {
			t.Errorf("forecast %d: widths %v, %v", k, first, second)
		}
	}
	// Hyndman's drift interval by hand: differences .404 .059 .053 .289, mean .20125, s² over 3; t(0.975, 3) = 3.182446305284263.
	s := math.Sqrt((sq(.404-.20125) + sq(.059-.20125) + sq(.053-.20125) + sq(.289-.20125)) / 3)
	if got, want := g.Drift[0].Upper.Value-g.Drift[0].Value, 3.182446305284263*s*math.Sqrt(1.25); !near(got, want, 1e-12) {
		t.Errorf("half an interval of the drift = %v, want %v", got, want)
	}
}

func sq(x float64) float64 { return x * x }

// The interval carries the errors of a and b: compare with differences of the forecast in a and b, which are weights of two regression
// coefficients of x on −z and 1.
func TestGreyInterval(t *testing.T) {
	x := []float64{71.1, 72.4, 72.4, 72.1, 71.4, 72.0, 71.6}
	g := must[converge.Grey](t)(converge.MeasureGrey(x, converge.GreyOptions{Level: 0.9}))
	at := func(a, b float64) float64 {
		return (1 - math.Exp(a)) * (x[0] - b/a) * math.Exp(-a*float64(len(x)))
	}
	const h = 1e-6
	da, db := (at(g.A+h, g.B)-at(g.A-h, g.B))/(2*h), (at(g.A, g.B+h)-at(g.A, g.B-h))/(2*h)
	var zz, z1, n, residual, sum float64
	sum = x[0]
	for k := 1; k < len(x); k++ {
		z := sum + x[k]/2
		sum += x[k]
		zz, z1, n = zz+z*z, z1+z, n+1
		residual += sq(x[k] + g.A*z - g.B)
	}
	det := zz*n - z1*z1
	variance := residual / (n - 2) * (1 + (da*da*n+2*da*db*z1+db*db*zz)/det) // of (a, b), whose regressors are −z and 1
	want := 2.131846786326649 * math.Sqrt(variance)                          // t(0.95, 4)
	if got := g.Forecast[0].Upper.Value - g.Forecast[0].Value; !near(got, want, 1e-5) {
		t.Errorf("half an interval = %v, want %v", got, want)
	}
}

func TestGreyLimits(t *testing.T) {
	flat := must[converge.Grey](t)(converge.MeasureGrey([]float64{3, 3, 3, 3, 3}, converge.GreyOptions{Horizon: 3}))
	if math.Abs(flat.A) > 1e-15 || !near(flat.Forecast[2].Value, 3, 1e-14) || flat.C.Why != converge.NoVariation || flat.Grade != 0 || flat.Forecast[0].Upper.Why != converge.ExactFit {
		t.Errorf("a constant series: %+v", flat)
	}
	short := must[converge.Grey](t)(converge.MeasureGrey([]float64{1, 2, 3, 4}, converge.GreyOptions{}))
	if short.PastError.Why != converge.NoHistory || !slices.Contains(short.Warnings, converge.ClassRatio) {
		t.Errorf("four observations: %+v", short)
	}
	if short.ClassRatios[0] != 0.5 || !near(short.RatioBounds[0], math.Exp(-0.4), 1e-15) {
		t.Errorf("ratios %v within %v", short.ClassRatios, short.RatioBounds)
	}
	steep := must[converge.Grey](t)(converge.MeasureGrey([]float64{5, 7, 11, 14, 21, 30}, converge.GreyOptions{}))
	if !slices.Contains(steep.Warnings, converge.Steep) {
		t.Errorf("growth of 35 %%: %v", steep.Warnings)
	}
	for n, want := range map[int]int{4: 2, 5: 3, 6: 3, 20: 10} {
		if got := converge.GreyHorizon(n); got != want {
			t.Errorf("GreyHorizon(%d) = %d, want %d", n, got, want)
		}
	}
}
