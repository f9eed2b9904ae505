package converge_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/converge"
)

func TestSigmaByHand(t *testing.T) {
	// ln 1, ln 2, ln 4 are 0, 1, 2 times ln 2; the values 1, 2, 4 have mean 7/3 and population variance 14/9.
	s := must[converge.Sigma](t)(converge.MeasureSigma([]float64{2020}, converge.Panel{{1, 2, 4}}, converge.SigmaOptions{}))
	one := s.Spreads[0]
	if !near(one.LogSD, math.Ln2*math.Sqrt(2.0/3), 1e-15) || !near(one.CV, math.Sqrt(14.0/9)/(7.0/3), 1e-15) || !near(one.Mean, 7.0/3, 1e-15) {
		t.Errorf("spread of 1, 2, 4 = %+v", one)
	}
	s = must[converge.Sigma](t)(converge.MeasureSigma([]float64{2020}, converge.Panel{{1, 2, 4}}, converge.SigmaOptions{DDOF: 1}))
	if !near(s.Spreads[0].LogSD, math.Ln2, 1e-15) || s.DDOF != 1 {
		t.Errorf("with ddof 1: %+v", s)
	}
	if s.LogTrend.Slope.Why != converge.TooShort || s.LogTrend.P.Why != converge.TooShort {
		t.Errorf("trend of one period: %+v", s.LogTrend)
	}
}

// A trend through spreads that are 0.5, 0.48, … by construction; expected numbers from R 4.2.2, summary(lm(sg ~ yr)).
func TestSigmaTrend(t *testing.T) {
	var y converge.Panel
	var times []float64
	for k, sd := range []float64{0.5, 0.48, 0.47, 0.43, 0.44, 0.40, 0.37} {
		y = append(y, []float64{math.Exp(-sd), math.Exp(sd)}) // ln y = ±sd
		times = append(times, 2010+float64(k))
	}
	tr := must[converge.Sigma](t)(converge.MeasureSigma(times, y, converge.SigmaOptions{})).LogTrend
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"slope", value(t, tr.Slope), -0.0207142857142846},
		{"se", value(t, tr.SE), 0.002189958530965132},
		{"t", value(t, tr.T), -9.458757059274383},
		{"p", value(t, tr.P), 0.0002230909112663144},
		{"autocorrelation", value(t, tr.Autocorrelation), -0.4802431610941439},
	} {
		if !near(c.got, c.want, 1e-11) {
			t.Errorf("%s = %.16g, want %.16g", c.name, c.got, c.want)
		}
	}
	if tr.Freedom != 5 || tr.Warnings != nil {
		t.Errorf("%+v", tr)
	}
}

func TestSerialErrorsAreWarnedOf(t *testing.T) {
	var y converge.Panel
	var times []float64
	for k := range 30 {
		sd := 0.4 + 0.1*math.Sin(float64(k)/5)
		y, times = append(y, []float64{math.Exp(-sd), math.Exp(sd)}), append(times, float64(k))
	}
	tr := must[converge.Sigma](t)(converge.MeasureSigma(times, y, converge.SigmaOptions{})).LogTrend
	if len(tr.Warnings) != 1 || tr.Warnings[0] != converge.SerialErrors {
		t.Errorf("a slow wave: %+v", tr)
	}
}

// No unit of y or of weights, no order of units matters; a weight of three is three units.
func TestSigmaProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		x := rapid.SliceOfN(rapid.Float64Range(0.1, 1e5), n, n).Draw(t, "x")
		w := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 4), func(i int) float64 { return float64(i) }), n, n).Draw(t, "w")
		of := func(x, w []float64) converge.Spread {
			o := converge.SigmaOptions{}
			if w != nil {
				o.Weights = converge.Panel{w}
			}
			return must[converge.Sigma](t)(converge.MeasureSigma([]float64{0}, converge.Panel{x}, o)).Spreads[0]
		}
		base := of(x, w)
		var each, scaled, turned, turnedW []float64
		for i := range x {
			for range int(w[i]) {
				each = append(each, x[i])
			}
			scaled = append(scaled, x[i]*8)
			turned, turnedW = append([]float64{x[i]}, turned...), append([]float64{w[i]}, turnedW...)
		}
		for _, c := range []struct {
			name string
			s    converge.Spread
		}{{"replicated", of(each, nil)}, {"scaled", of(scaled, w)}, {"turned", of(turned, turnedW)}} {
			if math.Abs(c.s.LogSD-base.LogSD) > 1e-13 || math.Abs(c.s.CV-base.CV) > 1e-13 {
				t.Errorf("%s: %+v, want %+v", c.name, c.s, base)
			}
		}
		if equal := of([]float64{x[0], x[0], x[0]}, nil); equal.LogSD != 0 || equal.CV != 0 {
			t.Errorf("equal values: %+v", equal)
		}
	})
}
