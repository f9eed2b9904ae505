package converge

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// Boundary says what a density does at the ends of a scale.
type Boundary string

// The boundaries. An index in [0, 1] without one leaks: its density promises units beyond the best possible.
const (
	Open       Boundary = ""           // no ends
	Reflection Boundary = "reflection" // what passes an end is folded back; the density integrates to 1 between the ends
	Logit      Boundary = "logit"      // estimated on ln((x−l)/(u−x)); values at an end are refused
)

// DensityOptions says how the density is estimated. The zero value is an open scale with the bandwidth of BandwidthNRD0.
type DensityOptions struct {
	Bandwidth    float64   // in the unit of x, under Logit on the logit scale; 0 means BandwidthNRD0, which takes no weights
	Weights      []float64 // of the values; nil means one each
	Boundary     Boundary
	Lower, Upper float64 // ends of the scale under a boundary; both zero mean 0 and 1
}

// Density is a kernel estimate at given places.
type Density struct {
	At        []float64
	F         []float64 // density per unit of x, ≥ 0; 0 outside the ends of a bounded scale
	Bandwidth float64
	Boundary  Boundary
	Peaks     int // places in At higher than both sides; several hint at clubs, none prove them
}

// MeasureDensity estimates the density of x by a Gaussian kernel:
//
//	f(v) = Σ pᵢ φ((v − xᵢ)/h)/h
//
// At least two different values when the bandwidth is to be found. Values outside a bounded scale are ErrDomain, as are values at its
// ends under Logit. Cost O(n m) for m places. Source: Silverman (1986), ch. 2; for the boundaries ch. 2.10.
func MeasureDensity(x, at []float64, o DensityOptions) (Density, error) {
	if err := finite(x); err != nil {
		return Density{}, err
	}
	if err := finite(at); err != nil {
		return Density{}, fmt.Errorf("places: %w", err)
	}
	if len(x) == 0 {
		return Density{}, fmt.Errorf("%w: no values", ErrFew)
	}
	if o.Lower == 0 && o.Upper == 0 {
		o.Upper = 1
	}
	if err := o.check(x); err != nil {
		return Density{}, err
	}
	values := x
	if o.Boundary == Logit {
		values = make([]float64, len(x))
		for i, v := range x {
			values[i] = o.logit(v)
		}
	}
	if err := o.bandwidth(values); err != nil {
		return Density{}, err
	}
	d := Density{At: slices.Clone(at), F: make([]float64, len(at)), Bandwidth: o.Bandwidth, Boundary: o.Boundary}
	p := shares(len(x), o.Weights)
	for k, v := range at {
		d.F[k] = o.at(v, values, p)
		if math.IsInf(d.F[k], 0) || math.IsNaN(d.F[k]) {
			return Density{}, fmt.Errorf("%w: density at %v with bandwidth %v", ErrDomain, v, o.Bandwidth)
		}
	}
	for k := 1; k+1 < len(at); k++ {
		if d.F[k] > d.F[k-1] && d.F[k] >= d.F[k+1] {
			d.Peaks++
		}
	}
	return d, nil
}

func (o *DensityOptions) check(x []float64) error {
	if o.Weights != nil {
		if len(o.Weights) != len(x) {
			return fmt.Errorf("%w: %d values, %d weights", ErrLength, len(x), len(o.Weights))
		}
		if err := checkWeights(o.Weights); err != nil {
			return err
		}
	}
	switch o.Boundary {
	case Open:
		return nil
	case Reflection, Logit:
	default:
		return fmt.Errorf("%w: boundary %q", ErrDomain, o.Boundary)
	}
	if width := o.Upper - o.Lower; !(width > 0) || math.IsInf(width, 0) {
		return fmt.Errorf("%w: scale from %v to %v", ErrDomain, o.Lower, o.Upper)
	}
	for i, v := range x {
		if v < o.Lower || v > o.Upper || o.Boundary == Logit && (v == o.Lower || v == o.Upper) {
			return fmt.Errorf("%w: entry %d is %v on a scale from %v to %v", ErrDomain, i, v, o.Lower, o.Upper)
		}
	}
	return nil
}

func (o *DensityOptions) bandwidth(values []float64) error {
	if o.Bandwidth == 0 {
		if o.Weights != nil {
			return fmt.Errorf("%w: the rule of thumb counts values; weighted ones need a bandwidth", ErrDomain)
		}
		h, err := BandwidthNRD0(values)
		o.Bandwidth = h
		return err
	}
	if !(o.Bandwidth > 0) || math.IsInf(o.Bandwidth, 0) {
		return fmt.Errorf("%w: bandwidth %v", ErrDomain, o.Bandwidth)
	}
	return nil
}

func (o *DensityOptions) logit(v float64) float64 {
	return elementary.LogRatio(v-o.Lower, o.Upper-v)
}

func (o *DensityOptions) at(v float64, values, p []float64) float64 {
	switch {
	case o.Boundary == Open:
		return o.kernel(v, values, p)
	case v < o.Lower || v > o.Upper:
		return 0
	case o.Boundary == Reflection:
		return o.reflected(v, values, p)
	case v == o.Lower || v == o.Upper:
		return 0 // a Gaussian tail falls faster than the scale stretches
	}
	width := o.Upper - o.Lower
	stretch := width / (v - o.Lower) / (o.Upper - v)
	return float64(o.kernel(o.logit(v), values, p) * stretch)
}

const (
	rootTwoPi = 2.50662827463100050242
	// negligible is the number of bandwidths beyond which the kernel is below 1e-300.
	negligible = 38
)

func (o *DensityOptions) kernel(v float64, values, p []float64) float64 {
	var s elementary.Sum
	for i, x := range values {
		if p[i] > 0 {
			u := (v - x) / o.Bandwidth
			s.Add(float64(p[i] * elementary.Exp(-float64(u*u)/2)))
		}
	}
	return s.Value() / rootTwoPi / o.Bandwidth
}

// reflected sums the images of v at both ends, and theirs, as far as the kernel reaches: [l, u] is unrolled along the line. A
// bandwidth that sees more than a thousand images is flat to the last digit.
func (o *DensityOptions) reflected(v float64, values, p []float64) float64 {
	width := o.Upper - o.Lower
	images := math.Ceil(float64(negligible*o.Bandwidth)/width/2) + 1
	if images > 1000 {
		return 1 / width
	}
	var s elementary.Sum
	for k := -images; k <= images; k++ {
		shift := float64(2 * k * width)
		s.Add(o.kernel(v+shift, values, p))
		s.Add(o.kernel(float64(2*o.Lower)-v+shift, values, p))
	}
	return s.Value()
}
