package warning

import (
	"fmt"
	"math"
	"slices"
)

// normalQuartile is the third quartile of the normal distribution: MAD over it estimates a standard deviation. The
// literature writes 0.6745; so does ModifiedZ, whose published values have it.
const (
	normalQuartile = 0.6744897501960817
	published      = 0.6745
)

// Median returns the middle value, or the mean of the two in the middle. x must not be empty and hold finite numbers
// (ErrValue); it is left unchanged. Cost O(n log n).
func Median(x []float64) (float64, error) {
	if err := finite(x); err != nil {
		return 0, err
	}
	return median(slices.Clone(x)), nil
}

// MAD returns the median of |x − median|, in the unit of x; not scaled. Same rules as Median.
func MAD(x []float64) (float64, error) {
	if err := finite(x); err != nil {
		return 0, err
	}
	own := slices.Clone(x)
	return deviation(own, median(own)), nil
}

// ModifiedZ returns 0.6745 (x − median)/MAD for each value: beyond 3.5 in size it counts as an outlier, which one
// outlier cannot hide as it does in z = (x − mean)/sd. Where more than half of the values are equal MAD is 0 and there is
// no answer: ErrScale, and nothing is added to it. Source: Iglewicz and Hoaglin (1993). Cost O(n log n).
func ModifiedZ(x []float64) ([]float64, error) {
	centre, err := Median(x)
	if err != nil {
		return nil, err
	}
	spread := deviation(slices.Clone(x), centre)
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = published * (v - centre) / spread
		if math.IsNaN(z[i]) || math.IsInf(z[i], 0) {
			return nil, fmt.Errorf("%w: the median deviation is %v", ErrScale, spread)
		}
	}
	return z, nil
}

func finite(x []float64) error {
	if len(x) == 0 {
		return fmt.Errorf("%w: nothing given", ErrValue)
	}
	for i, v := range x {
		if math.IsNaN(v) || math.Abs(v) > math.MaxFloat64/4 {
			return fmt.Errorf("%w: entry %d is %v", ErrValue, i, v)
		}
	}
	return nil
}

// median sorts x.
func median(x []float64) float64 {
	slices.Sort(x)
	n := len(x)
	if n%2 == 1 {
		return x[n/2]
	}
	return x[n/2-1]/2 + x[n/2]/2
}

// deviation is the median of |x − centre|; it overwrites x.
func deviation(x []float64, centre float64) float64 {
	for i := range x {
		x[i] = math.Abs(x[i] - centre)
	}
	return median(x)
}
