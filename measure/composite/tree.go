package composite

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// Power is the exponent of a generalised mean. The smaller it is, the less a good indicator makes up for a poor one:
// every mean lies between the least and the greatest value and grows with its power.
type Power float64

// The named means.
const (
	Harmonic   Power = -1
	Geometric  Power = 0 // the limit
	Arithmetic Power = 1 // full compensation: a failed pillar hides behind the others
)

// Tree is the hierarchy of an index: its first Leaves nodes are the columns of a matrix, the others stand for pillars,
// sub-indices and the index. A parent comes after its children, so the last node is the root.
type Tree struct {
	Leaves int
	Parent []int     // node above each node; -1 for the root, the last
	Weight []float64 // of each node beside its siblings, ≥ 0, of any sum; the root's is not used
	Power  []Power   // how each node combines its children; nil means Arithmetic everywhere; not used for leaves
}

// Flat is the hierarchy of one node over all columns; nil weights are equal.
func Flat(columns int, weights []float64, mean Power) Tree {
	if weights == nil {
		weights = slices.Repeat([]float64{1}, columns)
	}
	t := Tree{Leaves: columns, Weight: append(slices.Clone(weights), 1)}
	t.Parent = append(slices.Repeat([]int{columns}, columns), -1)
	return t.With(mean)
}

// With returns the same hierarchy with every node combined by one mean.
func (t Tree) With(mean Power) Tree {
	t.Power = slices.Repeat([]Power{mean}, len(t.Parent))
	return t
}

// Without returns the same hierarchy in which the given columns count for nothing, such as those that Normalise names as
// constant. A pillar that keeps no weight then counts for nothing too; when nothing is left, Aggregate refuses the tree.
func (t Tree) Without(columns ...int) Tree {
	if len(t.Weight) != len(t.Parent) {
		return t // no tree; whoever uses it says so
	}
	t.Weight = slices.Clone(t.Weight)
	for _, c := range columns {
		t.Weight[c] = 0
	}
	below := make([]float64, len(t.Parent))
	for i, p := range t.Parent {
		if i >= t.Leaves && below[i] == 0 {
			t.Weight[i] = 0
		}
		if p > i && p < len(below) {
			below[p] += t.Weight[i]
		}
	}
	return t
}

// Shares returns each node's weight as a share of its siblings' (siblings sum to 1, the root has 1), and effective each
// node's share of the whole index: its share times those of all nodes above it. The effective shares of the leaves sum to 1.
// Among siblings without weight every share is 0.
func (t Tree) Shares() (shares, effective []float64, err error) {
	if err := t.check(); err != nil {
		return nil, nil, err
	}
	shares, effective = t.shares(), make([]float64, len(t.Parent))
	for i := len(t.Parent) - 1; i >= 0; i-- {
		effective[i] = shares[i]
		if p := t.Parent[i]; p >= 0 {
			effective[i] = float64(shares[i] * effective[p])
		}
	}
	return shares, effective, nil
}

func (t Tree) shares() []float64 {
	below := make([]elementary.Sum, len(t.Parent))
	for i, p := range t.Parent {
		if p >= 0 {
			below[p].Add(t.Weight[i])
		}
	}
	shares := make([]float64, len(t.Parent))
	for i, p := range t.Parent {
		if p < 0 {
			shares[i] = 1
		} else if total := below[p].Value(); total > 0 {
			shares[i] = t.Weight[i] / total
		}
	}
	return shares
}

// power is how node i combines its children.
func (t Tree) power(i int) Power {
	if t.Power == nil {
		return Arithmetic
	}
	return t.Power[i]
}

func (t Tree) check() error {
	n := len(t.Parent)
	if t.Leaves < 1 || n <= t.Leaves || len(t.Weight) != n || t.Power != nil && len(t.Power) != n {
		return fmt.Errorf("%w: %d leaves, %d parents, %d weights, %d powers", ErrTree, t.Leaves, n, len(t.Weight), len(t.Power))
	}
	below := make([]float64, n)
	for i, p := range t.Parent {
		root := i == n-1
		if root != (p == -1) || !root && (p <= i || p < t.Leaves || p >= n) {
			return fmt.Errorf("%w: node %d has parent %d", ErrTree, i, p)
		}
		if w := t.Weight[i]; !(w >= 0 && w <= Greatest) {
			return fmt.Errorf("%w: node %d: %v", ErrWeight, i, w)
		}
		if i >= t.Leaves {
			if p := float64(t.power(i)); math.IsNaN(p) || math.IsInf(p, 0) {
				return fmt.Errorf("%w: node %d: power %v", ErrDomain, i, p)
			}
			if below[i] == 0 && (root || t.Weight[i] > 0) {
				return fmt.Errorf("%w: node %d has no child of positive weight", ErrWeight, i)
			}
		}
		if !root {
			below[p] += t.Weight[i]
		}
	}
	return nil
}
