package inequality

import (
	"cmp"
	"fmt"

	"mihe/measure/elementary"
)

// MaxGroups is the number of groups DagumDecompose takes: half a million pairs, some 50 MB. A label that turns out to be
// a serial number is thus refused before it can exhaust the machine.
const MaxGroups = 1000

// Dagum is the Gini coefficient divided by groups into three parts, after Dagum.
type Dagum[G cmp.Ordered] struct {
	Total          float64 // G of everyone; Within + NetBetween + Transvariation, to 1e-12 of it
	Within         float64 // Gw: differences inside groups
	NetBetween     float64 // Gnb: what the gaps between group means explain
	Transvariation float64 // Gt: overlap, where someone of the poorer group has more than someone of the richer
	Groups         []DagumGroup[G]
	Pairs          []DagumPair[G]
}

// DagumGroup is one group's part of Gw.
type DagumGroup[G cmp.Ordered] struct {
	Group           G
	PopulationShare float64 // P
	ValueShare      float64 // s = P μ_j/μ
	Mean            float64 // μ_j, in the unit of x
	Gini            float64 // G_jj; 0 for a single value and for a group that has nothing
	Within          float64 // G_jj P s
}

// DagumPair compares two groups, the one with the greater mean against the other; of equal means the smaller label
// stands as Richer.
type DagumPair[G cmp.Ordered] struct {
	Richer, Poorer G
	Gini           float64 // G_jh = E|y_j − y_h| / (μ_j + μ_h), in [0, 1]; 0 where both groups have nothing
	Affluence      float64 // d_jh = E max(y_j − y_h, 0), gross economic affluence, in the unit of x
	Overlap        float64 // p_jh = E max(y_h − y_j, 0), first-order moment of transvariation, in the unit of x
	D              float64 // D_jh = (d − p)/(d + p), in [0, 1]: 1 without overlap, 0 for equal means and where d + p = 0
	NetBetween     float64 // G_jh (P_j s_h + P_h s_j) D
	Transvariation float64 // G_jh (P_j s_h + P_h s_j) (1 − D)
}

// DagumDecompose divides the Gini coefficient by groups, given as one label per value:
//
//	G   = Gw + Gnb + Gt
//	Gw  = Σ_j G_jj P_j s_j
//	Gnb = Σ_{j>h} G_jh (P_j s_h + P_h s_j) D_jh
//	Gt  = Σ_{j>h} G_jh (P_j s_h + P_h s_j) (1 − D_jh)
//
// P and s are a group's shares of people and of income, and j is the richer group of a pair. All three parts are
// computed from the data and their sum is checked (ErrIdentity). Groups that do not overlap have Gt exactly 0, a single
// group Gnb and Gt exactly 0. Groups come in ascending order of label, and pairs in that order of their two labels; a
// label without a positive weight is not listed. Data as Gini; len(group) must be len(x), else ErrLength, and there may
// be MaxGroups distinct labels, else ErrGroups. Cost for k groups O(n log n + k n), memory O(n + k²).
// Source: Dagum, A new approach to the decomposition of the Gini income inequality ratio, Empirical Economics 22
// (1997), 515-531.
func DagumDecompose[G cmp.Ordered](x, weights []float64, group []G) (Dagum[G], error) {
	s, labels, err := newGroupedSample(x, weights, group)
	if err != nil {
		return Dagum[G]{}, err
	}
	if len(labels) > MaxGroups {
		return Dagum[G]{}, fmt.Errorf("%w: %d, at most %d", ErrGroups, len(labels), MaxGroups)
	}
	t := newTransvariation(&s, len(labels))
	d := Dagum[G]{Total: gini(&s)}
	d.addGroups(t, labels)
	d.addPairs(t, labels)
	if err := checkIdentity(d.Total, d.Within, d.NetBetween, d.Transvariation); err != nil {
		return Dagum[G]{}, err
	}
	return d, nil
}

// addGroups fills Groups and Within. E|y − y′| of a group with itself is twice its excess over itself.
func (d *Dagum[G]) addGroups(t *transvariation, labels []G) {
	var within elementary.Sum
	for j := range t.parts {
		part := &t.parts[j]
		if part.weight == 0 {
			continue
		}
		g := DagumGroup[G]{
			Group:           labels[j],
			PopulationShare: populationShare(t.whole, part),
			ValueShare:      valueShare(t.whole, part),
			Mean:            t.whole.restore(part.mean()),
		}
		if part.mean() > 0 {
			g.Gini = t.excess[j][j] / part.mean()
		}
		g.Within = float64(float64(g.Gini*g.PopulationShare) * g.ValueShare)
		within.Add(g.Within)
		d.Groups = append(d.Groups, g)
	}
	d.Within = within.Value()
}

// addPairs fills Pairs, NetBetween and Transvariation.
func (d *Dagum[G]) addPairs(t *transvariation, labels []G) {
	var net, overlap elementary.Sum
	for a := range t.parts {
		for b := a + 1; b < len(t.parts); b++ {
			if t.parts[a].weight == 0 || t.parts[b].weight == 0 {
				continue
			}
			p := newPair(t, labels, a, b)
			net.Add(p.NetBetween)
			overlap.Add(p.Transvariation)
			d.Pairs = append(d.Pairs, p)
		}
	}
	d.NetBetween, d.Transvariation = net.Value(), overlap.Value()
}

// newPair compares groups a and b. As s = P μ_j/μ, the pair's share of G is P_j P_h (d+p)/μ, of which d − p is net and
// 2p transvariation: written so, neither is a difference from 1.
func newPair[G cmp.Ordered](t *transvariation, labels []G, a, b int) DagumPair[G] {
	j, h, equal := t.order(a, b)
	d, p := t.excess[j][h], t.excess[h][j]
	pair := DagumPair[G]{
		Richer: labels[j], Poorer: labels[h],
		Affluence: t.whole.restore(d), Overlap: t.whole.restore(p),
	}
	if d+p == 0 {
		return pair
	}
	net, overlap := d-p, float64(2*p)
	if equal {
		net, overlap = 0, d+p
	}
	pair.Gini = min((d+p)/(t.parts[j].mean()+t.parts[h].mean()), 1) // rounding may pass the bound by a last digit
	pair.D = net / (d + p)
	share := float64(populationShare(t.whole, &t.parts[j])*populationShare(t.whole, &t.parts[h])) / t.whole.mean()
	pair.NetBetween = float64(share * net)
	pair.Transvariation = float64(share * overlap)
	return pair
}
