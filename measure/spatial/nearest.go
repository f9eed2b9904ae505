package spatial

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Metric says what the coordinates of places are. Its zero value is refused.
type Metric int

const (
	_ Metric = iota
	// Plane takes coordinates of a map projection, in one unit, and the straight line between them.
	Plane
	// Sphere takes longitude and latitude in degrees and the great circle between them.
	Sphere
)

// alike is the share by which two distances may differ and count as equal: rounding of coordinates makes differences of
// that order, and at 100 km it is a tenth of a millimetre.
const alike = 1e-9

// Nearest makes weights of the k nearest neighbours of every place, each weighing 1 before standardisation. x and y are
// coordinates as metric says: longitude within [-180, 180] and latitude within [-90, 90] on the sphere, else ErrPlace. Distance on the
// sphere is ordered by the haversine
//
//	h = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)
//
// of which the great circle is the distance 2R arcsin √h; the radius changes no order. Of places equally far, to a billionth of
// their distance, the one of smaller number is nearer, and Ties lists the places for which that decided who is among the k.
// Nearness is not mutual, so that Asymmetric is seldom 0. k must be within [1, n−1], else ErrNearest. Places may
// coincide. Cost about O(n √(n k)) for places spread over a plain.
func Nearest(x, y []float64, k int, metric Metric, s Standardisation) (*Weights, error) {
	if len(x) != len(y) || len(x) > MaxPlaces {
		return nil, fmt.Errorf("%w: %d and %d coordinates, at most %d", ErrLength, len(x), len(y), MaxPlaces)
	}
	if k < 1 || k >= len(x) {
		return nil, fmt.Errorf("%w: %d of %d places", ErrNearest, k, len(x))
	}
	spots, err := surveyed(x, y, metric)
	if err != nil {
		return nil, err
	}
	edges, ties := make([]Edge, k*len(spots)), []int(nil)
	swept := sweep(spots)
	for rank, s := range swept.spots {
		near, tied := swept.nearest(rank, k)
		if tied {
			ties = append(ties, s.place)
		}
		for c, j := range near {
			edges[k*s.place+c] = Edge{s.place, j, 1}
		}
	}
	slices.Sort(ties)
	w, err := newWeights(len(x), edges, s)
	if err != nil {
		return nil, err
	}
	w.ties = ties
	return w, nil
}

// spot is a place with what its distances are computed from.
type spot struct {
	place    int
	at       [3]float64 // on the plane, or on the unit sphere
	lon, lat float64    // in degrees
	cosLat   float64
	sphere   bool
}

func surveyed(x, y []float64, metric Metric) ([]spot, error) {
	if metric != Plane && metric != Sphere {
		return nil, fmt.Errorf("%w: %d", ErrMetric, metric)
	}
	most := 0.0
	for i := range x {
		bad := math.IsNaN(x[i]) || math.IsNaN(y[i]) || math.IsInf(x[i], 0) || math.IsInf(y[i], 0)
		if bad || metric == Sphere && (math.Abs(x[i]) > 180 || math.Abs(y[i]) > 90) {
			return nil, fmt.Errorf("%w: place %d at %v, %v", ErrPlace, i, x[i], y[i])
		}
		most = max(most, math.Abs(x[i]), math.Abs(y[i]))
	}
	spots := make([]spot, len(x))
	for i := range spots {
		if metric == Sphere {
			spots[i] = onSphere(x[i], y[i])
		} else {
			spots[i] = spot{at: [3]float64{shrink(x[i], most), shrink(y[i], most), 0}}
		}
		spots[i].place = i
	}
	return spots, nil
}

// shrink divides by the power of two that brings most to size one.
func shrink(v, most float64) float64 {
	if most == 0 {
		return 0
	}
	return math.Ldexp(v, -math.Ilogb(most))
}

func onSphere(lon, lat float64) spot {
	s := spot{lon: lon, lat: lat, cosLat: cosine(lat), sphere: true}
	s.at = [3]float64{float64(s.cosLat * cosine(lon)), float64(s.cosLat * sine(lon)), sine(lat)}
	return s
}

// roughly is a little less than squared, from the chord through the sphere: cheap, and good for who is far.
func (s *spot) roughly(t *spot) float64 {
	dx, dy, dz := s.at[0]-t.at[0], s.at[1]-t.at[1], s.at[2]-t.at[2]
	const below = (1 - 1e-6) / 4
	return float64(below*(float64(dx*dx)+float64(dy*dy)+float64(dz*dz))) - 1e-24
}

// squared is a quarter of the squared straight line between two spots: on the sphere the haversine.
func (s *spot) squared(t *spot) float64 {
	if !s.sphere {
		dx, dy := s.at[0]-t.at[0], s.at[1]-t.at[1]
		return (float64(dx*dx) + float64(dy*dy)) / 4
	}
	dLon := math.Abs(s.lon - t.lon)
	a, b := sine((s.lat-t.lat)/2), sine(min(dLon, 360-dLon)/2)
	return float64(a*a) + float64(float64(s.cosLat*t.cosLat)*float64(b*b))
}

// swept are places in order along the axis on which they lie furthest apart.
type swept struct {
	spots []spot
	axis  int
}

func sweep(spots []spot) *swept {
	w := &swept{spots: spots}
	widest := -1.0
	for axis := range 3 {
		low, high := math.Inf(1), math.Inf(-1)
		for i := range spots {
			low, high = min(low, spots[i].at[axis]), max(high, spots[i].at[axis])
		}
		if high-low > widest {
			widest, w.axis = high-low, axis
		}
	}
	slices.SortFunc(spots, func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.at[w.axis], b.at[w.axis]), cmp.Compare(a.place, b.place))
	})
	return w
}

// rival is a place that may be among the nearest.
type rival struct {
	place   int
	squared float64
}

// nearest returns the k places nearest to the one at rank r, ascending, and whether one equally far as the last was left out.
func (w *swept) nearest(r, k int) (near []int, tied bool) {
	rivals := w.rivals(r, k)
	last := rivals[k-1].squared
	nearer, equal := 0, 0
	for _, r := range rivals {
		switch {
		case r.squared < last*(1-2*alike):
			nearer++
		case r.squared <= last*(1+2*alike):
			equal++
		}
	}
	slices.SortFunc(rivals[nearer:nearer+equal], func(a, b rival) int { return cmp.Compare(a.place, b.place) })
	for _, r := range rivals[:k] {
		near = append(near, r.place)
	}
	slices.Sort(near)
	return near, nearer+equal > k
}

// rivals returns, nearest first, at least all places no further than the k-th nearest. It looks both ways along the
// axis until the gap on the axis alone is too wide.
func (w *swept) rivals(rank, k int) []rival {
	s := &w.spots[rank]
	var rivals []rival
	bound, limit := math.Inf(1), k
	for _, step := range []int{1, -1} {
		for r := rank + step; r >= 0 && r < len(w.spots); r += step {
			t := &w.spots[r]
			const rounding = 1e-15 // of a coordinate on the unit sphere
			gap := max(math.Abs(t.at[w.axis]-s.at[w.axis])-rounding, 0) / 2
			if float64(gap*gap) > bound {
				break
			}
			if s.roughly(t) > bound {
				continue
			}
			if d := s.squared(t); d <= bound {
				rivals = append(rivals, rival{t.place, d})
				if len(rivals) >= limit {
					rivals, bound = cut(rivals, k)
					limit = 2*len(rivals) + k
				}
			}
		}
	}
	rivals, _ = cut(rivals, k)
	return rivals
}

// cut keeps the rivals no further than the k-th, and returns what another must not pass.
func cut(rivals []rival, k int) ([]rival, float64) {
	slices.SortFunc(rivals, func(a, b rival) int {
		return cmp.Or(cmp.Compare(a.squared, b.squared), cmp.Compare(a.place, b.place))
	})
	bound := float64(rivals[k-1].squared * (1 + 4*alike))
	for len(rivals) > k && rivals[len(rivals)-1].squared > bound {
		rivals = rivals[:len(rivals)-1]
	}
	return rivals, bound
}
