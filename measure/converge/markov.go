package converge

import (
	"fmt"

	"mihe/measure/elementary"
)

// Chain is how units move between classes from one period to the next.
type Chain struct {
	Classes      int
	Cuts         [][]float64 // Classes-1 cut points of each period, in the unit of y; a value at a cut belongs to the lower class
	Transitions  [][]int     // how many moved from class i (row) to class j
	Probability  [][]float64 // row i sums to 1; nil where nobody was ever in class i before a move: not available, not even
	Recurrent    [][]int     // sets of classes that, once entered, are never left; ascending
	Steady       [][]float64 // for each of these the long-run share of every class; several when the chain is not ergodic
	SteadyWhy    Reason      // EmptyClass when no long run can be told; else empty
	Sojourn      []Figure    // mean number of periods in class i before leaving it, 1/(1 − p_ii)
	Shorrocks    Figure      // mobility (k − tr P)/(k − 1), in [0, k/(k−1)]: 0 when nobody moves
	Observations int         // transitions counted
	Warnings     []Warning
}

// MeasureChain counts the transitions between the classes of successive periods and estimates
//
//	p_ij = n_ij / n_i.
//
// with its long run π = πP, the sojourn times and Shorrocks' mobility. Every period must be as far from the next. Quantile
// classes by R's type 7; equal cut points are ErrClasses. At least two periods and one unit, else ErrFew. Steady states come by
// elimination without subtraction, so they are good to a few roundings however rare a move is.
// Cost O(nT log nT + k³). Source: Quah, Empirical cross-section dynamics in economic growth, European Economic Review 37 (1993);
// Shorrocks, The measurement of mobility, Econometrica 46 (1978); Grassmann, Taksar and Heyman, Operations Research 33 (1985).
func MeasureChain(y Panel, c Classing) (Chain, error) {
	if _, err := y.check(2, 1); err != nil {
		return Chain{}, err
	}
	class, cuts, err := c.classify(y)
	if err != nil {
		return Chain{}, err
	}
	ch := chainOf(count(class, c.count(), nil))
	ch.Cuts = cuts
	if c.Annual {
		ch.Warnings = append(ch.Warnings, AnnualCuts)
	}
	return ch, nil
}

// NewChain is MeasureChain for transitions already counted: a square table, row i holding the moves out of class i.
func NewChain(transitions [][]int) (Chain, error) {
	k := len(transitions)
	if k < 2 || k > MaxClasses {
		return Chain{}, fmt.Errorf("%w: %d classes, want 2 to %d", ErrClasses, k, MaxClasses)
	}
	for i, row := range transitions {
		if len(row) != k {
			return Chain{}, fmt.Errorf("%w: row %d has %d entries, want %d", ErrLength, i, len(row), k)
		}
		for j, n := range row {
			if n < 0 || n > 1<<53/k/k {
				return Chain{}, fmt.Errorf("%w: %d transitions from %d to %d", ErrDomain, n, i, j)
			}
		}
	}
	return chainOf(copied(transitions)), nil
}

func copied(table [][]int) [][]int {
	c := square(len(table))
	for i := range table {
		copy(c[i], table[i])
	}
	return c
}

func square(k int) [][]int {
	table := make([][]int, k)
	for i := range table {
		table[i] = make([]int, k)
	}
	return table
}

// count fills a table of transitions; with take, only of those it accepts, by period and unit.
func count(class [][]int, k int, take func(t, i int) bool) [][]int {
	n := square(k)
	for t := 1; t < len(class); t++ {
		for i := range class[t] {
			if take == nil || take(t-1, i) {
				n[class[t-1][i]][class[t][i]]++
			}
		}
	}
	return n
}

func chainOf(transitions [][]int) Chain {
	k := len(transitions)
	ch := Chain{Classes: k, Transitions: transitions, Probability: make([][]float64, k)}
	for i, row := range transitions {
		total := sum(row)
		ch.Observations += total
		if total == 0 {
			continue
		}
		ch.Probability[i] = make([]float64, k)
		for j, n := range row {
			ch.Probability[i][j] = float64(n) / float64(total)
		}
	}
	ch.sojourn()
	ch.mobility()
	ch.longRun()
	return ch
}

func sum(x []int) int {
	total := 0
	for _, v := range x {
		total += v
	}
	return total
}

// sojourn takes 1/(1 − p_ii) as n_i./(n_i. − n_ii), whose difference is of whole numbers.
func (ch *Chain) sojourn() {
	for i, row := range ch.Transitions {
		total := sum(row)
		switch total {
		case 0:
			ch.Sojourn = append(ch.Sojourn, Figure{Why: NoTransitions})
		case row[i]:
			ch.Sojourn = append(ch.Sojourn, Figure{Why: Absorbing})
		default:
			ch.Sojourn = append(ch.Sojourn, Figure{Value: float64(total) / float64(total-row[i])})
		}
	}
}

// mobility sums 1 − p_ii from whole numbers.
func (ch *Chain) mobility() {
	var moved elementary.Sum
	for i, row := range ch.Transitions {
		total := sum(row)
		if total == 0 {
			ch.Shorrocks = Figure{Why: NoTransitions}
			return
		}
		moved.Add(float64(total-row[i]) / float64(total))
	}
	ch.Shorrocks = Figure{Value: moved.Value() / float64(ch.Classes-1)}
}
