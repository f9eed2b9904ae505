package converge

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
	"mihe/measure/leastsquares"
)

// Beta is whether units that began low grew faster (β-convergence), beside whether the spread fell.
type Beta struct {
	Slope, Intercept Coefficient
	Controls         []Coefficient // one per control, in the order given
	Explained        float64       // R², in [0, 1]
	Units, Freedom   int
	Years            float64 // T, time between first and last period
	Speed            Figure  // λ = −ln(1 + bT)/T per unit of time; negative when diverging, Beyond when 1 + bT ≤ 0
	HalfLife         Figure  // ln 2/λ, the time in which half of a gap closes; Diverging when λ ≤ 0
	First, Last      Spread  // σ at both ends, of the same units: one kind of convergence does not imply the other
	Warnings         []Warning
}

// Coefficient is one estimate with its classical standard error and two-sided test against zero.
type Coefficient struct {
	Value   float64
	SE      Figure
	T, P    Figure
	Freedom int
}

// BetaOptions says which regression is meant. The zero value is unconditional and unweighted.
type BetaOptions struct {
	Controls [][]float64 // conditional convergence: one slice per control, each with one value per unit
	Weights  []float64   // of units, for the regression and both spreads; nil means one each
}

// MeasureBeta regresses growth per unit of time on the logarithm of the first value:
//
//	(1/T) ln(y_T/y_0) = a + b ln y_0 (+ controls) + e
//
// A negative b means that units that began low grew faster: towards each other when there are no controls, towards levels of
// their own when there are. Values must be positive (ErrDomain), years T > 0, units more than coefficients by one at least
// (ErrFew); first values that are all equal, or a control that the others explain, are ErrDomain. Standard errors take the units
// to be independent, which neighbours are not. First and Last carry σ (population version): b < 0 without a falling σ is warned of
// as Galton. Cost O(n k²). Source: Barro and Sala-i-Martin, Convergence, J. Political Economy 100 (1992); Quah, Galton's fallacy
// and tests of the convergence hypothesis, Scand. J. Econ. 95 (1993).
func MeasureBeta(first, last []float64, years float64, o BetaOptions) (Beta, error) {
	y := Panel{first, last}
	n, err := y.check(2, 2)
	if err != nil {
		return Beta{}, err
	}
	if err := y.positive(); err != nil {
		return Beta{}, err
	}
	if !(years > 0) || math.IsInf(years, 0) {
		return Beta{}, fmt.Errorf("%w: %v years", ErrDomain, years)
	}
	if least := 3 + len(o.Controls); n < least { // one more than coefficients
		return Beta{}, fmt.Errorf("%w: %d units, want %d", ErrFew, n, least)
	}
	growth, start := make([]float64, n), make([]float64, n)
	for i := range growth {
		growth[i] = elementary.LogRatio(last[i], first[i]) / years
		start[i] = elementary.Log(first[i])
	}
	if err := (SigmaOptions{Weights: weightsTwice(o.Weights)}).check(2, n); err != nil {
		return Beta{}, err
	}
	f, err := leastsquares.Ordinary(growth, o.Weights, append([][]float64{start}, o.Controls...)...)
	if err != nil {
		return Beta{}, refused(err)
	}
	return newBeta(&f, first, last, years, o)
}

func weightsTwice(w []float64) Panel {
	if w == nil {
		return nil
	}
	return Panel{w, w}
}

func newBeta(f *leastsquares.Fit, first, last []float64, years float64, o BetaOptions) (Beta, error) {
	b := Beta{
		Intercept: coefficient(f, 0), Slope: coefficient(f, 1),
		Explained: f.Explained(), Freedom: f.Freedom, Years: years, Units: f.Freedom + len(f.Coefficients),
	}
	for c := range o.Controls {
		b.Controls = append(b.Controls, coefficient(f, 2+c))
	}
	b.Speed, b.HalfLife = speed(b.Slope.Value, years)
	var err error
	if b.First, err = spreadOf(first, o.Weights, 0); err != nil {
		return Beta{}, err
	}
	if b.Last, err = spreadOf(last, o.Weights, 0); err != nil {
		return Beta{}, err
	}
	if b.Slope.Value < 0 && b.Last.LogSD >= b.First.LogSD {
		b.Warnings = append(b.Warnings, Galton)
	}
	return b, nil
}

func coefficient(f *leastsquares.Fit, i int) Coefficient {
	c := Coefficient{Value: f.Coefficients[i], Freedom: f.Freedom}
	c.SE, c.T, c.P = tested(f, i)
	return c
}

// speed is λ and the half-life that follows from slope b over T years.
func speed(b, years float64) (lambda, half Figure) {
	left := 1 + float64(b*years)
	if left <= 0 {
		return Figure{Why: Beyond}, Figure{Why: Beyond}
	}
	lambda = figure(-elementary.Log1p(float64(b*years)) / years)
	if !lambda.Available() {
		return lambda, lambda
	}
	if lambda.Value <= 0 {
		return lambda, Figure{Why: Diverging}
	}
	return lambda, figure(math.Ln2 / lambda.Value)
}
