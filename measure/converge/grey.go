package converge

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"mihe/measure/elementary"
	"mihe/measure/leastsquares"
)

// Grey is a grey forecast GM(1,1) of a short positive series, beside two that know nothing.
type Grey struct {
	A, B           float64   // −a is the rate of growth per period; b the grey input, in the unit of x
	Fitted         []float64 // one per observation; the first is the observation itself
	C              Figure    // S₂/S₁, spread of the residuals over spread of the data, ≥ 0: the smaller the better
	P              Figure    // share of residuals within 0.6745 S₁ of their mean, in [0, 1]
	Grade          int       // 1 good, 2 qualified, 3 just passing, 4 failed, by C and P; 0 when these are not available
	ClassRatios    []float64 // x(k−1)/x(k)
	RatioBounds    [2]float64
	Forecast       []Forecast // of the grey model, one per period ahead
	Naive, Drift   []Forecast // the last value repeated; the last value and the mean step
	PastError      Figure     // mean |error| of one-step forecasts of the series' own past, in the unit of x
	NaivePastError Figure     // the same of the last value repeated
	DriftPastError Figure     // the same of the mean step
	Warnings       []Warning
}

// Forecast is one period ahead with its interval.
type Forecast struct {
	Value        float64
	Lower, Upper Figure // NoFreedom or ExactFit when nothing tells how wide
}

// GreyOptions says how far and how surely to forecast. The zero value forecasts one period with 95 % intervals.
type GreyOptions struct {
	Horizon int     // periods ahead; 0 means 1, at most GreyHorizon
	Level   float64 // of the intervals, in (0, 1); 0 means 0.95
}

// GreyHorizon is the furthest that a series of n observations is forecast: half of it, rounded up. Beyond that an exponential
// through a handful of points says more about the method than about the series.
func GreyHorizon(n int) int { return (n + 1) / 2 }

const (
	greyLeast   = 4   // observations: three points for two coefficients
	greyShort   = 0.3 // −a up to which the model serves beyond the shortest run (Liu)
	greyExtreme = 1   // −a from which it should not be used at all (Liu)
)

// MeasureGrey fits, with x₁ the running total and z(k) = (x₁(k) + x₁(k−1))/2,
//
//	x(k) + a z(k) = b,   x̂₁(k+1) = (x(1) − b/a) e^(−ak) + b/a,   x̂(k+1) = x̂₁(k+1) − x̂₁(k)
//
// and its limit x̂ = b for a = 0. Values must be positive (ErrDomain), at least four (ErrFew); a horizon beyond GreyHorizon is
// ErrHorizon, and growth with |a| ≥ 1 is ErrDomain. The interval carries the errors of a and b and of one observation, as if residuals
// were independent: it is optimistic. Grades: C ≤ 0.35 and P ≥ 0.95; ≤ 0.5, ≥ 0.8; ≤ 0.65, ≥ 0.7. A good grade is no forecast: PastError
// compares what the model and the naive forecasts would have said one period ahead from the fourth observation on.
// Cost O(n²). Source: Deng, Control problems of grey systems, Systems & Control Letters 1 (1982); Liu and Lin, Grey Systems (2010);
// Hyndman and Athanasopoulos, Forecasting (2021), ch. 5, for the naive intervals.
func MeasureGrey(x []float64, o GreyOptions) (Grey, error) {
	if o.Horizon == 0 {
		o.Horizon = 1
	}
	if o.Level == 0 {
		o.Level = 0.95
	}
	if err := o.check(x); err != nil {
		return Grey{}, err
	}
	m, err := fitGrey(x)
	if err != nil {
		return Grey{}, err
	}
	g := Grey{A: m.a, B: m.b}
	for k := range x {
		g.Fitted = append(g.Fitted, m.value(k))
	}
	g.grade(x)
	g.ratios(x)
	g.Forecast = m.ahead(o)
	g.Naive, g.Drift = naive(x, o), drift(x, o)
	g.past(x)
	if -m.a > greyShort {
		g.Warnings = append(g.Warnings, Steep)
	}
	if err := g.finite(); err != nil {
		return Grey{}, err
	}
	return g, nil
}

func (o GreyOptions) check(x []float64) error {
	if err := finite(x); err != nil {
		return err
	}
	for k, v := range x {
		if v <= 0 {
			return fmt.Errorf("%w: observation %d is %v, not positive", ErrDomain, k, v)
		}
	}
	switch {
	case len(x) < greyLeast:
		return fmt.Errorf("%w: %d observations, want %d", ErrFew, len(x), greyLeast)
	case o.Horizon < 0 || o.Horizon > GreyHorizon(len(x)):
		return fmt.Errorf("%w: %d periods from %d observations, at most %d", ErrHorizon, o.Horizon, len(x), GreyHorizon(len(x)))
	case !(0 < o.Level && o.Level < 1):
		return fmt.Errorf("%w: level %v", ErrDomain, o.Level)
	}
	return nil
}

// greyModel is a fitted model.
type greyModel struct {
	a, b, first float64
	n           int
	fit         leastsquares.Fit
}

func fitGrey(x []float64) (*greyModel, error) {
	var total elementary.Sum
	total.Add(x[0])
	z := make([]float64, len(x)-1)
	for k := 1; k < len(x); k++ {
		before := total.Value()
		total.Add(x[k])
		z[k-1] = before/2 + total.Value()/2
	}
	f, err := leastsquares.Ordinary(x[1:], nil, z)
	if err != nil {
		return nil, refused(err)
	}
	m := &greyModel{a: -f.Coefficients[1], b: f.Coefficients[0], first: x[0], n: len(x), fit: f}
	if math.Abs(m.a) >= greyExtreme {
		return nil, fmt.Errorf("%w: growth of %v per period is too steep for a grey model", ErrDomain, -m.a)
	}
	return m, nil
}

// value is x̂ of observation k, from 0. With q = (1 − e^a)/a, which is −1 at a = 0, it is q (a x(1) − b) e^(−ak): no case is special.
func (m *greyModel) value(k int) float64 {
	if k == 0 {
		return m.first
	}
	level := float64(m.a*m.first) - m.b
	return float64(float64(quotient(m.a)*level) * elementary.Exp(-float64(m.a*float64(k))))
}

// quotient is (1 − e^a)/a, with its limit at 0.
func quotient(a float64) float64 {
	switch {
	case a == 0:
		return -1
	case math.Abs(a) <= elementary.NearZero:
		return -(1 + elementary.ExpTail(a)/a)
	}
	return (1 - elementary.Exp(a)) / a
}

// quotientSlope is the derivative of quotient: (−a e^a − (1 − e^a))/a², by its series near 0.
func quotientSlope(a float64) float64 {
	if math.Abs(a) < 0.1 {
		s, term := 0.0, -0.5 // −Σ a^j (j+1)/(j+2)!
		for j := range 12 {
			s += term
			term = float64(term*a) * float64(j+2) / float64((j+1)*(j+3))
		}
		return s
	}
	e := elementary.Exp(a)
	return (e - 1 - float64(a*e)) / float64(a*a)
}

// ahead forecasts with the errors of a and b carried through (delta method).
func (m *greyModel) ahead(o GreyOptions) []Forecast {
	var out []Forecast
	for k := m.n; k < m.n+o.Horizon; k++ {
		v := m.value(k)
		if m.fit.Freedom < 1 || m.fit.Exact {
			out = append(out, Forecast{Value: v, Lower: Figure{Why: ExactFit}, Upper: Figure{Why: ExactFit}})
			continue
		}
		q, e := quotient(m.a), elementary.Exp(-float64(m.a*float64(k)))
		level := float64(m.a*m.first) - m.b
		byB := -float64(q * e)
		byA := float64(e * (float64(quotientSlope(m.a)*level) + float64(q*m.first) - float64(float64(k)*float64(q*level))))
		c := m.fit.Unscaled // of (b, −a)
		spread := 1 + float64(float64(byB*byB)*c[0][0]) - float64(2*float64(byA*byB)*c[0][1]) + float64(float64(byA*byA)*c[1][1])
		out = append(out, interval(v, math.Sqrt(float64(m.fit.Variance()*spread)), float64(m.fit.Freedom), o.Level))
	}
	return out
}

func interval(v, se, freedom, level float64) Forecast {
	half := float64(distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile((1+level)/2) * se)
	return Forecast{Value: v, Lower: figure(v - half), Upper: figure(v + half)}
}
