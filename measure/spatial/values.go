package spatial

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// field holds the values of the places that take part (all but islands) and their deviations from the mean, both
// divided by a power of two so that the greatest is of size one: every statistic here is the same at every scale.
type field struct {
	at     []int     // place of each entry
	x      []float64 // scaled values
	z      []float64 // deviations from the mean, scaled again
	unit   float64   // what 1 in the scale of z is in that of x, a power of two
	m1     float64   // mean of x, in the scale of z
	m2, m3 float64   // Σ z², Σ z³
	m4     float64   // Σ z⁴
	most   float64   // max |z|, in [1, 2)
	links            // rows renumbered as at
	pairs  links     // renumbered as at
}

// newField checks values and takes those with a place in the neighbourhood.
func newField(x []float64, w *Weights) (*field, error) {
	if len(x) != w.places() {
		return nil, fmt.Errorf("%w: %d values, %d places", ErrLength, len(x), w.places())
	}
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%w: entry %d is %v", ErrValue, i, v)
		}
	}
	if len(w.to) == 0 {
		return nil, fmt.Errorf("%w: %d places", ErrNoNeighbours, w.places())
	}
	f := &field{links: w.links, pairs: w.pairs}
	f.leaveOut(w.islands, w.places())
	f.x = make([]float64, len(f.at))
	for k, i := range f.at {
		f.x[k] = x[i]
	}
	if slices.Min(f.x) == slices.Max(f.x) {
		return nil, fmt.Errorf("%w: %v at %d places that have neighbours", ErrConstant, f.x[0], len(f.x))
	}
	f.centre()
	return f, nil
}

// leaveOut numbers the places without islands, and links and pairs with them.
func (f *field) leaveOut(islands []int, n int) {
	number := make([]int32, n)
	for i := range n {
		if len(islands) > 0 && islands[0] == i {
			islands = islands[1:]
			continue
		}
		number[i] = int32(len(f.at))
		f.at = append(f.at, i)
	}
	if len(f.at) < n {
		f.links, f.pairs = f.links.renumbered(f.at, number), f.pairs.renumbered(f.at, number)
	}
}

// renumbered keeps the rows of some places, to which all links lead.
func (l *links) renumbered(keep []int, number []int32) links {
	kept := links{start: []int{0}, to: slices.Clone(l.to), weight: l.weight}
	for _, i := range keep {
		kept.start = append(kept.start, l.start[i+1]) // the rows left out are empty
	}
	for k, j := range kept.to {
		kept.to[k] = number[j]
	}
	return kept
}

// centre scales the values and takes the moments of their deviations.
func (f *field) centre() {
	scale(f.x)
	z, mean, unit := deviations(f.x)
	f.z, f.unit, f.m1 = z, unit, mean/unit
	var m2, m3, m4 elementary.Sum
	for _, z := range f.z {
		square := float64(z * z)
		m2.Add(square)
		m3.Add(float64(square * z))
		m4.Add(float64(square * square))
		f.most = max(f.most, math.Abs(z))
	}
	f.m2, f.m3, f.m4 = m2.Value(), m3.Value(), m4.Value()
}

// deviations are those of values, not all equal, from their mean, divided by unit, a power of two, so that the greatest is
// of size one. The mean is taken in two passes: a rounded one, then the mean of what is left.
func deviations(x []float64) (z []float64, mean, unit float64) {
	mean = average(x)
	z = make([]float64, len(x))
	for k := range x {
		z[k] = x[k] - mean
	}
	rest := average(z)
	for k := range z {
		z[k] -= rest
	}
	return z, mean + rest, math.Ldexp(1, scale(z))
}

// n is the number of places that take part, as a number to reckon with.
func (f *field) n() float64 { return float64(len(f.at)) }

// scale divides values by the power of two that brings the greatest size into [1, 2), and returns the exponent.
func scale(x []float64) int {
	most := 0.0
	for _, v := range x {
		most = max(most, math.Abs(v))
	}
	exponent := math.Ilogb(most)
	for k := range x {
		x[k] = math.Ldexp(x[k], -exponent)
	}
	return exponent
}

func average(x []float64) float64 {
	var total elementary.Sum
	for _, v := range x {
		total.Add(v)
	}
	return total.Value() / float64(len(x))
}

// expand returns the entries of part in the place of each, zero for islands.
func expand[T any](f *field, n int, part []T) []T {
	all := make([]T, n)
	for k, i := range f.at {
		all[i] = part[k]
	}
	return all
}
