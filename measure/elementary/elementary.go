package elementary

import "math"

const (
	// ln 2 in two parts; the first ends in 32 zero bits, so that whole multiples of it are exact (as in FreeBSD's msun).
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10

	// NearOne bounds |s| for s = d/(2+d) in AtanhTail: r = 1+d lies in [√½, √2].
	NearOne = 0.1715728752538099
	// NearZero bounds |u| in ExpTail: half of ln 2 and a little.
	NearZero = 0.35
	// vanished is where eᵘ rounds to zero.
	vanished = -746
	// beyond is where eᵘ passes the greatest float64.
	beyond = 710
)

// The series in Horner's order, from the highest power down.
var (
	atanhTerms = [...]float64{
		1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3,
	}
	expTerms = [...]float64{
		1.0 / 87178291200, 1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
		1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2,
	}
)

// AtanhTail returns artanh(s) − s = s³/3 + s⁵/5 + … for |s| ≤ NearOne; the first term left out is below 1e-18 of s.
func AtanhTail(s float64) float64 {
	t, p := float64(s*s), 0.0
	for _, c := range atanhTerms {
		p = float64(p*t) + c
	}
	return float64(float64(s*t) * p)
}

// LogRatio returns ln(a/b) for positive a and b, without forming a quotient that could overflow or lose digits.
func LogRatio(a, b float64) float64 {
	a, ea := math.Frexp(a)
	b, eb := math.Frexp(b)
	switch {
	case a > float64(math.Sqrt2*b):
		a, ea = a/2, ea+1
	case b > float64(math.Sqrt2*a):
		b, eb = b/2, eb+1
	}
	s, k := (a-b)/(a+b), float64(ea-eb)
	fine := float64(2*AtanhTail(s)) + float64(k*ln2Low)
	return float64(k*ln2High) + (float64(2*s) + fine)
}

// ExpTail returns eᵘ − 1 − u for |u| ≤ NearZero, to full precision.
func ExpTail(u float64) float64 {
	p := 0.0
	for _, c := range expTerms {
		p = float64(p*u) + c
	}
	return float64(float64(u*u) * p)
}

// Exp returns eᵘ: 0 where that rounds to zero, +Inf above 709.78, NaN for NaN.
func Exp(u float64) float64 {
	switch {
	case u < vanished:
		return 0
	case u > beyond:
		return math.Inf(1)
	case math.IsNaN(u):
		return u
	}
	k := math.Round(u / math.Ln2)
	v := (u - float64(k*ln2High)) - float64(k*ln2Low)
	return math.Ldexp(1+(v+ExpTail(v)), int(k))
}

// Log returns ln x: -Inf for 0, NaN for a negative number or NaN, +Inf for +Inf.
func Log(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x < 0 || math.IsNaN(x):
		return math.NaN()
	case math.IsInf(x, 1):
		return x
	}
	return LogRatio(x, 1)
}

// Pow returns xʸ for x ≥ 0 by way of the logarithm; its relative error is about |y ln x| roundings, so that powers whose
// exponent and base are of common size are good to 1e-15. 0⁰ is 1. A negative x gives NaN.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x == 0 && y < 0:
		return math.Inf(1)
	case x == 0:
		return 0
	}
	return Exp(float64(y * Log(x)))
}

// Log1p returns ln(1+d) for d > -1, to full precision near zero.
func Log1p(d float64) float64 {
	if s := d / (2 + d); math.Abs(s) <= NearOne {
		return float64(2*s) + float64(2*AtanhTail(s))
	}
	return LogRatio(1+d, 1)
}

// OneLessExp returns 1 − eᵘ for u ≤ 0, to full precision near zero.
func OneLessExp(u float64) float64 {
	if u >= -NearZero {
		return -(u + ExpTail(u))
	}
	return 1 - Exp(u)
}
