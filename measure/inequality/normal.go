package inequality

import (
	"math"

	"mihe/measure/elementary"
)

// far is where the normal distribution is 0 or 1 to the last digit of a share.
const far = 8.5

// normal is the distribution function of the standard normal, to 1e-15, the same on every processor: ½ + φ(z) (z + z³/3 + z⁵/15 + …).
func normal(z float64) float64 {
	switch {
	case z <= -far:
		return 0
	case z >= far:
		return 1
	}
	square := float64(z * z)
	term, series := z, z
	for k := 3.0; math.Abs(term) > math.Abs(float64(series*0x1p-60)); k += 2 {
		term = float64(term*square) / k
		series += term
	}
	density := elementary.Exp(-square/2) / 2.50662827463100050242 // √2π
	return min(max(0.5+float64(density*series), 0), 1)
}

// normalQuantile inverts normal by bisection, for p in (0, 1).
func normalQuantile(p float64) float64 {
	low, high := -far, far
	for range 70 {
		if middle := (low + high) / 2; normal(middle) < p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}
