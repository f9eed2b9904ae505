package composite

import (
	"math"
	"slices"
)

// sweeps of Jacobi's method; it converges quadratically, and a matrix of some hundreds takes about ten.
const sweeps = 60

// eigen returns the eigenvalues of a symmetric matrix, the greatest first (the earlier column first among equals), and its
// eigenvectors of length one in the columns of vectors. It rotates the pairs of columns in their order and rounds every
// product, so that the answer has the same bits on every processor. Cost O(n³) a sweep.
// Source: Golub and Van Loan, Matrix Computations, 4th ed., 8.5.
func eigen(symmetric Matrix) (values []float64, vectors Matrix) {
	n := symmetric.Rows
	a, v := slices.Clone(symmetric.Data), make([]float64, n*n)
	for i := range n {
		v[i*n+i] = 1
	}
	for range sweeps {
		rotated := false
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotated = rotate(a, v, n, p, q) || rotated
			}
		}
		if !rotated {
			break
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case a[i*n+i] > a[j*n+j]:
			return -1
		case a[i*n+i] < a[j*n+j]:
			return 1
		}
		return 0
	})
	values, vectors = make([]float64, n), NewMatrix(n, n)
	for k, i := range order {
		values[k] = a[i*n+i]
		copy(vectors.Data[k*n:(k+1)*n], v[i*n:(i+1)*n])
	}
	return values, vectors
}

// rotate makes a[p][q] zero, unless it is so small beside the diagonal that it changes nothing.
func rotate(a, v []float64, n, p, q int) bool {
	off, left, right := a[p*n+q], a[p*n+p], a[q*n+q]
	if math.Abs(off) <= 0x1p-56*math.Sqrt(math.Abs(left))*math.Sqrt(math.Abs(right)) || math.Abs(off) < 0x1p-200 {
		a[p*n+q], a[q*n+p] = 0, 0
		return false
	}
	theta := (right - left) / (2 * off)
	t := 1 / (math.Abs(theta) + math.Sqrt(float64(theta*theta)+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(float64(t*t)+1)
	s := float64(t * c)
	columnP, columnQ := a[p*n:(p+1)*n], a[q*n:(q+1)*n]
	for k := range n { // columns p and q, which are rows too
		x, y := columnP[k], columnQ[k]
		columnP[k], columnQ[k] = float64(c*x)-float64(s*y), float64(s*x)+float64(c*y)
	}
	for k := range n {
		if k != p && k != q {
			a[k*n+p], a[k*n+q] = columnP[k], columnQ[k]
		}
	}
	columnP[p], columnQ[q] = left-float64(t*off), right+float64(t*off)
	columnP[q], columnQ[p] = 0, 0
	vectorP, vectorQ := v[p*n:(p+1)*n], v[q*n:(q+1)*n]
	for k := range n {
		x, y := vectorP[k], vectorQ[k]
		vectorP[k], vectorQ[k] = float64(c*x)-float64(s*y), float64(s*x)+float64(c*y)
	}
	return true
}
