package converge_test

import (
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/converge"
)

var (
	eightFirst   = []float64{10, 12, 15, 20, 25, 31, 40, 18}
	eightLast    = []float64{19, 22, 24, 30, 36, 40, 52, 20}
	eightControl = []float64{1, 2, 2, 4, 3, 5, 6, 1}
	eightWeights = []float64{3, 1, 4, 1, 5, 9, 2, 6}
)

// Expected numbers from R 4.2.2, summary(lm(log(yT/y0)/10 ~ log(y0) …)).
func TestBetaAgainstR(t *testing.T) {
	type row struct{ value, se, t, p float64 }
	for _, c := range []struct {
		name      string
		o         converge.BetaOptions
		rows      []row // slope, constant, control
		explained float64
	}{
		{
			"unconditional",
			converge.BetaOptions{},
			[]row{
				{-0.02784290555314086, 0.01101260322809734, -2.528276464378832, 0.04478376651696169},
				{0.12144999016284372, 0.03301488568249915, 3.678643365020740, 0.01034734740340354},
			},
			0.5158237622768584,
		},
		{
			"conditional",
			converge.BetaOptions{Controls: [][]float64{eightControl}},
			[]row{
				{-0.06668287718944511, 0.015493940244254791, -4.303803689585763, 0.007687656889179451},
				{0.20287331542311807, 0.036178742327078704, 5.607528133206374, 0.002493397033176197},
				{0.01125121386561211, 0.003937796091729266, 2.857236282306124, 0.035521248917872082},
			},
			0.816095554420593,
		},
		{
			"weighted",
			converge.BetaOptions{Weights: eightWeights},
			[]row{
				{-0.02348511118266922, 0.01367706049297079, -1.717116861093010, 0.13676812111135395},
				{0.10447831721135556, 0.04223892912414712, 2.473507718537956, 0.04822781651498095},
			},
			0.3294958379541216,
		},
	} {
		b := must[converge.Beta](t)(converge.MeasureBeta(eightFirst, eightLast, 10, c.o))
		got := append([]converge.Coefficient{b.Slope, b.Intercept}, b.Controls...)
		for i, want := range c.rows {
			g := got[i]
			if !near(g.Value, want.value, 1e-12) || !near(value(t, g.SE), want.se, 1e-12) || !near(value(t, g.T), want.t, 1e-12) || !near(value(t, g.P), want.p, 1e-11) {
				t.Errorf("%s, coefficient %d: %+v, want %+v", c.name, i, g, want)
			}
		}
		if !near(b.Explained, c.explained, 1e-12) || b.Units != 8 {
			t.Errorf("%s: R² %v of %d units, want %v", c.name, b.Explained, b.Units, c.explained)
		}
		if b.First.LogSD <= b.Last.LogSD {
			t.Errorf("%s: σ at both ends %+v, %+v", c.name, b.First, b.Last)
		}
	}
}

// Speed and half-life where they exist and where they do not.
func TestSpeed(t *testing.T) {
	first := []float64{1, 2, 4, 8}
	for _, c := range []struct {
		name      string
		last      []float64
		speed     converge.Reason
		half      converge.Reason
		converges bool
	}{
		{"half of the gap left", []float64{1, 1.45, 1.98, 2.8}, "", "", true},
		{"the gap grows", []float64{1, 3, 9, 26}, "", converge.Diverging, false},
		{"the order turns", []float64{8, 4.1, 2, 1}, converge.Beyond, converge.Beyond, false},
	} {
		b := must[converge.Beta](t)(converge.MeasureBeta(first, c.last, 10, converge.BetaOptions{}))
		if b.Speed.Why != c.speed || b.HalfLife.Why != c.half {
			t.Errorf("%s: speed %+v half-life %+v", c.name, b.Speed, b.HalfLife)
		}
		if c.converges && !(b.Speed.Value > 0.05 && near(b.HalfLife.Value*b.Speed.Value, 0.6931471805599453, 1e-15)) {
			t.Errorf("%s: %+v", c.name, b)
		}
	}
}

// Units that swap places grow "from behind" while the spread stays: β without σ, which must be said.
func TestGalton(t *testing.T) {
	first, last := []float64{1, 2, 3, 4, 5}, []float64{5.1, 2, 3, 4, 1}
	b := must[converge.Beta](t)(converge.MeasureBeta(first, last, 10, converge.BetaOptions{}))
	if b.Slope.Value >= 0 || len(b.Warnings) != 1 || b.Warnings[0] != converge.Galton {
		t.Errorf("swapped places: %+v", b)
	}
	b = must[converge.Beta](t)(converge.MeasureBeta(eightFirst, eightLast, 10, converge.BetaOptions{}))
	if b.Warnings != nil {
		t.Errorf("both kinds of convergence: %v", b.Warnings)
	}
}

// All grow alike: slope 0 exactly fitted, no test.
func TestBetaExact(t *testing.T) {
	b := must[converge.Beta](t)(converge.MeasureBeta([]float64{1, 2, 4, 8}, []float64{2, 4, 8, 16}, 1, converge.BetaOptions{}))
	if b.Slope.T.Why != converge.ExactFit || b.Slope.P.Why != converge.ExactFit {
		t.Errorf("no residuals: %+v", b.Slope)
	}
}

// A unit of y changes the constant alone; a unit of time divides the slope.
func TestBetaProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 15).Draw(t, "n")
		positive := rapid.Float64Range(0.5, 100)
		first := rapid.SliceOfNDistinct(positive, n, n, rapid.ID[float64]).Draw(t, "first")
		last := rapid.SliceOfN(positive, n, n).Draw(t, "last")
		base := must[converge.Beta](t)(converge.MeasureBeta(first, last, 10, converge.BetaOptions{}))
		other := must[converge.Beta](t)(converge.MeasureBeta(times(first, 7), times(last, 7), 20, converge.BetaOptions{}))
		if got, want := 2*other.Slope.Value, base.Slope.Value; got-want > 1e-9 || want-got > 1e-9 {
			t.Errorf("slope in other units %v, want %v", got, want)
		}
	})
}

func times(x []float64, by float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = x[i] * by
	}
	return y
}
