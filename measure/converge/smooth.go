package converge

import (
	"fmt"
	"math"
)

// YearlyLambda is the stiffness that Phillips and Sul (2009) use for years.
const YearlyLambda = 400

// Smooth returns the Hodrick-Prescott trend τ of a series, in its unit: the one that minimises
//
//	Σ (y_t − τ_t)² + λ Σ (τ_{t+1} − 2τ_t + τ_{t−1})²
//
// A straight line is its own trend; λ = 0 returns y. At least three periods (ErrFew); λ finite and ≥ 0, at most 1e12 (ErrDomain). At
// both ends a trend follows the data too closely. For clubs take it of ln y. Cost O(T). Source: Hodrick and Prescott,
// Postwar U.S. business cycles, J. Money, Credit and Banking 29 (1997).
func Smooth(y []float64, lambda float64) ([]float64, error) {
	if err := finite(y); err != nil {
		return nil, err
	}
	n := len(y)
	if n < 3 {
		return nil, fmt.Errorf("%w: %d periods, want 3", ErrFew, n)
	}
	if !(0 <= lambda && lambda <= 1e12) {
		return nil, fmt.Errorf("%w: lambda %v", ErrDomain, lambda)
	}
	// The residual c = y − τ solves (I + λD′D) c = λD′D y: so a straight line gives exactly zero.
	band := newBand(n, lambda)
	c := band.solve(rightSide(y, lambda))
	for t := range c {
		c[t] = y[t] - c[t]
		if math.IsNaN(c[t]) || math.IsInf(c[t], 0) {
			return nil, fmt.Errorf("%w: series is too large", ErrDomain)
		}
	}
	return c, nil
}

// rightSide is λD′Dy, from second differences.
func rightSide(y []float64, lambda float64) []float64 {
	r := make([]float64, len(y))
	for t := 1; t+1 < len(y); t++ {
		d := float64(lambda * ((y[t+1] - y[t]) - (y[t] - y[t-1])))
		r[t-1] += d
		r[t] -= float64(2 * d)
		r[t+1] += d
	}
	return r
}

// band is a symmetric matrix with two diagonals on each side, factored as L D L′.
type band struct{ d, one, two []float64 }

func newBand(n int, lambda float64) *band {
	b := &band{d: make([]float64, n), one: make([]float64, n), two: make([]float64, n)}
	for t := range b.d {
		b.d[t] = 1
	}
	for t := 1; t+1 < n; t++ { // one row (1 −2 1) of D
		b.d[t-1] += lambda
		b.d[t] += float64(4 * lambda)
		b.d[t+1] += lambda
		b.one[t] -= float64(2 * lambda)
		b.one[t+1] -= float64(2 * lambda)
		b.two[t+1] += lambda
	}
	for t := range b.d {
		if t > 1 {
			b.two[t] /= b.d[t-2]
			b.one[t] -= float64(float64(b.two[t]*b.d[t-2]) * b.one[t-1])
		}
		if t > 0 {
			b.one[t] /= b.d[t-1]
			b.d[t] -= float64(float64(b.one[t]*b.one[t]) * b.d[t-1])
		}
		if t > 1 {
			b.d[t] -= float64(float64(b.two[t]*b.two[t]) * b.d[t-2])
		}
	}
	return b
}

func (b *band) solve(r []float64) []float64 {
	n := len(r)
	for t := 1; t < n; t++ {
		r[t] -= float64(b.one[t] * r[t-1])
		if t > 1 {
			r[t] -= float64(b.two[t] * r[t-2])
		}
	}
	for t := range r {
		r[t] /= b.d[t]
	}
	for t := n - 2; t >= 0; t-- {
		r[t] -= float64(b.one[t+1] * r[t+1])
		if t+2 < n {
			r[t] -= float64(b.two[t+2] * r[t+2])
		}
	}
	return r
}
