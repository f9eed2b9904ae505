package spatial

import "math"

// Sine and cosine of degrees, computed here because package math fuses products on some processors: who is nearest must
// not depend on the machine.

const degree = math.Pi / 180

// sine is sin d for |d| ≤ 180 degrees, good to about 1e-16.
func sine(d float64) float64 {
	switch {
	case d < 0:
		return -sine(-d)
	case d > 90:
		return sine(180 - d)
	case d > 45:
		return cosineNear(90 - d)
	}
	r := float64(d * degree)
	t, p := float64(r*r), 0.0
	for k := 19.0; k >= 3; k -= 2 { // sin r = r (1 − t/(2·3) (1 − t/(4·5) (…)))
		p = float64(t*(1-p)) / float64(k*(k-1))
	}
	return float64(r * (1 - p))
}

// cosine is cos d for |d| ≤ 180 degrees.
func cosine(d float64) float64 { return sine(90 - math.Abs(d)) }

// cosineNear is cos d for 0 ≤ d < 45 degrees.
func cosineNear(d float64) float64 {
	r := float64(d * degree)
	t, p := float64(r*r), 0.0
	for k := 18.0; k >= 2; k -= 2 { // cos r = 1 − t/(1·2) (1 − t/(3·4) (…))
		p = float64(t*(1-p)) / float64(k*(k-1))
	}
	return 1 - p
}
