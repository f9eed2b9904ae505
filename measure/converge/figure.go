package converge

import "math"

// Figure is a number that may be not available. Value counts only when Why is empty; the zero Figure is an available 0.
type Figure struct {
	Value float64
	Why   Reason
}

// Reason is why a part of an answer cannot be given.
type Reason string

// The reasons.
const (
	Diverging     Reason = "diverging"      // the poor do not grow faster: there is no half-life
	Beyond        Reason = "beyond"         // 1 + bT ≤ 0: the fitted line passes equality within the period
	NoFreedom     Reason = "no-freedom"     // as many coefficients as observations
	ExactFit      Reason = "exact-fit"      // no residuals to judge by
	NoVariation   Reason = "no-variation"   // all values are equal
	NoTransitions Reason = "no-transitions" // nobody was seen leaving or staying in the class
	Absorbing     Reason = "absorbing"      // nobody was seen leaving the class
	EmptyClass    Reason = "empty-class"    // a class without transitions is entered
	NoExchange    Reason = "no-exchange"    // no unit changed rank
	TooShort      Reason = "too-short"      // too few periods to tell
	OutOfRange    Reason = "out-of-range"   // too large to be written as a number
	NoHistory     Reason = "no-history"     // too short to have forecast its own past
)

// Available reports whether the figure has a value.
func (f Figure) Available() bool { return f.Why == "" }

// figure turns a computed number into a Figure, so that no infinity or NaN leaves.
func figure(x float64) Figure {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Figure{Why: OutOfRange}
	}
	return Figure{Value: x}
}

// Warning is something a reader must be told beside a result.
type Warning string

// The warnings.
const (
	// Galton: b is negative but the spread of the logarithms did not fall: convergence of the one kind without the other.
	Galton Warning = "galton"
	// SerialErrors: the residuals of a trend follow one another, so its p-value is too small.
	SerialErrors Warning = "serial-errors"
	// ClassRatio: some ratio of neighbours is outside the bounds within which a grey model may be used.
	ClassRatio Warning = "class-ratio"
	// NotBetter: the method forecast the known past no better than simply repeating the last value or its drift.
	NotBetter Warning = "not-better-than-naive"
	// Steep: the series grows too fast (−a > 0.3) for a grey model to be used but in the short run.
	Steep Warning = "steep"
	// AnnualCuts: classes are quantiles of each period, so every period has the same share in each, whatever happened.
	AnnualCuts Warning = "annual-cuts"
	// Short: too few observations for the test's distribution to be relied on.
	Short Warning = "short"
)
