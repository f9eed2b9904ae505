package converge

import (
	"fmt"
	"slices"
	"sort"

	"mihe/measure/elementary"
)

// DefaultClasses is the number of quantile classes where none is named.
const DefaultClasses = 5

// MaxClasses bounds the number of classes: beyond it a table of transitions is mostly empty.
const MaxClasses = 1000

// Classing says how values are put into classes. The zero value is five classes by quantiles of all periods together, so that
// a class means the same in every year.
type Classing struct {
	Classes int       // number of quantile classes, at least 2; 0 means DefaultClasses
	Cuts    []float64 // fixed cut points in the unit of y instead of quantiles, ascending; Classes must then be 0 or len(Cuts)+1
	Annual  bool      // quantiles of each period by itself: the answer carries the warning AnnualCuts
}

// Quantile returns the quantile of x at p in [0, 1], interpolated between neighbours as R's type 7 and numpy do. x must not be
// empty. For quantiles of people, which are always one of the values, see inequality.Quantile. Cost O(n log n).
// Source: Hyndman and Fan, Sample quantiles in statistical packages, American Statistician 50 (1996), definition 7.
func Quantile(x []float64, p float64) (float64, error) {
	if len(x) == 0 {
		return 0, fmt.Errorf("%w: no values", ErrFew)
	}
	if err := finite(x); err != nil {
		return 0, err
	}
	if !(0 <= p && p <= 1) {
		return 0, fmt.Errorf("%w: quantile at %v", ErrDomain, p)
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	return quantile(sorted, p), nil
}

func quantile(sorted []float64, p float64) float64 {
	at := float64(float64(len(sorted)-1) * p)
	lower := int(at)
	if lower+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	part := at - float64(lower)
	low, high := sorted[lower], sorted[lower+1]
	if part == 0 || low == high {
		return low
	}
	return float64((1-part)*low) + float64(part*high)
}

// classify returns the class of every entry, 0 to k-1, and the cut points of every period (one shared list but for Annual).
func (c Classing) classify(y Panel) (class [][]int, cuts [][]float64, err error) {
	if cuts, err = c.cutPoints(y); err != nil {
		return nil, nil, err
	}
	for t := range y {
		of := make([]int, len(y[t]))
		for i, v := range y[t] {
			of[i] = sort.SearchFloat64s(cuts[t], v) // the number of cut points below v: a value at a cut is of the lower class
		}
		class = append(class, of)
	}
	return class, cuts, nil
}

// count is the number of classes.
func (c Classing) count() int {
	switch {
	case c.Cuts != nil:
		return len(c.Cuts) + 1
	case c.Classes == 0:
		return DefaultClasses
	}
	return c.Classes
}

func (c Classing) cutPoints(y Panel) ([][]float64, error) {
	k := c.count()
	switch {
	case k < 2 || k > MaxClasses:
		return nil, fmt.Errorf("%w: %d classes, want 2 to %d", ErrClasses, k, MaxClasses)
	case c.Cuts != nil && (c.Annual || c.Classes != 0 && c.Classes != k):
		return nil, fmt.Errorf("%w: %d cut points beside %d classes or annual quantiles", ErrClasses, len(c.Cuts), c.Classes)
	case c.Cuts != nil:
		return repeat(c.Cuts, len(y)), checkCuts(c.Cuts)
	case c.Annual:
		all := make([][]float64, len(y))
		for t := range y {
			all[t] = quantiles(y[t], k)
			if err := checkCuts(all[t]); err != nil {
				return nil, fmt.Errorf("period %d: %w", t, err)
			}
		}
		return all, nil
	}
	pooled := quantiles(slices.Concat(y...), k)
	return repeat(pooled, len(y)), checkCuts(pooled)
}

func quantiles(x []float64, k int) []float64 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	cuts := make([]float64, k-1)
	for c := range cuts {
		cuts[c] = quantile(sorted, float64(c+1)/float64(k))
	}
	return cuts
}

// checkCuts refuses cut points of which two are equal: a class between them could hold nobody.
func checkCuts(cuts []float64) error {
	if err := finite(cuts); err != nil {
		return err
	}
	for c := 1; c < len(cuts); c++ {
		if cuts[c] <= cuts[c-1] {
			return fmt.Errorf("%w: cut points %v and %v; too many values are equal for so many classes", ErrClasses, cuts[c-1], cuts[c])
		}
	}
	return nil
}

func repeat(cuts []float64, n int) [][]float64 {
	all := make([][]float64, n)
	for t := range all {
		all[t] = cuts
	}
	return all
}

// neighbourMean is the mean of y over the listed units.
func neighbourMean(y []float64, of []int) float64 {
	var s elementary.Sum
	for _, j := range of {
		s.Add(y[j] / float64(len(of)))
	}
	return s.Value()
}
