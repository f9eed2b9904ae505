package converge

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// RankMobility is how far units change rank from one period to the next, and how much of it whole groups do together.
type RankMobility struct {
	Exchange []float64 // Σᵢ |change of rank of i|, one per step, ≥ 0
	Theta    []Figure  // share of Exchange that is the groups' common movement, in [0, 1]; NoExchange when nobody moved
	Greatest int       // the most Exchange can be: ⌊n²/2⌋
}

// MeasureRankMobility compares the ranks of successive periods (ties share their average) by group:
//
//	Θ = Σ_g |Σ_{i∈g} Δrᵢ| / Σᵢ |Δrᵢ|
//
// 1 when all units of each group move in one direction, 0 when movements inside every group cancel. group has one label per unit,
// else ErrLength. At least two periods. Cost O(T n log n).
// Source: Rey, Spatial analysis of regional income inequality, in Goodchild and Janelle (2004).
func MeasureRankMobility(y Panel, group []int) (RankMobility, error) {
	n, err := y.check(2, 1)
	if err != nil {
		return RankMobility{}, err
	}
	if len(group) != n {
		return RankMobility{}, fmt.Errorf("%w: %d groups, %d units", ErrLength, len(group), n)
	}
	labels := slices.Compact(slices.Sorted(slices.Values(group)))
	m := RankMobility{Greatest: n * n / 2}
	before := ranks(y[0])
	for t := 1; t < len(y); t++ {
		after := ranks(y[t])
		common := make([]float64, len(labels))
		total := 0.0
		for i := range after {
			g, _ := slices.BinarySearch(labels, group[i])
			common[g] += after[i] - before[i] // halves of whole numbers: exact
			total += math.Abs(after[i] - before[i])
		}
		m.Exchange = append(m.Exchange, total)
		m.Theta = append(m.Theta, theta(common, total))
		before = after
	}
	return m, nil
}

func theta(common []float64, total float64) Figure {
	if total == 0 {
		return Figure{Why: NoExchange}
	}
	var s elementary.Sum
	for _, c := range common {
		s.Add(math.Abs(c))
	}
	return Figure{Value: s.Value() / total}
}

// ranks gives 1 to the smallest; equal values share the average of their ranks.
func ranks(x []float64) []float64 {
	at := make([]int, len(x))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	r := make([]float64, len(x))
	for from := 0; from < len(at); {
		to := from
		for to < len(at) && x[at[to]] == x[at[from]] {
			to++
		}
		for _, i := range at[from:to] {
			r[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return r
}
