package spatial

import (
	"math"
	"slices"

	"mihe/measure/elementary"
)

// LocalGetisOrd is Getis and Ord's look for places among high values or among low ones (热点分析).
type LocalGetisOrd struct {
	Units []LocalGetisOrdUnit // one for each place, in the order of the values
	Star  bool                // whether a place counts among its own neighbours: G* and not G
	Search
}

// LocalGetisOrdUnit is the answer for one place; all zero where it is not Available.
type LocalGetisOrdUnit struct {
	Available bool     // false without neighbours, where all others are alike, and where all are its neighbours
	Share     *float64 // Gᵢ: the neighbours' part of the sum of others (of all, for Gᵢ*); nil if a value is negative or it is 0
	Z         float64  // standardised Gᵢ: high among high values, low among low ones
	Normal    Tails    // of Z
	Finding            // from permutations; from Normal where their count is 0
}

// LocalG returns Getis and Ord's Gᵢ of every place, or with star Gᵢ*, for which a place is its own neighbour with the
// greatest weight of its row (1 where all weigh 1). It is standardised by the mean m and the population's standard
// deviation s of the others:
//
//	Zᵢ  = (Σⱼ w_ij xⱼ − Wᵢ m) / (s √(((n−1) Σⱼ w_ij² − Wᵢ²) / (n−2))),  Wᵢ = Σⱼ w_ij
//
// and Zᵢ* likewise with j = i included, m and s of all places, and n and n−1 in place of n−1 and n−2. Zᵢ is the exact
// standard score under conditional permutation. Weights times a constant change nothing, and so neither does row-standardising
// weights that are alike; only Share has the unit of the weights. Values may be negative.
//
// With p.Count of 0 the P of each place is the normal one, good where neighbours are many (Ord and Getis say eight or
// more); else it is counted from the draws that LISA takes, the same for Gᵢ and Gᵢ*. Refusals as Moran; cost as LISA.
// Source: Ord and Getis, Local spatial autocorrelation statistics, Geographical Analysis 27 (1995), 286-306.
func LocalG(x []float64, w *Weights, star bool, p Permutations, d Discovery) (LocalGetisOrd, error) {
	f, err := newField(x, w)
	if err != nil {
		return LocalGetisOrd{}, err
	}
	s, err := newSearch(f, w, p, d)
	if err != nil {
		return LocalGetisOrd{}, err
	}
	var c *conditional
	if p.Count > 0 {
		c = newConditional(f, p)
	}
	shares := f.shares(star)
	units := make([]LocalGetisOrdUnit, len(f.at))
	var findings []*Finding
	var still []int
	for i := range units {
		u := &units[i]
		if f.degree(i) == 0 {
			continue
		}
		if u.Z, u.Available = f.standardG(i, star); !u.Available {
			still = append(still, f.at[i])
			continue
		}
		u.Share = shares[i]
		u.Normal = normalTails(u.Z)
		u.P = u.Normal
		if c != nil {
			u.P = c.tails(i)
		}
		findings = append(findings, &u.Finding)
	}
	if len(still) > 0 {
		s.Warnings = append(s.Warnings, Warning{Still, still, len(still)})
	}
	if err := s.judge(findings); err != nil {
		return LocalGetisOrd{}, err
	}
	return LocalGetisOrd{Units: expand(f, len(x), units), Star: star, Search: s}, nil
}

// standardG is Z of place i; not ok where G cannot vary.
func (f *field) standardG(i int, star bool) (z float64, ok bool) {
	_, weights := f.row(i)
	sum, squares := 0.0, 0.0
	for _, w := range weights {
		sum += w
		squares += float64(w * w)
	}
	n := f.n() - 1
	excess, variance := f.amongOthers(i, sum)
	if star {
		most := greatest(weights)
		excess = f.lag(i) + float64(most*f.z[i])
		sum += most
		squares += float64(most * most)
		n, variance = f.n(), f.m2/f.n()
	}
	rest := float64(n*squares) - float64(sum*sum)
	if n < 2 || variance == 0 || rest <= steady*float64(n*squares) {
		return 0, false
	}
	return excess / math.Sqrt(float64(variance*rest)/(n-1)), true
}

// amongOthers is what the lag of place i, of weights adding to sum, has above the mean of all others, and the variance of
// those. Where nearly all the variance is the place's own they are taken anew from the values.
func (f *field) amongOthers(i int, sum float64) (excess, variance float64) {
	const nearly = 1e-3
	n, z := f.n()-1, f.z[i]
	mean := -z / n
	if left := f.m2 - float64(z*z) - float64(float64(mean*mean)*n); left > float64(nearly*f.m2) {
		return f.lag(i) - float64(sum*mean), left / n
	}
	rest := slices.Delete(slices.Clone(f.x), i, i+1)
	if slices.Min(rest) == slices.Max(rest) {
		return 0, 0
	}
	rest, _, _ = deviations(rest)
	var squares elementary.Sum
	for _, z := range rest {
		squares.Add(float64(z * z))
	}
	rest = slices.Insert(rest, i, 0)
	to, weights := f.row(i)
	for k, j := range to {
		excess += float64(weights[k] * rest[j])
	}
	return excess, squares.Value() / n
}

// shares are the neighbours' parts of the sum; nil where a value is negative.
func (f *field) shares(star bool) []*float64 {
	shares := make([]*float64, len(f.x))
	if slices.Min(f.x) < 0 {
		return shares
	}
	all := float64(average(f.x) * f.n())
	for i := range shares {
		to, weights := f.row(i)
		near, total := 0.0, all
		for k, j := range to {
			near += float64(weights[k] * f.x[j])
		}
		if star {
			near += float64(greatest(weights) * f.x[i])
		} else {
			total = f.sumOfOthers(i, all)
		}
		if total > 0 {
			share := near / total
			shares[i] = &share
		}
	}
	return shares
}

// sumOfOthers adds anew where place i has nearly all.
func (f *field) sumOfOthers(i int, all float64) float64 {
	if f.x[i] < float64(0.999*all) {
		return all - f.x[i]
	}
	var others elementary.Sum
	for k, x := range f.x {
		if k != i {
			others.Add(x)
		}
	}
	return others.Value()
}

// greatest is the weight a place has for itself in G*.
func greatest(weights []float64) float64 {
	most := 0.0
	for _, w := range weights {
		most = max(most, w)
	}
	return most
}
