package spatial

import (
	"math"

	"mihe/measure/elementary"
)

// Tails are the probabilities of a statistic at least as extreme as the one observed, if there were no pattern.
type Tails struct {
	Upper    float64 // of one as large or larger, in [0, 1]
	Lower    float64 // of one as small or smaller, in [0, 1]
	TwoSided float64 // twice the smaller of the two, at most 1
}

func tailsOf(upper, lower float64) Tails {
	return Tails{Upper: upper, Lower: lower, TwoSided: min(1, float64(2*min(upper, lower)))}
}

// normalTails are the tails of a standard normal variable at z: computed here and not by package math, so that a
// published p has the same digits on every processor. They are good to about 1e-14 of themselves and vanish where
// they are below the smallest float64, beyond z = 38.
func normalTails(z float64) Tails {
	tail := upperTail(math.Abs(z))
	if z < 0 {
		return tailsOf(1-tail, tail)
	}
	return tailsOf(tail, 1-tail)
}

const (
	// farOut is where the series gives way to the continued fraction: there the tail is 0.07, so the series has lost
	// one digit, and the fraction needs its 200 steps.
	farOut    = 1.5
	fractions = 200
	// vanished is where the tail is below the smallest float64.
	vanished = 39
)

// upperTail is P(Z > z) for z ≥ 0: below farOut from the series of ½ erf(z/√2), whose terms are all positive,
//
//	φ(z) (z + z³/3 + z⁵/(3·5) + …)
//
// beyond it from Laplace's continued fraction, φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))). Source: Abramowitz and
// Stegun, Handbook of Mathematical Functions (1964), 26.2.11 and 26.2.14.
func upperTail(z float64) float64 {
	if z < farOut {
		term, total := z, z
		for k := 3.0; term > float64(0x1p-60*total); k += 2 {
			term = float64(float64(term*z)*z) / k
			total += term
		}
		return 0.5 - float64(density(z)*total)
	}
	if z > vanished {
		return 0
	}
	below := z
	for k := fractions; k > 0; k-- {
		below = z + float64(k)/below
	}
	return density(z) / below
}

// density is φ(z) = e^(-z²/2)/√(2π). The square is taken in two parts, so that the exponential does not blow up its
// rounding.
func density(z float64) float64 {
	const rootTwoPi = 2.50662827463100050242
	high := math.Round(float64(z*16)) / 16
	rest := float64((z-high)*(z+high)) / 2
	return float64(elementary.Exp(float64(-high*high)/2)*elementary.Exp(-rest)) / rootTwoPi
}
