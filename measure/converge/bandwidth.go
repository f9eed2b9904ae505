package converge

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// BandwidthNRD0 is Silverman's rule of thumb, R's bw.nrd0, in the unit of x:
//
//	h = 0.9 min(s, IQR/1.34) n^(−1/5)
//
// with s of n−1 and quartiles of type 7. Where the quartiles agree it falls back on s alone, as R does; where all values are equal
// there is no width to speak of and it is ErrDomain (R would take the value itself). At least two values, else ErrFew.
// Cost O(n log n). Source: Silverman, Density Estimation (1986), eq. 3.31.
func BandwidthNRD0(x []float64) (float64, error) { return ruleOfThumb(x, 0.9) }

// BandwidthNRD is Scott's variation, R's bw.nrd: 1.06 instead of 0.9. All else as BandwidthNRD0.
// Source: Scott, Multivariate Density Estimation (1992).
func BandwidthNRD(x []float64) (float64, error) { return ruleOfThumb(x, 1.06) }

func ruleOfThumb(x []float64, factor float64) (float64, error) {
	if err := finite(x); err != nil {
		return 0, err
	}
	if len(x) < 2 {
		return 0, fmt.Errorf("%w: %d values", ErrFew, len(x))
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	least, greatest := sorted[0], sorted[len(sorted)-1]
	if least == greatest {
		return 0, fmt.Errorf("%w: every value is %v", ErrDomain, least)
	}
	exponent := math.Ilogb(math.Max(math.Abs(least), math.Abs(greatest)))
	n := float64(len(x))
	for i, v := range sorted {
		sorted[i] = math.Ldexp(v, -exponent)
	}
	base := sorted[0]
	for i := range sorted {
		sorted[i] -= base // so that nearly equal values keep their digits
	}
	_, variance := moments(sorted, shares(len(x), nil))
	width := math.Sqrt(float64(variance*n) / (n - 1))
	if between := (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34; between > 0 {
		width = min(width, between)
	}
	h := math.Ldexp(float64(float64(factor*width)*elementary.Pow(n, -0.2)), exponent)
	if h == 0 || math.IsInf(h, 0) {
		return 0, fmt.Errorf("%w: bandwidth of values from %v to %v", ErrDomain, least, greatest)
	}
	return h, nil
}
