package evaluation

import (
	"cmp"
	"slices"

	"mihe/measure/composite"
)

// hierarchy is a method's tree in the numbering of composite.Tree: indicators as the method lists them, then nodes from
// the deepest up, the index last.
type hierarchy struct {
	tree  composite.Tree
	nodes []Node // in that order
}

func (m *Method) hierarchy() hierarchy {
	parents := map[string]string{}
	for _, n := range m.Nodes {
		parents[n.ID] = n.Parent
	}
	nodes := slices.Clone(m.Nodes)
	slices.SortStableFunc(nodes, func(a, b Node) int { return cmp.Compare(depth(parents, b.ID), depth(parents, a.ID)) })
	at := map[string]int{"": -1}
	for i, n := range nodes {
		at[n.ID] = len(m.Indicators) + i
	}
	h := hierarchy{nodes: nodes, tree: composite.Tree{Leaves: len(m.Indicators)}}
	for _, item := range m.Indicators {
		h.tree.Parent, h.tree.Weight = append(h.tree.Parent, at[item.Parent]), append(h.tree.Weight, item.Weight)
	}
	for _, n := range nodes {
		h.tree.Parent, h.tree.Weight = append(h.tree.Parent, at[n.Parent]), append(h.tree.Weight, max(n.Weight, 1e-9))
	}
	h.tree.Weight[len(h.tree.Weight)-1] = 1
	h.tree = h.tree.With(power(m.Aggregation.By))
	return h
}

// weigh replaces the indicators' weights.
func (h hierarchy) weigh(leaves []float64) composite.Tree {
	t := h.tree
	t.Weight = slices.Clone(t.Weight)
	copy(t.Weight, leaves)
	return t
}

// weights are the indicators' weights by a named way, from scores in [0, 1].
func (m *Method) weights(by string, unit composite.Matrix) ([]float64, []composite.Warning, error) {
	var w composite.Weights
	var err error
	switch by {
	case "given":
		for _, item := range m.Indicators {
			w.Weight = append(w.Weight, item.Weight)
		}
	case "equal":
		w.Weight = slices.Repeat([]float64{1}, len(m.Indicators))
	case "entropy":
		var e composite.EntropyWeights
		e, err = composite.Entropy(unit, 0)
		w = e.Weights
	case "critic":
		var c composite.CRITICWeights
		c, err = composite.CRITIC(unit, composite.Pearson)
		w = c.Weights
	case "variation":
		w, err = composite.Variation(unit)
	case "pca":
		var p composite.Components
		p, err = composite.PCA(unit, composite.Kaiser)
		w = p.Weights
	}
	return w.Weight, w.Warnings, err
}
