package converge

import (
	"math"

	"mihe/measure/elementary"
)

// longRun is the variance of a sum of serially dependent residuals over their number, as in Phillips and Sul's program: the
// autocovariances leave out the last residual and are divided by the number less one, the variance does not leave it out. ok is
// false where it is not positive.
func longRun(e []float64) (variance float64, ok bool) {
	n := len(e)
	m := n - 1
	before, all := product(e[:m], e[:m]), product(e, e)
	if before == 0 {
		return 0, false
	}
	rho := product(e[:m], e[1:]) / before
	width := bandwidth(rho, n)
	var s elementary.Sum
	s.Add(all / float64(m))
	for lag := 1; lag < m; lag++ {
		k := quadraticSpectral(float64(lag), width)
		s.Add(float64(2*float64(k*product(e[:m-lag], e[lag:m]))) / float64(m))
	}
	variance = s.Value()
	return variance, variance > 0 && !math.IsInf(variance, 0)
}

func product(a, b []float64) float64 {
	var s elementary.Sum
	for i := range a {
		s.Add(float64(a[i] * b[i]))
	}
	return s.Value()
}

// bandwidth is Andrews' automatic one for the quadratic spectral kernel: 1.3221 (α n)^(1/5), α = 4ρ²/(1−ρ)⁴. It may be 0 or +Inf.
func bandwidth(rho float64, n int) float64 {
	if rho == 1 {
		return math.Inf(1)
	}
	square := float64((1 - rho) * (1 - rho))
	alpha := float64(4*float64(rho*rho)) / float64(square*square)
	return float64(1.3221 * elementary.Pow(float64(alpha*float64(n)), 0.2))
}

// quadraticSpectral is 3/z² (sin z/z − cos z) at z = 6π/5 · lag/width, in [-0.09, 1].
func quadraticSpectral(lag, width float64) float64 {
	if width == 0 {
		return 0
	}
	z := float64(1.2*math.Pi*lag) / width
	switch square := float64(z * z); {
	case z > 1e8:
		return 0
	case z < 0.3:
		return 1 - float64(square*(1-float64(square*(1-float64(square*(1-float64(square*(1-square/130))/88))/54))/28))/10
	default:
		sin, cos := sineCosine(z)
		return float64(3 / square * (sin/z - cos))
	}
}

// 2π in two parts; the first ends in zero bits, so that whole multiples of it are exact.
const (
	turnHigh = 6.283185243606567
	turnLow  = 6.357301909411278e-08
)

// sineCosine is good to about 1e-15 for z up to 1e8, and the same on every processor, as math.Sincos is not.
func sineCosine(z float64) (sin, cos float64) {
	k := math.Round(z / (2 * math.Pi))
	z = (z - float64(k*turnHigh)) - float64(k*turnLow)
	z /= 4 // to within ±π/4, then double twice
	square := float64(z * z)
	sin, cos = 1, 1
	for n := 17.0; n > 1; n -= 2 {
		sin = 1 - float64(sin*square)/float64(n*(n-1))
	}
	for n := 16.0; n > 1; n -= 2 {
		cos = 1 - float64(cos*square)/float64(n*(n-1))
	}
	sin = float64(sin * z)
	for range 2 {
		sin, cos = float64(2*float64(sin*cos)), 1-float64(2*float64(sin*sin))
	}
	return sin, cos
}
