// Package leximincheck judges fair divisions (公平分配核验) by the mathematics of the problem alone: it imports no solver. It serves a county that got less than
// it asked for and wants to know that nobody better off has what it could have had. What the certificate says and why it proves the
// division fair stands in package leximinproblem. One pass over the arcs; products of amounts stay below 2^58, sums in big integers.
package leximincheck

import (
	"fmt"
	"math/big"

	"mihe/solve/leximin/leximinproblem"
)

// Code says what is wrong with a division.
type Code string

// What can be wrong; the comment says what Subject of such a Flaw is.
const (
	Length  Code = "length"  // a list has the wrong length: 0 flows, 1 used supplies
	Rate    Code = "rate"    // a rate is no fraction from 0 to 1 in lowest terms, or lower than that of the level before: the level
	Nodes   Code = "nodes"   // a node stands in no level, in two, or out of order: the node, or the level that names one outside the network
	Bounds  Code = "bounds"  // a flow outside its arc's bounds: the arc
	Used    Code = "used"    // a node gives more than it has, or less in a level that a cut closes: the node
	Balance Code = "balance" // what reaches a node is not what its rate says: the node
	Open    Code = "open"    // groups of the last level have less than they need, though no cut forbids more: the level
)

// Flaw is one thing wrong with a division; Subject counts from 0.
type Flaw struct {
	Code    Code `json:"code"`
	Subject int  `json:"subject"`
}

// String says it in English, for logs and tests.
func (f Flaw) String() string { return fmt.Sprintf("%s %d", f.Code, f.Subject) }

// Check returns what is wrong with a division of p, whose own Check must have passed; nothing means that it is feasible and leximin.
func Check(p *leximinproblem.Problem, d *leximinproblem.Division) []Flaw {
	var flaws []Flaw
	if len(d.Flow) != len(p.Arcs) {
		flaws = append(flaws, Flaw{Length, 0})
	}
	if len(d.Used) != len(p.Supply) {
		flaws = append(flaws, Flaw{Length, 1})
	}
	at, bad := levels(p, d)
	if flaws = append(flaws, bad...); flaws != nil {
		return flaws
	}
	balance := make([]*big.Int, len(p.Supply))
	for u := range balance {
		level := d.Levels[at[u]]
		balance[u] = new(big.Int).Sub(big.NewInt(d.Used[u]), product(level.Num, p.Need[u]))
		most := product(level.Den, p.Supply[u])
		used := big.NewInt(d.Used[u])
		if d.Used[u] < 0 || used.Cmp(most) > 0 || at[u] < len(d.Levels)-1 && used.Cmp(most) != 0 {
			flaws = append(flaws, Flaw{Used, u})
		}
	}
	for i, a := range p.Arcs {
		from, to := at[a.From], at[a.To]
		x := big.NewInt(d.Flow[i])
		if d.Flow[i] < 0 || from != to && d.Flow[i] != 0 || from == to && x.Cmp(product(d.Levels[to].Den, a.Cap)) > 0 {
			flaws = append(flaws, Flaw{Bounds, i})
		}
		switch {
		case from == to:
			balance[a.From].Sub(balance[a.From], x)
			balance[a.To].Add(balance[a.To], x)
		case from > to: // towards an earlier level: all the arc takes
			balance[a.From].Sub(balance[a.From], product(d.Levels[from].Den, a.Cap))
			balance[a.To].Add(balance[a.To], product(d.Levels[to].Den, a.Cap))
		}
	}
	for u, b := range balance {
		if b.Sign() != 0 {
			flaws = append(flaws, Flaw{Balance, u})
		}
	}
	return flaws
}

func product(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

// levels checks rates and nodes, and returns the level of each node.
func levels(p *leximinproblem.Problem, d *leximinproblem.Division) (at []int, flaws []Flaw) {
	at = make([]int, len(p.Supply))
	for u := range at {
		at[u] = -1
	}
	for k, l := range d.Levels {
		if l.Num < 0 || l.Den < 1 || l.Num > l.Den || new(big.Int).GCD(nil, nil, big.NewInt(l.Num), big.NewInt(l.Den)).Cmp(big.NewInt(1)) != 0 {
			return nil, append(flaws, Flaw{Rate, k})
		}
		if k > 0 && product(l.Num, d.Levels[k-1].Den).Cmp(product(d.Levels[k-1].Num, l.Den)) < 0 {
			flaws = append(flaws, Flaw{Rate, k})
		}
		for i, u := range l.Nodes {
			if u < 0 || int(u) >= len(at) {
				return nil, append(flaws, Flaw{Nodes, k})
			}
			if at[u] >= 0 || i > 0 && u <= l.Nodes[i-1] {
				flaws = append(flaws, Flaw{Nodes, int(u)})
			}
			at[u] = k
		}
	}
	needy := false
	for u, k := range at {
		if k < 0 {
			flaws = append(flaws, Flaw{Nodes, u})
		} else if k == len(d.Levels)-1 && p.Need[u] > 0 {
			needy = true
		}
	}
	if last := len(d.Levels) - 1; needy && d.Levels[last].Num != d.Levels[last].Den {
		flaws = append(flaws, Flaw{Open, last})
	}
	return at, flaws
}
