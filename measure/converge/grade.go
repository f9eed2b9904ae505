package converge

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// within is the number of standard deviations that holds half of a normal distribution.
const within = 0.6745

// grades are the bounds of C and P.
var grades = []struct{ c, p float64 }{{0.35, 0.95}, {0.5, 0.8}, {0.65, 0.7}}

// grade fills C, P and Grade from the residuals of all observations.
func (g *Grey) grade(x []float64) {
	residuals := make([]float64, len(x))
	for k := range x {
		residuals[k] = x[k] - g.Fitted[k]
	}
	p := shares(len(x), nil)
	_, spread := moments(x, p)
	mean, left := moments(residuals, p)
	if slices.Min(x) == slices.Max(x) {
		g.C, g.P = Figure{Why: NoVariation}, Figure{Why: NoVariation}
		return
	}
	g.C = figure(math.Sqrt(left) / math.Sqrt(spread))
	near := 0
	for _, r := range residuals {
		if math.Abs(r-mean) < float64(within*math.Sqrt(spread)) {
			near++
		}
	}
	g.P = Figure{Value: float64(near) / float64(len(x))}
	if !g.C.Available() {
		return
	}
	g.Grade = len(grades) + 1
	for i, bound := range grades {
		if g.C.Value <= bound.c && g.P.Value >= bound.p {
			g.Grade = i + 1
			return
		}
	}
}

// ratios checks x(k−1)/x(k) against (e^(−2/(n+1)), e^(2/(n+1))).
func (g *Grey) ratios(x []float64) {
	reach := 2 / float64(len(x)+1)
	g.RatioBounds = [2]float64{elementary.Exp(-reach), elementary.Exp(reach)}
	outside := false
	for k := 1; k < len(x); k++ {
		r := x[k-1] / x[k]
		g.ClassRatios = append(g.ClassRatios, r)
		outside = outside || !(g.RatioBounds[0] < r && r < g.RatioBounds[1])
	}
	if outside {
		g.Warnings = append(g.Warnings, ClassRatio)
	}
}

// past forecasts each observation from the fifth on by those before it.
func (g *Grey) past(x []float64) {
	var grey, same, step elementary.Sum
	times := 0.0
	for n := greyLeast; n < len(x); n++ {
		m, err := fitGrey(x[:n])
		if err != nil {
			continue // too steep for a grey model then: nothing to compare
		}
		times++
		grey.Add(math.Abs(m.value(n) - x[n]))
		same.Add(math.Abs(x[n-1] - x[n]))
		step.Add(math.Abs(x[n-1] + (x[n-1]-x[0])/float64(n-1) - x[n]))
	}
	if times == 0 {
		none := Figure{Why: NoHistory}
		g.PastError, g.NaivePastError, g.DriftPastError = none, none, none
		return
	}
	g.PastError, g.NaivePastError, g.DriftPastError = figure(grey.Value()/times), figure(same.Value()/times), figure(step.Value()/times)
	if g.PastError.Value >= min(g.NaivePastError.Value, g.DriftPastError.Value) {
		g.Warnings = append(g.Warnings, NotBetter)
	}
}

// naive repeats the last value; its error after h steps is that of h independent steps.
func naive(x []float64, o GreyOptions) []Forecast {
	n := len(x)
	var square elementary.Sum
	for k := 1; k < n; k++ {
		d := x[k] - x[k-1]
		square.Add(float64(d * d))
	}
	s := math.Sqrt(square.Value() / float64(n-1))
	var out []Forecast
	for h := 1; h <= o.Horizon; h++ {
		out = append(out, interval(x[n-1], float64(s*math.Sqrt(float64(h))), float64(n-1), o.Level))
	}
	return out
}

// drift goes on by the mean step, whose own error is carried.
func drift(x []float64, o GreyOptions) []Forecast {
	n := len(x)
	mean := (x[n-1] - x[0]) / float64(n-1)
	var square elementary.Sum
	for k := 1; k < n; k++ {
		d := x[k] - x[k-1] - mean
		square.Add(float64(d * d))
	}
	s := math.Sqrt(square.Value() / float64(n-2))
	var out []Forecast
	for h := 1; h <= o.Horizon; h++ {
		steps := float64(h)
		se := float64(s * math.Sqrt(float64(steps*(1+steps/float64(n-1)))))
		out = append(out, interval(x[n-1]+float64(steps*mean), se, float64(n-2), o.Level))
	}
	return out
}

// finite refuses a forecast that has left the range of numbers.
func (g *Grey) finite() error {
	for _, list := range [][]float64{g.Fitted, g.ClassRatios, {g.A, g.B}} {
		if finite(list) != nil {
			return fmt.Errorf("%w: the series is too large or too uneven", ErrDomain)
		}
	}
	for _, list := range [][]Forecast{g.Forecast, g.Naive, g.Drift} {
		for _, f := range list {
			if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) {
				return fmt.Errorf("%w: the series is too large or too uneven", ErrDomain)
			}
		}
	}
	return nil
}
