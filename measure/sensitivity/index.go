package sensitivity

import (
	"fmt"
	"math"
)

// MaxUnits is how many units can be ranked; a rank takes two bytes for each unit and run.
const MaxUnits = math.MaxUint16

// Index is a composite index with every choice that might have been made otherwise. The first of each list is the one
// that is published, the nominal index; a list of one leaves no choice. Analyses leave it unchanged.
//
// Leaves, Parent, Weighting.Weight and Aggregation use the numbering of composite.Tree: nodes 0 … Leaves-1 are the indicators, a
// parent comes after its children, and the last node is the index, whose parent is -1.
type Index struct {
	Units  int // at least 2, at most MaxUnits
	Leaves int
	Parent []int

	// Values[t][i][n] holds the normalised indicators under treatment t, imputation i and normalisation n, column after
	// column: Values[t][i][n][leaf*Units+unit], higher being better. Every value is finite; where an Aggregation has a
	// geometric mean none is negative (z-scores want a shifted scale, such as 50 + 10 z).
	Values [][][][]float64

	Weightings   []Weighting
	Aggregations []Aggregation

	// LeaveOut names nodes other than the root of which a run may leave out one: its weight goes to its siblings in
	// proportion, and a group that keeps nothing is left out with it.
	LeaveOut []int
}

// Weighting is a set of weights and how far it may be wrong. With neither Band nor Concentration the weights are exact.
type Weighting struct {
	// Weight of each node beside its siblings: 0, or within 1e-150 … 1e150; of any sum; the root's is not used.
	Weight []float64
	// Band, in (0, 1], multiplies each weight by a number uniform on [1-Band, 1+Band].
	Band float64
	// Concentration, in [0.1, 1e5], draws the shares of the positive weights among siblings from Dirichlet's distribution
	// with parameters Concentration · share: mean the share s, variance s(1-s)/(Concentration+1).
	Concentration float64
}

// Mean is how a node combines its children.
type Mean int

// The means; a geometric mean lets a good indicator make up less for a poor one, and is 0 where one is 0.
const (
	Arithmetic Mean = iota
	Geometric
)

// Aggregation gives the mean of each node; leaves are not used. A list of one element stands for all nodes.
type Aggregation []Mean

func (a Aggregation) of(node int) Mean {
	if len(a) == 1 {
		return a[0]
	}
	return a[node]
}

func (x *Index) root() int { return len(x.Parent) - 1 }

// check refuses an index of which some choice could not be computed.
func (x *Index) check() error {
	if x.Units < 2 || x.Units > MaxUnits {
		return fmt.Errorf("%w: %d", ErrUnits, x.Units)
	}
	if err := x.checkTree(); err != nil {
		return err
	}
	geometric := false
	for k, a := range x.Aggregations {
		if len(a) != 1 && len(a) != len(x.Parent) {
			return fmt.Errorf("%w: aggregation %d has %d means for %d nodes", ErrShape, k, len(a), len(x.Parent))
		}
		for _, m := range a {
			if m < Arithmetic || m > Geometric {
				return fmt.Errorf("%w: aggregation %d has mean %d", ErrShape, k, m)
			}
			geometric = geometric || m == Geometric
		}
	}
	if len(x.Aggregations) == 0 || len(x.Weightings) == 0 {
		return fmt.Errorf("%w: %d aggregations, %d weightings", ErrShape, len(x.Aggregations), len(x.Weightings))
	}
	if err := x.checkValues(geometric); err != nil {
		return err
	}
	return x.checkWeightings()
}

func (x *Index) checkTree() error {
	n := len(x.Parent)
	if x.Leaves < 1 || n <= x.Leaves {
		return fmt.Errorf("%w: %d leaves among %d nodes", ErrTree, x.Leaves, n)
	}
	children := make([]int, n)
	for i, p := range x.Parent {
		root := i == n-1
		if root != (p == -1) || !root && (p <= i || p < x.Leaves || p >= n) {
			return fmt.Errorf("%w: node %d has parent %d", ErrTree, i, p)
		}
		if i >= x.Leaves && children[i] == 0 {
			return fmt.Errorf("%w: node %d has no children", ErrTree, i)
		}
		if !root {
			children[p]++
		}
	}
	for _, out := range x.LeaveOut {
		if out < 0 || out >= n-1 {
			return fmt.Errorf("%w: node %d cannot be left out", ErrTree, out)
		}
	}
	return nil
}

// levels counts treatments, imputations and normalisations.
func (x *Index) levels() (treatments, imputations, normalisations int) {
	treatments = len(x.Values)
	if treatments > 0 {
		imputations = len(x.Values[0])
	}
	if imputations > 0 {
		normalisations = len(x.Values[0][0])
	}
	return treatments, imputations, normalisations
}

func (x *Index) checkValues(geometric bool) error {
	_, imputations, normalisations := x.levels()
	if normalisations == 0 {
		return fmt.Errorf("%w: no values", ErrShape)
	}
	for t, byImputation := range x.Values {
		if len(byImputation) != imputations {
			return fmt.Errorf("%w: treatment %d has %d imputations, the first %d", ErrShape, t, len(byImputation), imputations)
		}
		for i, byNormalisation := range byImputation {
			if len(byNormalisation) != normalisations {
				return fmt.Errorf("%w: treatment %d, imputation %d: %d normalisations, elsewhere %d", ErrShape, t, i, len(byNormalisation), normalisations)
			}
			for n, values := range byNormalisation {
				if err := x.checkMatrix(values, geometric); err != nil {
					return fmt.Errorf("%w (treatment %d, imputation %d, normalisation %d)", err, t, i, n)
				}
			}
		}
	}
	return nil
}

func (x *Index) checkMatrix(values []float64, geometric bool) error {
	if len(values) != x.Units*x.Leaves {
		return fmt.Errorf("%w: %d values for %d units and %d leaves", ErrShape, len(values), x.Units, x.Leaves)
	}
	for at, v := range values {
		if !(math.Abs(v) <= greatest) {
			return fmt.Errorf("%w: leaf %d, unit %d: %v", ErrValue, at/x.Units, at%x.Units, v)
		}
		if geometric && v < 0 {
			return fmt.Errorf("%w: leaf %d, unit %d: %v", ErrDomain, at/x.Units, at%x.Units, v)
		}
	}
	return nil
}

func (x *Index) checkWeightings() error {
	shares := make([]float64, len(x.Parent))
	for k, w := range x.Weightings {
		if len(w.Weight) != len(x.Parent) {
			return fmt.Errorf("%w: weighting %d has %d weights for %d nodes", ErrShape, k, len(w.Weight), len(x.Parent))
		}
		for node, v := range w.Weight {
			if v != 0 && !(v >= 1/greatest && v <= greatest) {
				return fmt.Errorf("%w: weighting %d, node %d: %v", ErrWeight, k, node, v)
			}
		}
		if !(w.Band >= 0 && w.Band <= 1) || w.Band > 0 && w.Concentration != 0 ||
			w.Concentration != 0 && !(w.Concentration >= 0.1 && w.Concentration <= 1e5) {
			return fmt.Errorf("%w: weighting %d: band %v, concentration %v", ErrWeight, k, w.Band, w.Concentration)
		}
		for _, out := range append([]int{none}, x.LeaveOut...) {
			if !x.shares(w.Weight, out, shares) {
				return fmt.Errorf("%w: weighting %d leaves nothing without node %d", ErrWeight, k, out)
			}
		}
	}
	return nil
}

// none stands for no node.
const none = -1

// shares writes each node's share among its siblings when node out counts for nothing; a group without weight below it
// counts for nothing either. It is false when nothing is left. The root's share is 1.
func (x *Index) shares(weight []float64, out int, into []float64) bool {
	root := x.root()
	clear(into)
	for node, p := range x.Parent {
		if node >= x.Leaves && into[node] == 0 || node == root {
			continue
		}
		if node != out {
			into[p] += weight[node] // sums stand in the place of the parent's own weight until the second pass
		}
	}
	if into[root] == 0 {
		return false
	}
	for node := range x.Parent {
		switch {
		case node == root:
			into[node] = 1
		case node == out || node >= x.Leaves && into[node] == 0 || weight[node] == 0:
			into[node] = 0
		default:
			into[node] = weight[node] / into[x.Parent[node]] // the parent comes later: it still holds its sum
		}
	}
	return true
}
