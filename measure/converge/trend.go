package converge

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"mihe/measure/elementary"
	"mihe/measure/leastsquares"
)

// Trend is a straight line through a short series of figures over time.
type Trend struct {
	Slope           Figure // change per unit of time
	SE              Figure // classical standard error of the slope
	T               Figure // Slope/SE
	P               Figure // two-sided, from Student's t with Freedom
	Freedom         int
	Autocorrelation Figure // of neighbouring residuals, in [-1, 1]
	Warnings        []Warning
}

// trendOf fits s over times. Fewer than three periods have no test, fewer than two no slope.
func trendOf(times, s []float64) (Trend, error) {
	short := Figure{Why: TooShort}
	if len(times) < 2 {
		return Trend{Slope: short, SE: short, T: short, P: short, Autocorrelation: short}, nil
	}
	f, err := leastsquares.Ordinary(s, nil, times)
	if err != nil {
		return Trend{}, fmt.Errorf("%w: trend: %w", ErrDomain, err)
	}
	tr := Trend{Slope: figure(f.Coefficients[1]), Freedom: f.Freedom, Autocorrelation: short}
	tr.SE, tr.T, tr.P = tested(&f, 1)
	if len(times) < 3 {
		tr.SE, tr.T, tr.P = short, short, short
		return tr, nil
	}
	tr.Autocorrelation = autocorrelation(f.Residuals)
	if r := tr.Autocorrelation; r.Available() && math.Abs(r.Value) > 2/math.Sqrt(float64(len(times))) {
		tr.Warnings = append(tr.Warnings, SerialErrors)
	}
	return tr, nil
}

// tested gives standard error, t and two-sided p of a coefficient.
func tested(f *leastsquares.Fit, i int) (se, t, p Figure) {
	switch {
	case f.Freedom < 1:
		none := Figure{Why: NoFreedom}
		return none, none, none
	case f.Exact:
		none := Figure{Why: ExactFit}
		return Figure{Value: f.Error(i)}, none, none
	}
	se = figure(f.Error(i))
	t = figure(f.Coefficients[i] / f.Error(i))
	if !t.Available() {
		return se, t, t
	}
	return se, t, figure(float64(2 * studentTail(math.Abs(t.Value), float64(f.Freedom))))
}

// studentTail is P(T > t).
func studentTail(t, freedom float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Survival(t)
}

// autocorrelation is Σ eₜ eₜ₋₁ / Σ eₜ².
func autocorrelation(e []float64) Figure {
	var cross, square elementary.Sum
	for t := range e {
		square.Add(float64(e[t] * e[t]))
		if t > 0 {
			cross.Add(float64(e[t] * e[t-1]))
		}
	}
	if square.Value() == 0 {
		return Figure{Why: NoVariation}
	}
	return figure(cross.Value() / square.Value())
}

// refused turns a refusal of the regression into one of this package.
func refused(err error) error {
	switch {
	case errors.Is(err, leastsquares.ErrFew):
		return fmt.Errorf("%w: %w", ErrFew, err)
	case errors.Is(err, leastsquares.ErrLength):
		return fmt.Errorf("%w: %w", ErrLength, err)
	case errors.Is(err, leastsquares.ErrValue):
		return fmt.Errorf("%w: %w", ErrValue, err)
	case errors.Is(err, leastsquares.ErrWeight):
		return fmt.Errorf("%w: %w", ErrWeight, err)
	}
	return fmt.Errorf("%w: %w", ErrDomain, err)
}
