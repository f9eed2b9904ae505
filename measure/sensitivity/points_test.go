package sensitivity_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"mihe/measure/sensitivity"
)

var kinds = []sensitivity.Kind{sensitivity.SobolPoints, sensitivity.LatinPoints, sensitivity.RandomPoints}

// numpy 2.4.6: Philox(key=[20, 0], counter=[0, 7, 0, 0]).random_raw(8).
func TestStreamIsPhilox(t *testing.T) {
	s := sensitivity.NewStream(20, 7)
	for i, want := range []uint64{
		0xb6875aa576f247cb, 0x10a5e0b2285f25ff, 0xe78783a6647b3baf, 0x5447d54946d5e069,
		0x9cf0ec2469325a6f, 0x343a01f83b17d971, 0xfc5be7c73b098e4a, 0x95e29635c4cd8940,
	} {
		if got := s.Uint64(); got != want {
			t.Errorf("number %d: %#x, want %#x", i, got, want)
		}
	}
}

// Whole numbers below n come evenly, also where n does not divide 2^64.
func TestBelow(t *testing.T) {
	s := sensitivity.NewStream(1, 1)
	var count [7]int
	for range 70000 {
		count[s.Below(7)]++
	}
	for v, n := range count {
		if n < 9600 || n > 10400 { // four standard deviations
			t.Errorf("%d came %d times of 70,000", v, n)
		}
	}
	if got := s.Below(1); got != 0 {
		t.Errorf("Below(1) = %d", got)
	}
}

// Rows of a kind, in one dimension after another, have one point in each of n equal parts: Sobol' for powers of two in all
// dimensions, the hypercube always.
func TestOneInEachPart(t *testing.T) {
	for _, c := range []struct {
		kind       sensitivity.Kind
		rows, dims int
	}{{sensitivity.SobolPoints, 1024, sensitivity.MaxDimensions}, {sensitivity.LatinPoints, 1000, 300}, {sensitivity.LatinPoints, 1, 2}} {
		p := must[*sensitivity.Points](t)(sensitivity.NewPoints(c.kind, c.rows, c.dims, 9))
		at, seen := make([]float64, c.dims), make([][]bool, c.dims)
		for d := range seen {
			seen[d] = make([]bool, c.rows)
		}
		for row := range p.Rows() {
			p.At(row, at)
			for d, u := range at {
				if !(u > 0 && u < 1) {
					t.Fatalf("kind %d: coordinate %v", c.kind, u)
				}
				part := int(u * float64(c.rows))
				if seen[d][part] {
					t.Fatalf("kind %d, dimension %d: two points in part %d", c.kind, d, part)
				}
				seen[d][part] = true
			}
		}
	}
}

// The first two dimensions are a (0, 2)-sequence: each box of area 2^-k holds one of 2^k points, also of later stretches.
func TestBoxesInTwoDimensions(t *testing.T) {
	const k = 8
	p := must[*sensitivity.Points](t)(sensitivity.NewPoints(sensitivity.SobolPoints, 4<<k, 2, 3))
	at := make([]float64, 2)
	for stretch := range 4 {
		for wide := range k + 1 {
			var seen [1 << k]bool
			for row := stretch << k; row < (stretch+1)<<k; row++ {
				p.At(row, at)
				box := int(at[0]*float64(int(1)<<wide))<<(k-wide) | int(at[1]*float64(int(1)<<(k-wide)))
				if seen[box] {
					t.Fatalf("two points in box %d of 2^%d × 2^%d", box, wide, k-wide)
				}
				seen[box] = true
			}
		}
	}
}

// Points depend on their seed, are the same when asked again, in any order, and uncorrelated between dimensions.
func TestPointsAreFunctionsOfSeedAndRow(t *testing.T) {
	for _, kind := range kinds {
		p := must[*sensitivity.Points](t)(sensitivity.NewPoints(kind, 4096, 40, 5))
		other := must[*sensitivity.Points](t)(sensitivity.NewPoints(kind, 4096, 40, 6))
		a, b := make([]float64, 40), make([]float64, 40)
		p.At(4000, a)
		p.At(3, b)
		p.At(4000, b)
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("kind %d: row 4000 was %v, then %v", kind, a, b)
		}
		other.At(4000, b)
		if a[0] == b[0] || a[39] == b[39] {
			t.Errorf("kind %d: seeds 5 and 6 share a coordinate", kind)
		}
		var sum [40]float64
		var product float64
		for row := range 4096 {
			p.At(row, a)
			for d, u := range a {
				sum[d] += (u - 0.5) / 4096
			}
			product += (a[0] - 0.5) * (a[39] - 0.5) / 4096
		}
		for d, mean := range sum {
			if math.Abs(mean) > 4*0.2887/64 {
				t.Errorf("kind %d: mean of dimension %d is off by %v", kind, d, mean)
			}
		}
		if math.Abs(product) > 4.0/12/64 {
			t.Errorf("kind %d: covariance %v", kind, product)
		}
	}
}

func TestPointsRefused(t *testing.T) {
	for _, c := range []struct {
		kind       sensitivity.Kind
		rows, dims int
	}{
		{sensitivity.SobolPoints, 0, 1},
		{sensitivity.SobolPoints, 1, 0},
		{sensitivity.SobolPoints, 64, sensitivity.MaxDimensions + 1},
		{sensitivity.LatinPoints, math.MaxInt32 + 1, 1},
		{3, 64, 1},
		{-1, 64, 1},
	} {
		if p, err := sensitivity.NewPoints(c.kind, c.rows, c.dims, 0); p != nil || !errors.Is(err, sensitivity.ErrPoints) {
			t.Errorf("%+v: %v, %v", c, p, err)
		}
	}
}
