package spatial

import (
	"fmt"
	"math"
)

// LocalMoran is Anselin's LISA: how each place and its neighbours stand together (局部莫兰指数).
type LocalMoran struct {
	Units []LocalMoranUnit // one for each place, in the order of the values
	Search
}

// LocalMoranUnit is the answer for one place; all zero where it is not Available.
type LocalMoranUnit struct {
	Available bool     // false for a place without neighbours
	I         float64  // positive where it is like its neighbours, negative where unlike; a pure number
	Z         float64  // (x − mean)/sd, with the population's sd of the places that took part
	Lag       float64  // Σ w_ij z_j: the mean of the neighbours' Z under row-standardised weights
	Quadrant  Quadrant // which part of Moran's scatter plot it is in; no finding unless Significant
	Finding
}

// Quadrant names a place and then its neighbours, above or below the mean.
type Quadrant string

// A place or lag at the mean, to rounding, is neither high nor low, and a place at the mean has a p of 1.
const (
	HighHigh Quadrant = "high-high"
	LowHigh  Quadrant = "low-high"
	LowLow   Quadrant = "low-low"
	HighLow  Quadrant = "high-low"
	OnAxis   Quadrant = "on-axis"
)

// LISA returns the local Moran statistic of every place with its permutation p:
//
//	Iᵢ = (n−1) zᵢ Σⱼ w_ij zⱼ / Σ z²,  Σᵢ Iᵢ = S0 I (n−1)/n
//
// Under conditional permutation a place keeps its value and its k neighbours receive a draw, without replacement, of the
// other n−1 values; p = (M+1)/(R+1), where M of R draws are at least as extreme. P.TwoSided, twice the smaller tail, is the
// one to report: the tail that happens to be smaller rejects twice as often as its p says. Adjusted and Significant
// control false discoveries over the map, as d says.
//
// Islands are not available; other refusals as Moran, and p.Count must be at least 1 (ErrPermutations). The draws are
// shared, see the package comment: the cost is O(R k) and a sort of R sums for each distinct k, and O(R m) for m edges
// where the neighbours of a place have unlike weights.
// Source: Anselin, Local indicators of spatial association, Geographical Analysis 27 (1995), 93-115.
func LISA(x []float64, w *Weights, p Permutations, d Discovery) (LocalMoran, error) {
	f, err := newField(x, w)
	if err != nil {
		return LocalMoran{}, err
	}
	if p.Count < 1 {
		return LocalMoran{}, fmt.Errorf("%w: %d, at least 1", ErrPermutations, p.Count)
	}
	s, err := newSearch(f, w, p, d)
	if err != nil {
		return LocalMoran{}, err
	}
	c := newConditional(f, p)
	units := make([]LocalMoranUnit, len(f.at))
	var findings []*Finding
	sd := math.Sqrt(f.m2 / f.n())
	for i := range units {
		if f.degree(i) == 0 {
			continue
		}
		units[i] = f.localMoran(i, sd)
		units[i].P = tailsOfProduct(units[i].Z, c.tails(i))
		findings = append(findings, &units[i].Finding)
	}
	if err := s.judge(findings); err != nil {
		return LocalMoran{}, err
	}
	return LocalMoran{Units: expand(f, len(x), units), Search: s}, nil
}

// tailsOfProduct turns the tails of a lag into those of its product with z.
func tailsOfProduct(z float64, lag Tails) Tails {
	switch {
	case z < 0:
		lag.Upper, lag.Lower = lag.Lower, lag.Upper
	case z == 0: // the product is 0 whatever the neighbours have
		lag = Tails{Upper: 1, Lower: 1, TwoSided: 1}
	}
	return lag
}

// localMoran is all but the finding. What is zero but for rounding counts as zero, lest chance decide on a sign.
func (f *field) localMoran(i int, sd float64) LocalMoranUnit {
	z, lag := settledZero(f.z[i], float64(slack*f.most)), settledZero(f.lag(i), f.slack(i))
	return LocalMoranUnit{
		Available: true,
		I:         float64((f.n()-1)*z*lag)/f.m2 + 0, // not minus zero
		Z:         z / sd,
		Lag:       lag / sd,
		Quadrant:  quadrant(z, lag),
	}
}

func settledZero(v, slack float64) float64 {
	if math.Abs(v) <= slack {
		return 0
	}
	return v
}

func quadrant(z, lag float64) Quadrant {
	switch {
	case z == 0 || lag == 0:
		return OnAxis
	case z > 0 && lag > 0:
		return HighHigh
	case z > 0:
		return HighLow
	case lag > 0:
		return LowHigh
	}
	return LowLow
}

// lag is Σ w_ij z_j.
func (f *field) lag(i int) float64 {
	to, weights := f.row(i)
	total := 0.0
	for k, j := range to {
		total += float64(weights[k] * f.z[j])
	}
	return total
}

// slack is the difference up to which two lags of place i count as equal.
func (f *field) slack(i int) float64 {
	_, weights := f.row(i)
	total := 0.0
	for _, w := range weights {
		total += w
	}
	return float64(slack * total * f.most)
}
