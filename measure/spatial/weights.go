package spatial

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Standardisation says what becomes of weights before a statistic uses them. Its zero value is refused, because the
// same map has another answer under the other rule.
type Standardisation int

const (
	_ Standardisation = iota
	// AsGiven leaves the weights of edges as they are: binary where every edge weighs one. Places with many neighbours
	// then count for more.
	AsGiven
	// RowStandardised divides the weights of a place's neighbours by their sum, so that its lag is a mean.
	RowStandardised
)

// The bounds of a weight: within them no product of sums of weights overflows or vanishes.
const (
	LeastWeight    = 0x1p-100
	GreatestWeight = 0x1p+100
)

// MaxPlaces is the number of places that Weights takes; more than any country has.
const MaxPlaces = 1 << 24

// Edge says that place To is a neighbour of place From, both counted from 0.
type Edge struct {
	From, To int
	Weight   float64 // between LeastWeight and GreatestWeight; 1 for mere adjacency
}

// Weights says who is whose neighbour and by how much (空间权重矩阵). It is made by Adjacency, Directed or Nearest and not
// changed after; one may serve any number of maps, also at the same time. Its zero value has no places.
type Weights struct {
	links
	standardisation Standardisation
	islands         []int   // neither have neighbours nor are one
	mute            []int   // are a neighbour but have none
	asymmetric      int     // pairs that are not mutual in the weights given
	ties            []int   // Nearest: places with an equally near rival of their last neighbour
	pairs           links   // w_ij + w_ji in row i, for j > i
	s0, s1, s2      float64 // Cliff and Ord's sums
	unequal         float64 // Σ (r − mean)² of what the places that take part have by way of neighbours, r as in S2
}

// links are the rows of a sparse matrix: the neighbours of place i are to[start[i]:start[i+1]], ascending.
type links struct {
	start  []int
	to     []int32
	weight []float64
}

func (l *links) places() int { return max(len(l.start)-1, 0) }

func (l *links) row(i int) ([]int32, []float64) {
	return l.to[l.start[i]:l.start[i+1]], l.weight[l.start[i]:l.start[i+1]]
}

func (l *links) degree(i int) int { return l.start[i+1] - l.start[i] }

// Adjacency makes weights of n places from edges that are mutual: each pair stands in both directions with one
// weight, else ErrAsymmetric names a pair that does not. Places without edges are islands: they are kept in the
// count of n, left out of every statistic and reported. No edge may be given twice or lead to itself (ErrEdge).
// The order of edges does not matter. Cost for m edges O(m log m).
func Adjacency(n int, edges []Edge, s Standardisation) (*Weights, error) {
	w, err := Directed(n, edges, s)
	if err != nil {
		return nil, err
	}
	if w.asymmetric > 0 {
		return nil, firstOneWay(edges)
	}
	return w, nil
}

// Directed is Adjacency without the demand that neighbourhood be mutual, for edges made by nearness or by flows. How
// many pairs are not mutual is reported by Asymmetric. A place that is someone's neighbour but has none itself takes
// part in the statistics of the whole; of itself it has none.
func Directed(n int, edges []Edge, s Standardisation) (*Weights, error) {
	if n < 0 || n > MaxPlaces {
		return nil, fmt.Errorf("%w: %d places, at most %d", ErrLength, n, MaxPlaces)
	}
	sorted := slices.Clone(edges)
	slices.SortFunc(sorted, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	for k, e := range sorted {
		if err := e.check(n); err != nil {
			return nil, err
		}
		if k > 0 && e.From == sorted[k-1].From && e.To == sorted[k-1].To {
			return nil, fmt.Errorf("%w: %d to %d twice", ErrEdge, e.From, e.To)
		}
	}
	return newWeights(n, sorted, s)
}

func (e Edge) check(n int) error {
	switch {
	case e.From < 0 || e.From >= n || e.To < 0 || e.To >= n:
		return fmt.Errorf("%w: %d to %d of %d places", ErrEdge, e.From, e.To, n)
	case e.From == e.To:
		return fmt.Errorf("%w: %d to itself", ErrEdge, e.From)
	case !(e.Weight >= LeastWeight && e.Weight <= GreatestWeight): // also NaN
		return fmt.Errorf("%w: %d to %d has %v", ErrWeight, e.From, e.To, e.Weight)
	}
	return nil
}

// newWeights takes checked edges in order of their ends.
func newWeights(n int, edges []Edge, s Standardisation) (*Weights, error) {
	if s != AsGiven && s != RowStandardised {
		return nil, fmt.Errorf("%w: %d", ErrStandardisation, s)
	}
	w := &Weights{standardisation: s, links: links{start: make([]int, n+1)}}
	for _, e := range edges {
		w.to = append(w.to, int32(e.To))
		w.weight = append(w.weight, e.Weight)
		w.start[e.From+1]++
	}
	for i := range n {
		w.start[i+1] += w.start[i]
	}
	w.pairs, w.asymmetric = w.pairUp()
	if s == RowStandardised {
		w.standardiseRows()
		w.pairs, _ = w.pairUp()
	}
	w.addUp()
	return w, nil
}

// standardiseRows makes the weights of every row sum to one. Equal weights stay equal to the bit.
func (w *Weights) standardiseRows() {
	for i := range w.places() {
		_, weights := w.row(i)
		total := 0.0
		for _, v := range weights {
			total += v
		}
		for k := range weights {
			weights[k] /= total
		}
	}
}

// Places is the number of places, islands included.
func (w *Weights) Places() int { return w.places() }

// Standardisation is the rule the weights were made by.
func (w *Weights) Standardisation() Standardisation { return w.standardisation }

// Neighbours returns the neighbours of place i in ascending order and their weights after standardisation, as copies;
// both are empty for a place that has none or is not there.
func (w *Weights) Neighbours(i int) ([]int, []float64) {
	if i < 0 || i >= w.places() {
		return nil, nil
	}
	to, weights := w.row(i)
	at := make([]int, len(to))
	for k, j := range to {
		at[k] = int(j)
	}
	return at, slices.Clone(weights)
}

// Islands returns, ascending, the places that have no neighbour and are nobody's.
func (w *Weights) Islands() []int { return slices.Clone(w.islands) }

// Asymmetric is the number of pairs in which neighbourhood is not mutual or not of one weight, before standardisation.
func (w *Weights) Asymmetric() int { return w.asymmetric }

// Ties returns, ascending, the places whose last nearest neighbour had a rival at the same distance that was not taken;
// none unless the weights were made by Nearest.
func (w *Weights) Ties() []int { return slices.Clone(w.ties) }

// firstOneWay names the first edge, by its ends, that does not stand in both directions with one weight.
func firstOneWay(edges []Edge) error {
	type ends struct{ from, to int }
	weights := make(map[ends]float64, len(edges))
	for _, e := range edges {
		weights[ends{e.From, e.To}] = e.Weight
	}
	first := Edge{From: math.MaxInt}
	for _, e := range edges {
		if weights[ends{e.To, e.From}] != e.Weight && (e.From < first.From || e.From == first.From && e.To < first.To) {
			first = e
		}
	}
	back := weights[ends{first.To, first.From}]
	return fmt.Errorf("%w: %d to %d weighs %v, the way back %v", ErrAsymmetric, first.From, first.To, first.Weight, back)
}
