package converge

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"mihe/measure/elementary"
)

// SpatialChain is a chain for each class of what surrounds a unit, and whether they differ.
type SpatialChain struct {
	Pooled      Chain   // all counted transitions together
	Conditional []Chain // of units whose neighbours stand in lag class 0, 1, …, before the move
	LagCuts     [][]float64
	Homogeneity Homogeneity
	Islands     []int // units without neighbours; none of their transitions is counted
	Warnings    []Warning
}

// Homogeneity tests whether the conditional chains are one and the same.
type Homogeneity struct {
	LR, Q         float64 // likelihood ratio and Pearson's χ²; both ≥ 0
	Freedom       int     // Σᵢ (aᵢ − 1)(bᵢ − 1): aᵢ classes entered from i, bᵢ lag classes with moves out of i
	LRP, QP       Figure  // upper tail of χ²; NoFreedom when there is nothing to compare
	SparseClasses int     // rows of a conditional chain with fewer than five moves: then neither p is exact
}

// MeasureSpatialChain conditions the chain of y on the mean of each unit's neighbours, before the move. neighbours lists for each
// unit the places of its neighbours; it need not be symmetric. A unit without neighbours is an island: it is named and not
// counted. Classes of y and of the lags may differ. A neighbour that does not exist, is the unit itself or stands twice is ErrNeighbour.
// All else as MeasureChain. Cost O(nT log nT + edges·T + m k³).
// Source: Rey, Spatial empirics for economic growth and convergence, Geographical Analysis 33 (2001); Bickenbach and Bode,
// Evaluating the Markov property in studies of economic convergence, International Regional Science Review 26 (2003).
func MeasureSpatialChain(y Panel, neighbours [][]int, own, lag Classing) (SpatialChain, error) {
	n, err := y.check(2, 1)
	if err != nil {
		return SpatialChain{}, err
	}
	islands, err := checkNeighbours(neighbours, n)
	if err != nil {
		return SpatialChain{}, err
	}
	if len(islands) == n {
		return SpatialChain{}, fmt.Errorf("%w: no unit has a neighbour", ErrNeighbour)
	}
	lags := make(Panel, len(y))
	for t := range y {
		lags[t] = make([]float64, n)
		for i := range lags[t] {
			lags[t][i] = neighbourMean(y[t], neighbours[i])
		}
	}
	return conditional(y, lags, islands, own, lag)
}

// MeasureLagChain is MeasureSpatialChain for lags computed by the caller, with weights of any kind: lag[t][i] surrounds y[t][i].
func MeasureLagChain(y, lags Panel, own, lag Classing) (SpatialChain, error) {
	n, err := y.check(2, 1)
	if err != nil {
		return SpatialChain{}, err
	}
	m, err := lags.check(2, 1)
	if err != nil {
		return SpatialChain{}, fmt.Errorf("lags: %w", err)
	}
	if n != m || len(y) != len(lags) {
		return SpatialChain{}, fmt.Errorf("%w: %d units of %d periods, lags %d of %d", ErrLength, n, len(y), m, len(lags))
	}
	return conditional(y, lags, nil, own, lag)
}

func conditional(y, lags Panel, islands []int, own, lag Classing) (SpatialChain, error) {
	class, cuts, err := own.classify(y)
	if err != nil {
		return SpatialChain{}, err
	}
	lagClass, lagCuts, err := classifyBut(lags, islands, lag)
	if err != nil {
		return SpatialChain{}, fmt.Errorf("lags: %w", err)
	}
	counted := func(i int) bool { _, island := slices.BinarySearch(islands, i); return !island }
	s := SpatialChain{LagCuts: lagCuts, Islands: islands}
	for c := range lag.count() {
		part := chainOf(count(class, own.count(), func(t, i int) bool { return counted(i) && lagClass[t][i] == c }))
		part.Cuts = cuts
		s.Conditional = append(s.Conditional, part)
	}
	s.Pooled = chainOf(count(class, own.count(), func(_, i int) bool { return counted(i) }))
	s.Pooled.Cuts = cuts
	s.Homogeneity = compare(&s.Pooled, s.Conditional)
	if own.Annual || lag.Annual {
		s.Warnings = append(s.Warnings, AnnualCuts)
	}
	return s, nil
}

// classifyBut takes the quantiles of lags without those of islands, which have none.
func classifyBut(lags Panel, islands []int, c Classing) ([][]int, [][]float64, error) {
	if len(islands) == 0 {
		return c.classify(lags)
	}
	without := make(Panel, len(lags))
	for t := range lags {
		for i, v := range lags[t] {
			if _, island := slices.BinarySearch(islands, i); !island {
				without[t] = append(without[t], v)
			}
		}
	}
	part, cuts, err := c.classify(without)
	if err != nil {
		return nil, nil, err
	}
	class := make([][]int, len(lags))
	for t := range lags {
		class[t] = make([]int, len(lags[t]))
		for i, next := 0, 0; i < len(class[t]); i++ {
			if _, island := slices.BinarySearch(islands, i); !island {
				class[t][i] = part[t][next]
				next++
			}
		}
	}
	return class, cuts, nil
}

func checkNeighbours(neighbours [][]int, n int) (islands []int, err error) {
	if len(neighbours) != n {
		return nil, fmt.Errorf("%w: %d lists of neighbours, %d units", ErrLength, len(neighbours), n)
	}
	seen := make([]int, n)
	for i, list := range neighbours {
		if len(list) == 0 {
			islands = append(islands, i)
		}
		for _, j := range list {
			if j < 0 || j >= n || j == i || seen[j] == i+1 {
				return nil, fmt.Errorf("%w: unit %d lists %d", ErrNeighbour, i, j)
			}
			seen[j] = i + 1
		}
	}
	return islands, nil
}

// compare sums over rows and lag classes what each conditional probability differs from the pooled one.
func compare(pooled *Chain, parts []Chain) Homogeneity {
	var h Homogeneity
	var lr, q elementary.Sum
	for i, p := range pooled.Probability {
		if p == nil {
			continue
		}
		entered, seen := 0, 0
		for _, v := range p {
			if v > 0 {
				entered++
			}
		}
		for _, part := range parts {
			total := sum(part.Transitions[i])
			if total == 0 {
				continue
			}
			seen++
			if total < 5 {
				h.SparseClasses++
			}
			addRow(&lr, &q, part.Transitions[i], part.Probability[i], p, total)
		}
		h.Freedom += (entered - 1) * (seen - 1)
	}
	h.LR, h.Q = max(float64(2*lr.Value()), 0), q.Value()
	h.LRP, h.QP = chiTail(h.LR, h.Freedom), chiTail(h.Q, h.Freedom)
	return h
}

func addRow(lr, q *elementary.Sum, n []int, part, pooled []float64, total int) {
	for j, p := range pooled {
		if p == 0 {
			continue
		}
		d := part[j] - p
		q.Add(float64(float64(total)*float64(d*d)) / p)
		if n[j] > 0 {
			lr.Add(float64(float64(n[j]) * elementary.LogRatio(part[j], p)))
		}
	}
}

func chiTail(x float64, freedom int) Figure {
	if freedom < 1 {
		return Figure{Why: NoFreedom}
	}
	return figure(min(max(distuv.ChiSquared{K: float64(freedom)}.Survival(math.Max(x, 0)), 0), 1))
}
