// Package leximinproblem holds what a fair division of limited capacity is (词典序最大最小公平分配：问题、解与证书). It
// holds no algorithm: solve/leximin finds divisions, solve/check/leximincheck judges them.
//
// # Problem
//
// A network of nodes and arcs with capacities. Node i can give up to Supply[i] units. A node with Need[i] > 0 is a group (a county, a
// kind of resident) that asks for so many. A division gives group g an amount x_g ≤ Need[g] by a flow within the capacities; its rate is x_g / Need[g], the
// need-adjusted service rate. Among all divisions find the one whose rates, sorted from the lowest, are lexicographically greatest (leximin): no
// group's rate can rise without lowering that of a group no better off. It is unique. Amounts may be fractions: rates are exact rationals. Costs do not decide rates; among flows that give
// the same amounts the cheapest is taken. Source: Megiddo, Optimal flows in networks with multiple sources and sinks (1974); Bertsimas, Farias,
// Trichakis, The price of fairness (2011).
//
// # Certificate
//
// The nodes are taken apart into levels, each a set of nodes with one rate λ = Num/Den for all its groups. Let T₁, T₂, … be the levels in rising order of λ; the
// last holds what is left. All that can enter T_k from later levels and from its own supplies is used, and all that can leave it towards earlier
// ones leaves; nothing flows from T_k to a later level. Then its groups together have Σ λ Need, and no more can reach them once earlier levels
// have their due: raising one of them lowers another of T₁ … T_k. That is all a judge has to see. In the last level rates are 1, or no group is left.
package leximinproblem

import (
	"errors"
	"fmt"

	"mihe/solve/flow/flowproblem"
)

// MaxAmount bounds every supply, need and capacity and their sums over supplies and needs: 2^28, so that amounts times a rate's denominator stay exact.
const MaxAmount = 1 << 28

// Reasons for which a problem is refused.
var (
	// ErrShape says that the problem is none: lists of unequal length, an arc outside the network, a lower bound, a negative amount.
	ErrShape = errors.New("not a problem of division")
	// ErrOverflow says that amounts are too large to be divided exactly.
	ErrOverflow = errors.New("amounts too large")
)

// Problem is a network with what each node can give and what it needs; arcs have no lower bounds.
type Problem struct {
	Supply, Need []int64
	Arcs         []flowproblem.Arc
}

// Level is a set of nodes whose groups have the same rate, Num/Den in lowest terms.
type Level struct {
	Num, Den int64
	Nodes    []int32 // in rising order
}

// Division is an answer. Levels hold every node once. Flow[a] is the flow of arc a times the denominator of the level in which both its ends lie; of arcs
// between levels it is 0 here, and their true flow is the capacity if they lead to an earlier level, else 0. Used[i] is what node i gives, times the denominator of its
// level; it is the whole supply but in the last level.
type Division struct {
	Levels []Level
	Flow   []int64
	Used   []int64
}

// Check refuses a problem that is malformed or too large. Cost O(n + m).
func (p *Problem) Check() error {
	if len(p.Need) != len(p.Supply) || len(p.Supply) >= flowproblem.MaxNodes || len(p.Arcs) > flowproblem.MaxArcs-len(p.Supply) {
		return fmt.Errorf("%w: %d supplies, %d needs, %d arcs", ErrShape, len(p.Supply), len(p.Need), len(p.Arcs))
	}
	var supply, need int64
	for i := range p.Supply {
		switch s, d := p.Supply[i], p.Need[i]; {
		case s < 0 || d < 0:
			return fmt.Errorf("%w: node %d gives %d and needs %d", ErrShape, i, s, d)
		case s > MaxAmount-supply || d > MaxAmount-need:
			return fmt.Errorf("%w: node %d gives %d and needs %d", ErrOverflow, i, s, d)
		}
		supply += p.Supply[i]
		need += p.Need[i]
	}
	n := int64(len(p.Supply))
	for i, a := range p.Arcs {
		switch {
		case int64(a.From) >= n || int64(a.To) >= n || a.From < 0 || a.To < 0 || a.Low != 0 || a.Cap < 0:
			return fmt.Errorf("%w: arc %d", ErrShape, i)
		case a.Cap > MaxAmount || a.Cost > MaxAmount || a.Cost < -MaxAmount:
			return fmt.Errorf("%w: arc %d", ErrOverflow, i)
		}
	}
	return nil
}

// Rates returns the rate of every node's level as fractions; it says something of groups alone.
func (d *Division) Rates(nodes int) (num, den []int64) {
	num, den = make([]int64, nodes), make([]int64, nodes)
	for _, l := range d.Levels {
		for _, u := range l.Nodes {
			num[u], den[u] = l.Num, l.Den
		}
	}
	return num, den
}
