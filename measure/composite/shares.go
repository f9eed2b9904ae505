package composite

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// weighed checks a table of which every value of positive weight must be there, and returns the weights as shares.
func weighed(m Matrix, weights []float64) ([]float64, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	shares, err := sharesOf(weights, m.Cols)
	if err != nil {
		return nil, err
	}
	for c, share := range shares {
		if r := slices.Index(m.Column(c).Absent, true); share > 0 && r >= 0 {
			return nil, fmt.Errorf("%w: row %d, column %d", ErrMissing, r, c)
		}
	}
	return shares, nil
}

// sharesOf divides weights by their sum; nil means equal.
func sharesOf(weights []float64, n int) ([]float64, error) {
	if weights == nil {
		weights = slices.Repeat([]float64{1}, n)
	}
	if len(weights) != n {
		return nil, fmt.Errorf("%w: %d columns, %d weights", ErrShape, n, len(weights))
	}
	for i, w := range weights {
		if !(w >= 0 && w <= Greatest) {
			return nil, fmt.Errorf("%w: weight %d is %v", ErrWeight, i, w)
		}
	}
	if n == 0 || slices.Max(weights) == 0 {
		return nil, fmt.Errorf("%w: none of %d is positive", ErrWeight, n)
	}
	return divided(weights), nil
}

// divided returns amounts as shares of their sum, first scaled by a power of two so that neither huge nor tiny amounts lose their sum.
func divided(amounts []float64) []float64 {
	_, exponent := math.Frexp(slices.Max(amounts))
	shares := make([]float64, len(amounts))
	var total elementary.Sum
	for i, v := range amounts {
		shares[i] = math.Ldexp(v, -exponent)
		total.Add(shares[i])
	}
	for i := range shares {
		shares[i] /= total.Value()
	}
	return shares
}

// Cap returns weights as shares of which none is above most: what is cut off goes to the others in proportion, until all fit.
// It keeps one extreme unit from handing an indicator the whole of an entropy weight. most lies in (0, 1], and the columns of
// positive weight must be able to carry everything: fewer than 1/most of them is ErrDomain. Cost O(columns²) at worst.
func Cap(weights []float64, most float64) ([]float64, error) {
	shares, err := sharesOf(weights, len(weights))
	if err != nil {
		return nil, err
	}
	carrying := 0
	for _, w := range shares {
		if w > 0 {
			carrying++
		}
	}
	if !(most > 0 && most <= 1) || float64(most*float64(carrying)) < 1 {
		return nil, fmt.Errorf("%w: %d weights of at most %v", ErrDomain, carrying, most)
	}
	capped := make([]bool, len(shares))
	for {
		var free elementary.Sum
		left := 1.0
		for i, w := range shares {
			if capped[i] {
				left -= most
			} else {
				free.Add(w)
			}
		}
		above := false
		for i, w := range shares {
			if !capped[i] && w > 0 {
				shares[i] = float64(w*left) / free.Value()
			}
		}
		for i, w := range shares {
			if !capped[i] && w > most {
				shares[i], capped[i], above = most, true, true
			}
		}
		if !above {
			return shares, nil
		}
	}
}
