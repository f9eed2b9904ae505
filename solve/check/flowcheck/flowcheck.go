// Package flowcheck judges solutions of minimum-cost flow problems (最小费用流证书核验) by the mathematics of the problem alone:
// it imports no solver. It serves anyone who was refused a place or a share and wants to know that the allocation was
// the best one possible.
//
// A solution is accepted exactly when supplies balance at every node, every flow is within its bounds, the potentials prove
// the flow optimal (complementary slackness), the cost is what the flows cost and the dual value equals it. The
// last follows from the others; it is computed all the same, from the potentials alone, so that a fault in one sum shows in the other.
// See package flowproblem for the formulas.
//
// One pass over the arcs, O(n + m); sums are kept in 128 bits, so no input overflows.
package flowcheck

import (
	"fmt"

	"mihe/solve/flow/flowproblem"
)

// Code says what is wrong with a solution.
type Code string

// What can be wrong with a solution; the comment says what Subject and Amount of such a Flaw are.
const (
	Length   Code = "length"   // a slice has the wrong length: 0 flows, 1 potentials; the length
	Bounds   Code = "bounds"   // an arc's flow is outside its bounds: the arc; the flow
	Balance  Code = "balance"  // a node sends and receives what its supply does not explain: the node; the surplus
	Slack    Code = "slack"    // an arc with room for a cheaper flow: the arc; its reduced cost
	Cost     Code = "cost"     // the stated cost is not the cost of the flows: 0; the cost stated
	Dual     Code = "dual"     // the value of the potentials is not the cost stated: 0; the cost stated
	Overflow Code = "overflow" // a potential too large to judge: the node; the potential
	Cut      Code = "cut"      // a cut proves nothing: 0; the excess it has, or a node listed wrongly
)

// Flaw is one thing wrong with a solution. Subject is an arc or a node, counted from 0; Amount is in units or in cost, cut to 64 bits.
type Flaw struct {
	Code    Code  `json:"code"`
	Subject int   `json:"subject"`
	Amount  int64 `json:"amount"`
}

// String says it in English, for logs and tests.
func (f Flaw) String() string { return fmt.Sprintf("%s %d: %d", f.Code, f.Subject, f.Amount) }

// MaxFlaws is how many flaws are listed; a solution of another problem has millions.
const MaxFlaws = 1000

// Check returns what is wrong with a solution of p, whose own Check must have passed; nothing means that it is a feasible flow of least cost.
func Check(p *flowproblem.Problem, s *flowproblem.Solution) []Flaw {
	var flaws []Flaw
	if len(s.Flow) != len(p.Arcs) {
		flaws = append(flaws, Flaw{Length, 0, int64(len(s.Flow))})
	}
	if len(s.Potential) != p.Nodes() {
		flaws = append(flaws, Flaw{Length, 1, int64(len(s.Potential))})
	}
	if flaws != nil {
		return flaws
	}
	for i, x := range s.Potential {
		if x > maxPotential || x < -maxPotential {
			return append(flaws, Flaw{Overflow, i, x}) // a reduced cost could leave 64 bits
		}
	}
	c := check{flaws: flaws, nodes: make([]node, p.Nodes())}
	for i, x := range s.Potential {
		c.nodes[i].potential = x
	}
	c.arcs(p.Arcs, s.Flow)
	return c.totals(p.Supply, s)
}

// maxPotential keeps reduced costs inside 64 bits: 2·2^61 + 2^60 < 2^63.
const maxPotential = 1 << 61

// node is what one node needs while arcs go by. Its surplus wraps at 64 bits, which loses a surplus of a multiple of
// 2^64 alone; carry counts those.
type node struct {
	potential int64
	surplus   int64
	carry     int64
}

type check struct {
	flaws        []Flaw
	nodes        []node
	primal, dual wide
}

func (c *check) flaw(code Code, subject int, amount int64) {
	if len(c.flaws) < MaxFlaws {
		c.flaws = append(c.flaws, Flaw{code, subject, amount})
	}
}

// arcs is the one pass.
func (c *check) arcs(arcs []flowproblem.Arc, flow []int64) {
	for i := range arcs {
		a, x := &arcs[i], flow[i]
		from, to := &c.nodes[a.From], &c.nodes[a.To]
		reduced := a.Cost + from.potential - to.potential
		if x < a.Low || x > a.Cap {
			c.flaw(Bounds, i, x)
		}
		least := a.Low // the flow that is cheapest at these potentials
		if reduced < 0 {
			least = a.Cap
		}
		if reduced != 0 {
			if x != least {
				c.flaw(Slack, i, reduced)
			}
			c.dual.add(reduced, least)
		}
		if x == 0 {
			continue
		}
		c.primal.add(a.Cost, x)
		from.send(x)
		to.send(-x)
	}
}

// send books x units leaving the node.
func (n *node) send(x int64) {
	sum := n.surplus + x
	if (n.surplus^sum)&(x^sum) < 0 {
		n.carry += 1 - 2*int64(uint64(sum)>>63^1)
	}
	n.surplus = sum
}

func (c *check) totals(supply []int64, s *flowproblem.Solution) []Flaw {
	for i, b := range supply {
		n := &c.nodes[i]
		n.send(-b)
		if n.surplus != 0 || n.carry != 0 {
			c.flaw(Balance, i, n.surplus)
		}
		c.dual.add(-b, n.potential)
	}
	if c.primal != wideOf(s.Cost) {
		c.flaw(Cost, 0, s.Cost)
	}
	if c.dual != wideOf(s.Cost) {
		c.flaw(Dual, 0, s.Cost)
	}
	return c.flaws
}

// CheckCut returns what is wrong with a proof that p has no feasible flow; nothing means that it has none.
func CheckCut(p *flowproblem.Problem, cut *flowproblem.Cut) []Flaw {
	inside := make([]bool, p.Nodes())
	last := int32(-1)
	var excess wide
	for _, i := range cut.Nodes {
		if i <= last || int(i) >= p.Nodes() {
			return []Flaw{{Cut, 0, int64(i)}}
		}
		inside[i], last = true, i
		excess.add(1, p.Supply[i])
	}
	for i := range p.Arcs {
		switch a := &p.Arcs[i]; {
		case inside[a.From] && !inside[a.To]:
			excess.add(-1, a.Cap)
		case !inside[a.From] && inside[a.To]:
			excess.add(1, a.Low)
		}
	}
	if excess != wideOf(cut.Excess) || cut.Excess <= 0 {
		return []Flaw{{Cut, 0, int64(excess.low)}}
	}
	return nil
}
