package inequality

import "math"

// This file computes logarithm and exponential in plain rounded steps. Package math has assembly for some
// processors, and elsewhere its sums of products may be fused into one rounding, so that the last bits of math.Log
// differ between machines. A product that is added to something stands inside float64(...), which the language
// defines to round; a test keeps it so. As a second gain the functions give the small differences (ln(1+d) − d,
// eᵘ − 1 − u) to full precision, from which the indices of nearly equal values are made.

const (
	// ln 2 in two parts; the first ends in 32 zero bits, so that whole multiples of it are exact (as in FreeBSD's msun).
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10

	// nearOne bounds |s| for s = d/(2+d): r = 1+d lies in [√½, √2].
	nearOne = 0.1715728752538099
	// nearZero bounds |u| in the series of eᵘ: half of ln 2 and a little.
	nearZero = 0.35
	// vanished is where eᵘ rounds to zero.
	vanished = -746
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

// atanhTail returns artanh(s) − s = s³/3 + s⁵/5 + … for |s| ≤ nearOne; the first term left out is below 1e-18 of s.
func atanhTail(s float64) float64 {
	t, p := float64(s*s), 0.0
	for _, c := range atanhTerms {
		p = float64(p*t) + c
	}
	return float64(float64(s*t) * p)
}

// lnRatio returns ln(a/b) for positive a and b, without forming a quotient that could overflow or lose digits.
func lnRatio(a, b float64) float64 {
	a, ea := math.Frexp(a)
	b, eb := math.Frexp(b)
	switch {
	case a > float64(math.Sqrt2*b):
		a, ea = a/2, ea+1
	case b > float64(math.Sqrt2*a):
		b, eb = b/2, eb+1
	}
	s, k := (a-b)/(a+b), float64(ea-eb)
	fine := float64(2*atanhTail(s)) + float64(k*ln2Low)
	return float64(k*ln2High) + (float64(2*s) + fine)
}

// expTail returns eᵘ − 1 − u for |u| ≤ nearZero, to full precision.
func expTail(u float64) float64 {
	p := 0.0
	for _, c := range expTerms {
		p = float64(p*u) + c
	}
	return float64(float64(u*u) * p)
}

// exp returns eᵘ for u ≤ 700.
func exp(u float64) float64 {
	if u < vanished {
		return 0
	}
	k := math.Round(u / math.Ln2)
	v := (u - float64(k*ln2High)) - float64(k*ln2Low)
	return math.Ldexp(1+(v+expTail(v)), int(k))
}

// ln1p returns ln(1+d) for d > -1, to full precision near zero.
func ln1p(d float64) float64 {
	if s := d / (2 + d); math.Abs(s) <= nearOne {
		return float64(2*s) + float64(2*atanhTail(s))
	}
	return lnRatio(1+d, 1)
}

// lnRelative returns ln(x/mean), where d = x/mean − 1 is known better than x − mean would give it.
func lnRelative(x, mean, d float64) float64 {
	if math.Abs(d/(2+d)) <= nearOne {
		return ln1p(d)
	}
	return lnRatio(x, mean)
}

// oneLessExp returns 1 − eᵘ for u ≤ 0, to full precision near zero.
func oneLessExp(u float64) float64 {
	if u >= -nearZero {
		return -(u + expTail(u))
	}
	return 1 - exp(u)
}
