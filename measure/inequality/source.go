package inequality

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// SourceGini is the Gini coefficient divided by sources of income.
type SourceGini struct {
	Total   float64 // G of the sums of all sources
	Sources []Source
}

// Source is one source's part.
type Source struct {
	Share        float64 // S, of the total of all sources, in [0, 1]
	Gini         float64 // G of the source alone, in [0, 1]; 0 for a source of nothing
	Correlation  float64 // R, Gini correlation with rank in the total, in [-1, 1]; 0 where the source is alike for all
	Contribution float64 // S G R; the contributions add to Total. Negative for what goes to the poor
	Elasticity   float64 // Contribution/Total − Share: per cent by which G changes when the source grows by one; they add to 0; 0 where G is 0
}

// DecomposeSources divides the Gini coefficient of total income by its sources, given as one slice per source with one value per unit:
//
//	G = Σ_k S_k G_k R_k,   R_k = cov(y_k, F)/cov(y_k, F_k)
//
// where F is the rank in the total and F_k that in the source, people of equal value sharing the middle of their ranks. The contributions are
// computed from the data and their sum is checked (ErrIdentity). Values must be ≥ 0 (ErrDomain): a tax is not a source here. All
// slices must be of one length, else ErrLength; weights as in Gini; at least one source, else ErrEmpty. Cost O(k n log n).
// Source: Lerman and Yitzhaki, Income inequality effects by income source, Rev. Econ. Stat. 67 (1985); Stark, Taylor and Yitzhaki,
// Remittances and inequality, Economic Journal 96 (1986), for the elasticity.
func DecomposeSources(sources [][]float64, weights []float64) (SourceGini, error) {
	total, err := addSources(sources, weights)
	if err != nil {
		return SourceGini{}, err
	}
	s, err := newSample(total, weights, nil)
	if err != nil {
		return SourceGini{}, err
	}
	d := SourceGini{Total: gini(&s)}
	at, p, above := placesOf(total, sources, weights)
	var parts []float64
	scale := d.Total
	for k, y := range sources {
		part, err := sourceOf(y, weights, at, p, above, &s)
		if err != nil {
			return SourceGini{}, fmt.Errorf("source %d: %w", k, err)
		}
		d.Sources = append(d.Sources, part)
		parts = append(parts, part.Contribution)
		scale += math.Abs(part.Contribution)
	}
	if err := checkSum(d.Total, scale, parts...); err != nil {
		return SourceGini{}, err
	}
	for k := range d.Sources {
		if d.Total > 0 {
			d.Sources[k].Elasticity = d.Sources[k].Contribution/d.Total - d.Sources[k].Share
		}
	}
	return d, nil
}

// addSources sums over sources, and refuses what is not a finite number, or below zero where somebody has it.
func addSources(sources [][]float64, weights []float64) ([]float64, error) {
	if len(sources) == 0 {
		return nil, fmt.Errorf("%w: no sources", ErrEmpty)
	}
	total := make([]float64, len(sources[0]))
	for k, y := range sources {
		if len(y) != len(total) {
			return nil, fmt.Errorf("%w: source %d has %d values, source 0 has %d", ErrLength, k, len(y), len(total))
		}
		for i, v := range y {
			switch {
			case math.IsNaN(v) || math.IsInf(v, 0):
				return nil, fmt.Errorf("%w: source %d, entry %d is %v", ErrValue, k, i, v)
			case v < 0 && (i >= len(weights) || weights[i] != 0):
				return nil, fmt.Errorf("%w: source %d, entry %d is negative: %v", ErrDomain, k, i, v)
			}
		}
	}
	for i := range total {
		var s elementary.Sum
		for _, y := range sources {
			s.Add(y[i])
		}
		total[i] = s.Value()
		if !numbers(total[i : i+1]) {
			return nil, fmt.Errorf("%w: the sources of entry %d pass the greatest number", ErrSpan, i)
		}
	}
	return total, nil
}

// placesOf orders the entries of positive weight by total, weight and sources, and gives each its share of people and 2F − 1: the share of
// people below it less the share above.
func placesOf(total []float64, sources [][]float64, weights []float64) (at []int, p, above []float64) {
	if weights == nil {
		weights = slices.Repeat([]float64{1}, len(total))
	}
	p, _ = sharesOf(weights) // checked by newSample before
	for i := range total {
		if weights[i] > 0 {
			at = append(at, i)
		}
	}
	slices.SortFunc(at, func(a, b int) int {
		c := cmp.Or(cmp.Compare(total[a], total[b]), cmp.Compare(weights[a], weights[b]))
		for k := 0; c == 0 && k < len(sources); k++ {
			c = cmp.Compare(sources[k][a], sources[k][b])
		}
		return c
	})
	above = make([]float64, len(total))
	var below elementary.Sum
	for from := 0; from < len(at); {
		to := from
		var equal elementary.Sum
		for to < len(at) && total[at[to]] == total[at[from]] {
			equal.Add(p[at[to]])
			to++
		}
		middle := below.Value() + equal.Value()/2
		for _, i := range at[from:to] {
			above[i] = float64(2*middle) - 1
		}
		below.Add(equal.Value())
		from = to
	}
	return at, p, above
}

// sourceOf takes the source's own Gini coefficient, its share, and the mean of what it gives to those above less those below the middle.
func sourceOf(y, weights []float64, at []int, p, above []float64, whole *sample) (Source, error) {
	units, err := collect(y, weights, nil)
	if err != nil {
		return Source{}, err
	}
	if units[len(units)-1].x == 0 {
		return Source{}, nil
	}
	exponent, err := scaleValues(units)
	if err != nil {
		return Source{}, err
	}
	s := sampleOf(units, exponent)
	part := Source{
		Share: min(math.Ldexp(s.mean()/whole.mean(), s.exponent-whole.exponent), 1),
		Gini:  gini(&s),
	}
	if part.Gini == 0 {
		return part, nil
	}
	var with elementary.Sum
	for _, i := range at {
		with.Add(float64(float64(p[i]*above[i]) * s.deviation(math.Ldexp(y[i], -s.exponent))))
	}
	part.Correlation = min(max(with.Value()/part.Gini, -1), 1) // rounding may pass the bounds by a last digit
	part.Contribution = float64(part.Share * with.Value())
	return part, nil
}
