package composite

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// Judgements is a square matrix of pairwise comparisons, row after row: entry [i][j] says how many times as important i is as
// j, on Saaty's scale from 1/9 to 9 as a rule.
type Judgements [][]float64

// randomIndex is the mean consistency index of random reciprocal matrices for n = 1, 2, …, as Saaty (1980) prints it.
var randomIndex = [...]float64{0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59}

const (
	// reciprocal is how far a_ij · a_ji may be from 1: the rounding of a third typed with nine digits.
	reciprocal = 1e-8
	// iterations of the power method; consistent judgements need ten, Saaty's scale at its worst a few hundred.
	iterations = 20000
	// settled is the relative change at which the power method has arrived.
	settled = 4 * 0x1p-52
)

// AHPWeights are weights from judgements, with their consistency.
type AHPWeights struct {
	Weights
	Eigenvalue  float64 // λ, the greatest; at least n, and n for judgements without contradiction
	Index       float64 // CI = (λ − n)/(n − 1), ≥ 0
	Consistency float64 // CR = CI/RI, ≥ 0; 0 for n ≤ 2, where nothing can contradict. Above 0.1: ask again
}

// Upper makes a matrix of n compared things from the judgements above its diagonal, row after row: [3, 5, 2] says that the
// first is 3 times the second and 5 times the third, the second 2 times the third.
func Upper(n int, above []float64) (Judgements, error) {
	if n < 1 || len(above) != n*(n-1)/2 {
		return nil, fmt.Errorf("%w: %d things, %d judgements", ErrShape, n, len(above))
	}
	j := make(Judgements, n)
	for i := range j {
		j[i] = make([]float64, n)
		j[i][i] = 1
	}
	for i := range n {
		for k := i + 1; k < n; k++ {
			j[i][k], above = above[0], above[1:]
			j[k][i] = 1 / j[i][k]
		}
	}
	return j, j.check()
}

// AHP returns the weights of an analytic hierarchy process (层次分析法), the principal eigenvector of the judgements, with
// Saaty's consistency ratio; above 0.1 it warns. Judgements must be above zero, 1 on the diagonal and reciprocal
// (ErrJudgement), of at most 15 things. Cost O(n²) a step of the power method. Source: Saaty, The Analytic Hierarchy
// Process (1980).
func AHP(j Judgements) (AHPWeights, error) {
	if err := j.check(); err != nil {
		return AHPWeights{}, err
	}
	n := len(j)
	w, eigenvalue, ok := principal(j)
	if !ok {
		return AHPWeights{}, fmt.Errorf("%w: judgements contradict each other so far that no weights settle", ErrDomain)
	}
	answer := AHPWeights{Eigenvalue: max(eigenvalue, float64(n))}
	if n > 2 {
		answer.Index = (answer.Eigenvalue - float64(n)) / float64(n-1)
		answer.Consistency = answer.Index / randomIndex[n-1]
	}
	var warnings []Warning
	if answer.Consistency > 0.1 {
		warnings = append(warnings, about(Inconsistent, -1, answer.Consistency))
	}
	answer.Weights = weightsFrom(w, warnings)
	return answer, nil
}

// AHPGroup first takes the geometric mean of several persons' judgements (AIJ), which keeps them reciprocal. voices are their
// weights; nil means equal. Rules as AHP for every person. Source: Aczél and Saaty, J. Math. Psychology 27 (1983).
func AHPGroup(persons []Judgements, voices []float64) (AHPWeights, error) {
	if len(persons) == 0 {
		return AHPWeights{}, fmt.Errorf("%w: no judgements", ErrEmpty)
	}
	shares, err := sharesOf(voices, len(persons))
	if err != nil {
		return AHPWeights{}, err
	}
	n := len(persons[0])
	for i, p := range persons {
		if err := p.check(); err != nil {
			return AHPWeights{}, fmt.Errorf("person %d: %w", i, err)
		}
		if len(p) != n {
			return AHPWeights{}, fmt.Errorf("%w: person %d compares %d things, the first %d", ErrShape, i, len(p), n)
		}
	}
	var above []float64
	for a := range n {
		for b := a + 1; b < n; b++ {
			parts := make([]part, len(persons))
			for i, p := range persons {
				parts[i] = part{p[a][b], shares[i]}
			}
			mean, _ := Geometric.mean(parts)
			above = append(above, mean)
		}
	}
	group, err := Upper(n, above)
	if err != nil {
		return AHPWeights{}, err
	}
	return AHP(group)
}

// principal iterates w ← A w until it stays, and returns the sum to which A takes a w of sum 1.
func principal(j Judgements) (w []float64, eigenvalue float64, ok bool) {
	n := len(j)
	w, next := make([]float64, n), make([]float64, n)
	for i := range w {
		w[i] = 1 / float64(n)
	}
	for range iterations {
		var total elementary.Sum
		for i, row := range j {
			var sum elementary.Sum
			for k, a := range row {
				sum.Add(float64(a * w[k]))
			}
			next[i] = sum.Value()
			total.Add(next[i])
		}
		eigenvalue = total.Value()
		change := 0.0
		for i := range next {
			next[i] /= eigenvalue
			change = max(change, math.Abs(next[i]-w[i])/next[i])
		}
		w, next = next, w
		if change <= settled {
			return w, eigenvalue, true
		}
	}
	return nil, 0, false
}

func (j Judgements) check() error {
	n := len(j)
	if n < 1 || n > len(randomIndex) {
		return fmt.Errorf("%w: %d things compared, 1 to %d can be", ErrShape, n, len(randomIndex))
	}
	for i, row := range j {
		if len(row) != n {
			return fmt.Errorf("%w: row %d has %d judgements of %d", ErrShape, i, len(row), n)
		}
		for k, a := range row {
			switch {
			case !(a >= 1e-9 && a <= 1e9):
				return fmt.Errorf("%w: row %d, column %d: %v", ErrJudgement, i, k, a)
			case i == k && a != 1:
				return fmt.Errorf("%w: %d compared with itself is %v", ErrJudgement, i, a)
			case k < i && !(math.Abs(float64(a*j[k][i])-1) <= reciprocal):
				return fmt.Errorf("%w: %v in row %d, column %d, but %v the other way", ErrJudgement, a, i, k, j[k][i])
			}
		}
	}
	return nil
}
