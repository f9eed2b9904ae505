package composite

import (
	"math"

	"mihe/measure/elementary"
)

// chiSquareTail returns the probability that a chi-square variable of df degrees of freedom is at least x, to about 1e-12: the
// regularised incomplete gamma function Q(df/2, x/2), by its series or its continued fraction (Lentz's method). Package math's
// Erfc and Lgamma differ between processors in their last digits. Source: Abramowitz and Stegun, 6.5.29, 6.5.31.
func chiSquareTail(x float64, df int) float64 {
	a, y := float64(df)/2, x/2
	if y <= 0 {
		return 1
	}
	front := elementary.Exp(float64(a*elementary.Log(y)) - y - logGammaHalf(df))
	if y < a+1 {
		term, sum := 1/a, 1/a
		for k := a + 1; term > sum*0x1p-54; k++ {
			term = float64(term*y) / k
			sum += term
		}
		return min(max(1-float64(front*sum), 0), 1)
	}
	b := y + 1 - a
	c, d := math.Inf(1), 1/b
	h := d
	for i := 1.0; i < 1e5; i++ {
		an := float64(-i * (i - a))
		b += 2
		d = 1 / (float64(an*d) + b)
		c = b + an/c
		step := float64(c * d)
		h = float64(h * step)
		if math.Abs(step-1) < 0x1p-52 {
			break
		}
	}
	return min(max(float64(front*h), 0), 1)
}

// logGammaHalf returns ln Γ(df/2) by the recursion from Γ(1/2) = √π or Γ(1) = 1.
func logGammaHalf(df int) float64 {
	var sum elementary.Sum
	at := 1.0
	if df%2 == 1 {
		at = 0.5
		sum.Add(elementary.Log(math.Pi) / 2)
	}
	for ; at < float64(df)/2; at++ {
		sum.Add(elementary.Log(at))
	}
	return sum.Value()
}
