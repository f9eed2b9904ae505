package sensitivity

import (
	"fmt"
	"math"
)

// Kind is how points are spread over the unit cube.
type Kind int

// The kinds. Sums over Sobol' points converge fastest for smooth models; a number of rows that is a power of two keeps their
// balance.
const (
	SobolPoints  Kind = iota // Sobol' sequence with Joe and Kuo's direction numbers, Owen-scrambled by the seed
	LatinPoints              // Latin hypercube: in each dimension one point in each of n equal parts (McKay et al., 1979)
	RandomPoints             // independent
)

// Points are n points of the open unit cube, each a pure function of kind, seed, n and its row, so that rows may be asked for
// in any order and by several goroutines. Sobol' and random rows do not depend on n.
type Points struct {
	kind       Kind
	seed       uint64
	rows, dims int
	sobol      sequence
	latin      [][]uint32 // for each dimension the part in which each row lies
}

// NewPoints prepares rows points in dims dimensions, at least one of each; at most MaxDimensions for SobolPoints and
// 2^31 rows. A Latin hypercube takes 4 bytes for each coordinate, the others 136 bytes for each dimension at most. Else
// ErrPoints.
func NewPoints(kind Kind, rows, dims int, seed uint64) (*Points, error) {
	switch {
	case rows < 1 || rows > math.MaxInt32 || dims < 1:
		return nil, fmt.Errorf("%w: %d rows, %d dimensions", ErrPoints, rows, dims)
	case kind < SobolPoints || kind > RandomPoints:
		return nil, fmt.Errorf("%w: kind %d", ErrPoints, kind)
	case kind == SobolPoints && dims > MaxDimensions:
		return nil, fmt.Errorf("%w: %d dimensions, the Sobol' sequence has %d", ErrPoints, dims, MaxDimensions)
	}
	p := &Points{kind: kind, seed: seed, rows: rows, dims: dims}
	switch kind {
	case SobolPoints:
		p.sobol = newSequence(dims, seed)
	case LatinPoints:
		p.latin = make([][]uint32, dims)
		for d := range dims {
			p.latin[d] = shuffled(rows, streamFor(seed, uint64(d), forLatinOrder))
		}
	case RandomPoints:
	}
	return p, nil
}

// Rows is the number of points.
func (p *Points) Rows() int { return p.rows }

// Dimensions is the number of coordinates of a point.
func (p *Points) Dimensions() int { return p.dims }

// At writes the point of a row, in 0 … Rows()-1, into a slice of Dimensions() elements. Each coordinate lies in (0, 1).
func (p *Points) At(row int, into []float64) {
	if row < 0 || row >= p.rows || len(into) != p.dims {
		panic(fmt.Sprintf("sensitivity: row %d of %d into %d of %d coordinates", row, p.rows, len(into), p.dims))
	}
	switch p.kind {
	case SobolPoints:
		for d := range into {
			into[d] = p.sobol.at(uint32(row), d)
		}
	case LatinPoints:
		place := streamFor(p.seed, uint64(row), forLatinPlace)
		for d := range into {
			within := (float64(p.latin[d][row]) + place.Float64()) / float64(p.rows)
			into[d] = min(within, 1-0x1p-53) // rounding may reach the end
		}
	case RandomPoints:
		draw := streamFor(p.seed, uint64(row), forRandomPoints)
		for d := range into {
			into[d] = draw.Float64()
		}
	}
}

// shuffled is a random order of 0 … n-1 (Fisher and Yates).
func shuffled(n int, by Stream) []uint32 {
	order := make([]uint32, n)
	for i := range order {
		j := by.Below(i + 1)
		order[i] = order[j]
		order[j] = uint32(i)
	}
	return order
}
