package converge

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// Spread is how far apart the units are in one period.
type Spread struct {
	Units int     // of positive weight
	Mean  float64 // in the unit of y
	LogSD float64 // standard deviation of ln y, ≥ 0, no unit
	CV    float64 // standard deviation of y over its mean, ≥ 0, no unit
}

// SigmaOptions says which spread is meant. The zero value is the unweighted population version.
type SigmaOptions struct {
	Weights Panel // people of each unit in each period; nil means that every unit counts once
	DDOF    int   // 0 divides by the number of units (or Σw); 1 by that number less one, and takes no weights
}

// Sigma is whether the spread falls from period to period (σ-convergence).
type Sigma struct {
	Spreads  []Spread // one per period
	Weighted bool
	DDOF     int
	LogTrend Trend // of LogSD over time: a negative slope is σ-convergence
	CVTrend  Trend // of CV over time
}

// MeasureSigma returns for each period the spread of y and its trend over the times of the periods:
//
//	LogSD = √(Σ pᵢ (ln yᵢ − m)²),  m = Σ pᵢ ln yᵢ,   CV = √(Σ pᵢ (yᵢ − μ)²) / μ,   pᵢ = wᵢ/W
//
// and with DDOF 1 the same with 1/(n−1) for pᵢ in the sums of squares. The two can disagree: ln weighs the poor more. Figures per
// head should be weighted by people; unweighted, a county of ten thousand counts as much as one of a million, and the answer says so.
// Values must be positive, else ErrDomain; at least two units and one period, else ErrFew. Times are in any unit, ascending.
// Cost O(n T). Source: Barro and Sala-i-Martin, Economic Growth (2004), ch. 11.
func MeasureSigma(times []float64, y Panel, o SigmaOptions) (Sigma, error) {
	n, err := y.check(1, 2)
	if err != nil {
		return Sigma{}, err
	}
	if err := y.positive(); err != nil {
		return Sigma{}, err
	}
	if err := ascending(times, len(y)); err != nil {
		return Sigma{}, err
	}
	if err := o.check(len(y), n); err != nil {
		return Sigma{}, err
	}
	s := Sigma{Weighted: o.Weights != nil, DDOF: o.DDOF}
	var logs, cvs []float64
	for t := range y {
		spread, err := spreadOf(y[t], o.weights(t), o.DDOF)
		if err != nil {
			return Sigma{}, fmt.Errorf("period %d: %w", t, err)
		}
		s.Spreads = append(s.Spreads, spread)
		logs, cvs = append(logs, spread.LogSD), append(cvs, spread.CV)
	}
	if s.LogTrend, err = trendOf(times, logs); err != nil {
		return Sigma{}, err
	}
	s.CVTrend, err = trendOf(times, cvs)
	if err != nil {
		return Sigma{}, err
	}
	return s, nil
}

func (o SigmaOptions) check(periods, n int) error {
	switch {
	case o.DDOF != 0 && o.DDOF != 1:
		return fmt.Errorf("%w: ddof %d, want 0 or 1", ErrDomain, o.DDOF)
	case o.Weights == nil:
		return nil
	case o.DDOF == 1:
		return fmt.Errorf("%w: a population weight does not say how many were drawn, so ddof 1 takes none", ErrDomain)
	case len(o.Weights) != periods:
		return fmt.Errorf("%w: weights of %d periods, want %d", ErrLength, len(o.Weights), periods)
	}
	for t, w := range o.Weights {
		if len(w) != n {
			return fmt.Errorf("%w: period %d has %d weights, want %d", ErrLength, t, len(w), n)
		}
		if err := checkWeights(w); err != nil {
			return fmt.Errorf("period %d: %w", t, err)
		}
	}
	return nil
}

func checkWeights(w []float64) error {
	for i, v := range w {
		if !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("%w: entry %d has %v", ErrWeight, i, v)
		}
	}
	if slices.Max(w) == 0 {
		return fmt.Errorf("%w: all are zero", ErrWeight)
	}
	return nil
}

func (o SigmaOptions) weights(t int) []float64 {
	if o.Weights == nil {
		return nil
	}
	return o.Weights[t]
}

// spreadOf takes logarithms of ratios to the smallest value, and deviations from it, so that nearly equal values keep their digits.
func spreadOf(y, w []float64, ddof int) (Spread, error) {
	least, greatest := slices.Min(y), slices.Max(y)
	exponent := math.Ilogb(greatest)
	base := math.Ldexp(least, -exponent)
	logs, values, p := make([]float64, len(y)), make([]float64, len(y)), shares(len(y), w)
	units := 0
	for i, v := range y {
		logs[i] = elementary.LogRatio(v, least)
		values[i] = math.Ldexp(v, -exponent) - base
		if p[i] > 0 {
			units++
		}
	}
	if units < 2 {
		return Spread{}, fmt.Errorf("%w: %d units of positive weight", ErrFew, units)
	}
	by := 1.0
	if ddof == 1 {
		by = float64(units) / float64(units-1)
	}
	_, logVariance := moments(logs, p)
	above, variance := moments(values, p)
	mean := base + above
	return Spread{
		Units: units,
		Mean:  min(math.Ldexp(mean, exponent), math.MaxFloat64), // rounding may pass the greatest number
		LogSD: math.Sqrt(float64(by * logVariance)),
		CV:    math.Sqrt(float64(by*variance)) / mean,
	}, nil
}

// shares returns p = w/W. Weights are scaled first, so that their sum is a number.
func shares(n int, w []float64) []float64 {
	p := make([]float64, n)
	if w == nil {
		for i := range p {
			p[i] = 1 / float64(n)
		}
		return p
	}
	exponent := math.Ilogb(slices.Max(w))
	var total elementary.Sum
	for i, v := range w {
		p[i] = math.Ldexp(v, -exponent)
		total.Add(p[i])
	}
	for i := range p {
		p[i] /= total.Value()
	}
	return p
}

// moments returns mean and population variance under shares p, in two passes.
func moments(x, p []float64) (mean, variance float64) {
	var s elementary.Sum
	for i := range x {
		s.Add(float64(p[i] * x[i]))
	}
	mean = s.Value()
	var square, rest elementary.Sum
	for i := range x {
		d := x[i] - mean
		square.Add(float64(p[i] * float64(d*d)))
		rest.Add(float64(p[i] * d))
	}
	r := rest.Value()
	return mean, max(square.Value()-float64(r*r), 0)
}
