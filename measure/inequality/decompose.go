package inequality

import (
	"cmp"

	"mihe/measure/elementary"
)

// Decomposition is a Theil index divided into inequality between groups and inequality inside them.
type Decomposition[G cmp.Ordered] struct {
	Total   float64 // the index of everyone; Between + Within, to 1e-12 of it
	Between float64 // the index if everyone had the mean of their group; exactly 0 for a single group
	Within  float64 // the sum of the groups' Within
	Groups  []GroupPart[G]
}

// GroupPart is what one group contributes to a Theil index.
type GroupPart[G cmp.Ordered] struct {
	Group           G
	PopulationShare float64 // p, its share of the weights
	ValueShare      float64 // s, its share of the sum of values; p times its mean over the overall mean
	Mean            float64 // in the unit of x
	Index           float64 // the index inside the group; 0 for a single value and for a group that has nothing
	Within          float64 // s·Index for T, p·Index for L
	Between         float64 // s ln(s/p) for T, p ln(p/s) for L: negative on one side of the overall mean; they add to Between
}

// DecomposeTheilT divides Theil's T by groups, given as one label per value:
//
//	T = Σ_g s_g T_g + Σ_g s_g ln(μ_g/μ),  s_g = W_g μ_g / (W μ)
//
// Within weighs a group by its share of income. Both parts are computed from the data and their sum is checked
// (ErrIdentity). Groups come in ascending order of label; a label without a positive weight is not listed. A single
// group has Between 0, a group of one value Index 0, and a group whose mean is 0 contributes 0 to both. Data as
// TheilT; len(group) must be len(x), else ErrLength. Cost O(n log n).
// Source: Theil (1967), ch. 4; Shorrocks, The class of additively decomposable inequality measures, Econometrica 48
// (1980), 613-625.
func DecomposeTheilT[G cmp.Ordered](x, weights []float64, group []G) (Decomposition[G], error) {
	s, labels, err := newGroupedSample(x, weights, group)
	if err != nil {
		return Decomposition[G]{}, err
	}
	return decompose(&s, labels, theil{index: theilT, term: termT, share: valueShare, contribution: betweenT})
}

// DecomposeTheilL divides Theil's L (MLD) by groups:
//
//	L = Σ_g p_g L_g + Σ_g p_g ln(μ/μ_g),  p_g = W_g/W
//
// Within weighs a group by its share of people, so it does not change when the groups' means do: L is the index
// whose parts can be read one by one. Values must be positive. All else as DecomposeTheilT. Source: Shorrocks (1980).
func DecomposeTheilL[G cmp.Ordered](x, weights []float64, group []G) (Decomposition[G], error) {
	s, labels, err := newGroupedSample(x, weights, group)
	if err != nil {
		return Decomposition[G]{}, err
	}
	if err := s.checkPositive(); err != nil {
		return Decomposition[G]{}, err
	}
	return decompose(&s, labels, theil{index: theilL, term: termL, share: populationShare, contribution: betweenL})
}

// theil is what tells the two indices apart.
type theil struct {
	index        func(s *sample) float64           // the index of a sample
	term         func(x, mean, d float64) float64  // its term for one value; never negative
	share        func(whole, part *sample) float64 // how Within weighs a group
	contribution func(whole, part *sample) float64 // a group's signed contribution to Between
}

// decompose sums Between from terms that are never negative (see theilT), as if each group were one unit.
func decompose[G cmp.Ordered](s *sample, labels []G, t theil) (Decomposition[G], error) {
	d := Decomposition[G]{Total: t.index(s)}
	var between, within elementary.Sum
	for g, part := range s.split(len(labels)) {
		if part.weight == 0 {
			continue
		}
		p := groupPart(s, &part, labels[g], t)
		within.Add(p.Within)
		between.Add(float64(p.PopulationShare * t.term(part.mean(), s.mean(), s.deviationOf(&part))))
		d.Groups = append(d.Groups, p)
	}
	d.Between, d.Within = between.Value(), within.Value()
	if err := checkIdentity(d.Total, d.Between, d.Within); err != nil {
		return Decomposition[G]{}, err
	}
	return d, nil
}

func groupPart[G cmp.Ordered](s, part *sample, label G, t theil) GroupPart[G] {
	p := GroupPart[G]{
		Group:           label,
		PopulationShare: populationShare(s, part),
		ValueShare:      valueShare(s, part),
		Mean:            s.restore(part.mean()),
	}
	if part.mean() == 0 {
		return p
	}
	p.Index = t.index(part)
	p.Within = float64(t.share(s, part) * p.Index)
	p.Between = t.contribution(s, part)
	return p
}

func populationShare(s, part *sample) float64 { return part.weight / s.weight }

func valueShare(s, part *sample) float64 {
	return float64(populationShare(s, part)*part.mean()) / s.mean()
}

func betweenT(s, part *sample) float64 { return float64(valueShare(s, part) * s.lnOf(part)) }

func betweenL(s, part *sample) float64 { return -float64(populationShare(s, part) * s.lnOf(part)) }
