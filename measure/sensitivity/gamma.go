package sensitivity

import (
	"math"

	"mihe/measure/elementary"
)

// gamma is the gamma distribution of shape a and scale 1. Package math has Lgamma, whose last digits differ between
// processors.
type gamma struct{ a, lnFactorial float64 } // lnFactorial = ln Γ(a+1)

func newGamma(a float64) gamma { return gamma{a, lnFactorial(a)} }

// lnFactorial returns ln Γ(a+1) for a > 0: Stirling's series beyond 20, from where the recursion leads down. To about 1e-14 of
// itself and 1e-15. Source: Abramowitz and Stegun, 6.1.40.
func lnFactorial(a float64) float64 {
	z, product := a+1, 1.0
	for z < 20 {
		product = float64(product * z)
		z++
	}
	r := 1 / float64(z*z)
	series := 0.0
	for _, c := range [...]float64{1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12} {
		series = float64(series*r) + c
	}
	const halfLnTwoPi = 0.918938533204672741780329736405617639861397473637783412817
	return float64((z-0.5)*elementary.Log(z)) - z + halfLnTwoPi + series/z - elementary.Log(product)
}

// lower returns P = γ(a, x)/Γ(a), Q = 1-P and x times the density, at x = eᵗ: the series below a+1, Lentz's continued fraction
// above. Source: Abramowitz and Stegun, 6.5.29 and 6.5.31.
func (g gamma) lower(t float64) (p, q, density float64) {
	x := elementary.Exp(t)
	density = float64(g.a * elementary.Exp(float64(g.a*t)-x-g.lnFactorial))
	if x < g.a+1 {
		term, sum := 1.0, 1.0
		for k := g.a + 1; term > sum*0x1p-54; k++ {
			term = float64(term*x) / k
			sum += term
		}
		p = min(float64(density*sum)/g.a, 1)
		return p, 1 - p, density
	}
	b := x + 1 - g.a
	d := 1 / b
	c, h := math.Inf(1), d
	for i := 1.0; i < 1e4; i++ {
		an := float64(-i * (i - g.a))
		b += 2
		d = 1 / (float64(an*d) + b)
		c = b + an/c
		step := float64(c * d)
		h = float64(h * step)
		if math.Abs(step-1) < 0x1p-52 {
			break
		}
	}
	q = min(float64(density*h), 1)
	return 1 - q, q, density
}

// lnQuantile returns ln x with P(X ≤ x) = u, for u in (0, 1); x itself may be too small for a float64. Halley's steps in ln x
// inside a bracket, to about 1e-12, for a up to 1e5.
func (g gamma) lnQuantile(u float64) float64 {
	t := g.start(u)
	low, high := math.Inf(-1), math.Inf(1)
	for range 100 {
		p, q, density := g.lower(t)
		miss := p - u
		if u > 0.5 {
			miss = (1 - u) - q
		}
		if miss > 0 {
			high = min(high, t)
		} else {
			low = max(low, t)
		}
		step := math.Inf(1)
		if density > 0 {
			step = miss / density
			step /= 1 - min(1, max(-1, float64(step*(g.a-elementary.Exp(t))/2)))/2
		}
		if math.Abs(step) <= 1e-7 { // the next would be below rounding
			return t - step
		}
		switch next := t - step; {
		case next > low && next < high:
			t = next
		case math.IsInf(low, 0):
			t = high - 1
		case math.IsInf(high, 0):
			t = low + 1
		default:
			t = low + (high-low)/2
		}
	}
	return t
}

// start is the first term of the series where that is small, and Wilson and Hilferty's cube elsewhere.
func (g gamma) start(u float64) float64 {
	small := (elementary.Log(u) + g.lnFactorial) / g.a // P ≈ xᵃ/Γ(a+1)
	if small < -2 || g.a < 0.3 {
		return min(small, 2)
	}
	// Hastings' approximation of the normal quantile, good to 5e-4. Source: Abramowitz and Stegun, 26.2.23.
	tail := math.Sqrt(float64(-2 * elementary.Log(min(u, 1-u))))
	z := tail - (2.515517+float64(tail*(0.802853+float64(0.010328*tail))))/
		(1+float64(tail*(1.432788+float64(tail*(0.189269+float64(0.001308*tail))))))
	if u < 0.5 {
		z = -z
	}
	root := 1 - 1/(9*g.a) + z/(3*math.Sqrt(g.a))
	if root < 0.05 {
		return small
	}
	return elementary.Log(g.a) + float64(3*elementary.Log(root))
}
