package inequality

import (
	"fmt"
	"math"
	"math/bits"

	"mihe/measure/elementary"
)

// MaxFactors is the number of factors Shapley takes: 65,536 evaluations.
const MaxFactors = 16

// ShapleyParts is a difference divided among factors.
type ShapleyParts struct {
	None, All float64   // the value with no factor, and with all
	Total     float64   // All − None
	Parts     []float64 // one per factor; they add to Total, to 1e-12 of the greatest value met
}

// Shapley divides the difference that n factors make together by the mean of what each adds, over all orders in which they may come:
//
//	φᵢ = Σ_{S∌i} |S|! (n−|S|−1)!/n! · (v(S∪i) − v(S))
//
// value is called once for each of the 2ⁿ sets, in[i] telling whether factor i is in; it must not keep in. Factors that play the same
// part get the same, and one that never changes anything gets exactly 0. There may be 1 to MaxFactors factors, else ErrGroups; an error of value is
// passed on, and a value that is not a finite number is ErrValue. Cost 2ⁿ evaluations. Source: Shapley (1953); Shorrocks, Decomposition
// procedures for distributional analysis, J. Economic Inequality 11 (2013).
func Shapley(n int, value func(in []bool) (float64, error)) (ShapleyParts, error) {
	if n < 1 || n > MaxFactors {
		return ShapleyParts{}, fmt.Errorf("%w: %d factors, want 1 to %d", ErrGroups, n, MaxFactors)
	}
	v := make([]float64, 1<<n)
	in := make([]bool, n)
	greatest := 0.0
	for set := range v {
		for i := range in {
			in[i] = set>>i&1 == 1
		}
		var err error
		if v[set], err = value(in); err != nil {
			return ShapleyParts{}, fmt.Errorf("factors %0*b: %w", n, set, err)
		}
		if !numbers(v[set : set+1]) {
			return ShapleyParts{}, fmt.Errorf("%w: factors %0*b give %v", ErrValue, n, set, v[set])
		}
		greatest = max(greatest, math.Abs(v[set]))
	}
	return shapley(n, v, greatest)
}

func shapley(n int, v []float64, greatest float64) (ShapleyParts, error) {
	share := make([]float64, n) // of a set of that size: 1/(n · C(n−1, size))
	ways := 1.0
	for size := range share {
		share[size] = 1 / float64(float64(n)*ways)
		ways = float64(ways*float64(n-1-size)) / float64(size+1)
	}
	all := v[len(v)-1]
	s := ShapleyParts{None: v[0], All: all, Total: all - v[0]}
	for i := range n {
		var part elementary.Sum
		for set := range v {
			if set>>i&1 == 0 {
				part.Add(float64(share[bits.OnesCount(uint(set))] * (v[set|1<<i] - v[set])))
			}
		}
		s.Parts = append(s.Parts, part.Value())
	}
	if !numbers(append([]float64{s.Total}, s.Parts...)) {
		return ShapleyParts{}, fmt.Errorf("%w: values up to %v", ErrSpan, greatest)
	}
	if err := checkSum(s.Total, greatest, s.Parts...); err != nil {
		return ShapleyParts{}, err
	}
	return s, nil
}

// DecomposeProduct divides the gap between two totals, each a sum over cells of a product of factors, among the factors:
//
//	Total = Σ_c Π_f a[f][c] − Σ_c Π_f b[f][c]
//
// such as output per head = output per worker × workers per adult × adults per head (one cell), or overall rate = share × rate by
// group (two factors: Kitagawa's decomposition). None is the total of b, All that of a. Each factor has one value per cell in a and in b
// (ErrLength), all finite (ErrValue). Cost O(2^f f cells). Source: Das Gupta, Current Population Reports P23-186 (1993).
func DecomposeProduct(a, b [][]float64) (ShapleyParts, error) {
	if len(a) != len(b) {
		return ShapleyParts{}, fmt.Errorf("%w: %d factors and %d", ErrLength, len(a), len(b))
	}
	if len(a) == 0 {
		return ShapleyParts{}, fmt.Errorf("%w: no factors", ErrGroups)
	}
	for f := range a {
		if len(a[f]) != len(a[0]) || len(b[f]) != len(a[0]) {
			return ShapleyParts{}, fmt.Errorf("%w: factor %d has %d and %d cells, factor 0 has %d", ErrLength, f, len(a[f]), len(b[f]), len(a[0]))
		}
		if _, err := commonExponent(a[f], b[f]); err != nil {
			return ShapleyParts{}, fmt.Errorf("factor %d: %w", f, err)
		}
	}
	return Shapley(len(a), func(in []bool) (float64, error) {
		var total elementary.Sum
		for c := range a[0] {
			product := 1.0
			for f, take := range in {
				if take {
					product = float64(product * a[f][c])
				} else {
					product = float64(product * b[f][c])
				}
			}
			total.Add(product)
		}
		return total.Value(), nil
	})
}
