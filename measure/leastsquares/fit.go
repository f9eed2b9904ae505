package leastsquares

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// Fit is a fitted plane y = b₀ + b₁ x₁ + … .
type Fit struct {
	Coefficients []float64   // the constant, then one per column, in the unit of y per unit of the column
	Unscaled     [][]float64 // (X′WX)⁻¹; times Variance it is the covariance of the coefficients
	Residuals    []float64   // y − ŷ, in the unit of y, also of points of weight zero
	Residual     float64     // Σ w (y − ŷ)²
	Total        float64     // Σ w (y − ȳ)²; Residual ≤ Total but for rounding
	Freedom      int         // points of positive weight minus coefficients
	Exact        bool        // the residuals are no larger than rounding: nothing to judge by
}

// lost is the share of a column's length that must remain after the columns before it are taken out: below it, what
// remains is rounding.
const lost = 1e-11

// Ordinary fits y by a constant and the columns, each point weighted by its weight; nil weights mean one each. With
// weights it minimises Σ w (y − ŷ)², as a survey or a regression over people does. No columns at all fit the mean.
// Cost O(n k²) for k columns.
func Ordinary(y, weights []float64, columns ...[]float64) (Fit, error) {
	p, err := newProblem(y, weights, columns)
	if err != nil {
		return Fit{}, err
	}
	if err := p.factor(); err != nil {
		return Fit{}, err
	}
	f := Fit{Freedom: p.points - len(p.a)}
	f.Coefficients = p.coefficients()
	f.Unscaled = p.unscaled()
	f.residuals(y, weights, columns)
	if !f.finite() {
		return Fit{}, fmt.Errorf("%w: values up to 2^%d", ErrRange, p.yExponent)
	}
	return f, nil
}

// Variance is the residual variance Residual/Freedom, in the square of y's unit; 0 when no freedom is left, so look at
// Freedom first.
func (f *Fit) Variance() float64 {
	if f.Freedom <= 0 {
		return 0
	}
	return f.Residual / float64(f.Freedom)
}

// Error is the standard error of coefficient i.
func (f *Fit) Error(i int) float64 { return math.Sqrt(float64(f.Variance() * f.Unscaled[i][i])) }

// Explained is R², the share of the total sum of squares that the columns explain, in [0, 1]; 0 when y is constant.
func (f *Fit) Explained() float64 {
	if f.Total == 0 {
		return 0
	}
	return min(max(1-f.Residual/f.Total, 0), 1)
}

// problem is the weighted columns, each divided by a power of two so that no square overflows, and overwritten by the
// factorisation.
type problem struct {
	a         [][]float64 // columns, the constant first; below the diagonal: Householder's vectors
	diagonal  []float64   // of R
	length    []float64   // of each weighted column
	exponent  []int       // of each column
	y         []float64
	yExponent int
	wExponent int // weights are divided by 2^wExponent
	points    int // of positive weight
}

func newProblem(y, weights []float64, columns [][]float64) (*problem, error) {
	p := &problem{}
	root, err := p.roots(len(y), weights)
	if err != nil {
		return nil, err
	}
	ones := make([]float64, len(y))
	for i := range ones {
		ones[i] = 1
	}
	for c, column := range append([][]float64{ones}, columns...) {
		scaled, exponent, err := scale(column, root)
		if err != nil {
			return nil, fmt.Errorf("column %d: %w", c, err)
		}
		p.a, p.exponent = append(p.a, scaled), append(p.exponent, exponent)
	}
	if p.y, p.yExponent, err = scale(y, root); err != nil {
		return nil, err
	}
	if p.points < len(p.a) {
		return nil, fmt.Errorf("%w: %d points, %d coefficients", ErrFew, p.points, len(p.a))
	}
	return p, nil
}

// roots returns √w, scaled to at most √2, and counts the points.
func (p *problem) roots(n int, weights []float64) ([]float64, error) {
	if weights != nil && len(weights) != n {
		return nil, fmt.Errorf("%w: %d values, %d weights", ErrLength, n, len(weights))
	}
	root := make([]float64, n)
	greatest := 0.0
	for i := range root {
		root[i] = 1
		if weights != nil {
			root[i] = weights[i]
		}
		if !(root[i] >= 0) || math.IsInf(root[i], 0) {
			return nil, fmt.Errorf("%w: entry %d has %v", ErrWeight, i, root[i])
		}
		if root[i] > 0 {
			p.points++
		}
		greatest = max(greatest, root[i])
	}
	if greatest == 0 {
		return root, nil // no points: refused as too few
	}
	p.wExponent = math.Ilogb(greatest)
	for i := range root {
		root[i] = math.Sqrt(math.Ldexp(root[i], -p.wExponent))
	}
	return root, nil
}

// scale returns root·x / 2^exponent with entries of at most 2√2.
func scale(x, root []float64) (scaled []float64, exponent int, err error) {
	if len(x) != len(root) {
		return nil, 0, fmt.Errorf("%w: %d entries, want %d", ErrLength, len(x), len(root))
	}
	greatest := 0.0
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, 0, fmt.Errorf("%w: entry %d is %v", ErrValue, i, v)
		}
		if root[i] > 0 {
			greatest = max(greatest, math.Abs(v))
		}
	}
	if greatest > 0 {
		exponent = math.Ilogb(greatest)
	}
	scaled = make([]float64, len(x))
	for i, v := range x {
		if root[i] > 0 {
			scaled[i] = float64(root[i] * math.Ldexp(v, -exponent))
		}
	}
	return scaled, exponent, nil
}

func dot(a, b []float64) float64 {
	var s elementary.Sum
	for i := range a {
		s.Add(float64(a[i] * b[i]))
	}
	return s.Value()
}

// factor turns the columns into R, one reflection a column, and reflects y along.
func (p *problem) factor() error {
	for _, column := range p.a {
		p.length = append(p.length, math.Sqrt(dot(column, column)))
	}
	for k := range p.a {
		v := p.a[k][k:]
		norm := math.Sqrt(dot(v, v))
		if !(norm > float64(lost*p.length[k])) {
			return fmt.Errorf("%w: column %d", ErrRank, k)
		}
		if v[0] > 0 {
			norm = -norm
		}
		p.diagonal = append(p.diagonal, norm)
		v[0] -= norm
		square := dot(v, v)
		for _, other := range append(p.a[k+1:len(p.a):len(p.a)], p.y) {
			reflect(other[k:], v, square)
		}
	}
	return nil
}

// reflect takes from x twice its part along v.
func reflect(x, v []float64, square float64) {
	by := 2 * dot(v, x) / square
	for i := range x {
		x[i] -= float64(by * v[i])
	}
}

// coefficients solves R b = Q′y from the last row up.
func (p *problem) coefficients() []float64 {
	b := make([]float64, len(p.a))
	for i := len(b) - 1; i >= 0; i-- {
		rest := p.y[i]
		for j := i + 1; j < len(b); j++ {
			rest -= float64(p.a[j][i] * b[j])
		}
		b[i] = rest / p.diagonal[i]
	}
	for i := range b {
		b[i] = math.Ldexp(b[i], p.yExponent-p.exponent[i])
		if b[i] == 0 {
			b[i] = 0 // a slope of nothing has no sign
		}
	}
	return b
}

// unscaled is R⁻¹R⁻ᵀ.
func (p *problem) unscaled() [][]float64 {
	k := len(p.a)
	inverse := make([][]float64, k) // inverse[j] is column j of R⁻¹
	for j := range inverse {
		inverse[j] = make([]float64, k)
		inverse[j][j] = 1 / p.diagonal[j]
		for i := j - 1; i >= 0; i-- {
			rest := 0.0
			for m := i + 1; m <= j; m++ {
				rest -= float64(p.a[m][i] * inverse[j][m])
			}
			inverse[j][i] = rest / p.diagonal[i]
		}
	}
	c := make([][]float64, k)
	for i := range c {
		c[i] = make([]float64, k)
		for j := range c[i] {
			var s elementary.Sum
			for m := max(i, j); m < k; m++ {
				s.Add(float64(inverse[m][i] * inverse[m][j]))
			}
			c[i][j] = math.Ldexp(s.Value(), -p.exponent[i]-p.exponent[j]-p.wExponent)
		}
	}
	return c
}
