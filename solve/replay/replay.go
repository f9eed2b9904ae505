// Package replay asks what three policies would have done with the same requests and the same capacities (反事实重放), and what each does to
// a given gap: first come, first served; the greatest total value; and the fair division by leximin. It serves
// whoever must show that a rule narrows a gap, and at what price. It is exact for what is allocated; what becomes of people is another question.
//
// # Policies
//
// FirstCome serves requests in their order from the first of their providers that has units left, and never moves a unit again. Utility takes a flow
// of the greatest value (package flow); among those it does not ask for more units than have a value. Fair takes the leximin division of rates, units had
// before included (package leximin), and rounds it to whole units: every group gets its fair amount rounded down or up, all units that any
// division serves are served, and within that the value is greatest. Rounding moves a group by less than one unit.
//
// # Figures
//
// The rate of a group is (units had before + units given) / need. The gap is the rate of the high group less that of the low one; closure is
// 1 − |gap after| / |gap before|, absent where there was no gap. The price of fairness is (greatest value − value) / greatest value. All figures are exact fractions.
//
// Fair is not better in everything, and Worse says where it is not. Counterexample is a case in which it does less for the gap than first come does.
package replay

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
	"mihe/solve/leximin"
	"mihe/solve/leximin/leximinproblem"
)

// The policies.
const (
	FirstCome = "first-come"
	Utility   = "utility"
	Fair      = "fair"
)

// Outcome is what one policy does. Given holds the units of each request from each of the providers open to it, in their order.
type Outcome struct {
	Policy string
	Given  [][]int64
	// Problem and Solution are the certificate of utility and fair: a flow of least cost (values are negative costs) that flowcheck judges.
	Problem  *flowproblem.Problem
	Solution *flowproblem.Solution
	Figures  Figures
}

// Result is what the three policies do with a case, in the order FirstCome, Utility, Fair. Division is the fair division before it is rounded, with its certificate, of
// the problem Sharing; their nodes are the providers, the requests and the groups, in this order.
type Result struct {
	Before   Figures
	Outcomes []Outcome
	Sharing  *leximinproblem.Problem
	Division *leximinproblem.Division
	Worse    []Worse
}

// Run replays a case.
func Run(ctx context.Context, c *Case) (*Result, error) {
	x, err := c.index()
	if err != nil {
		return nil, err
	}
	r := &Result{Sharing: c.sharing(x)}
	if err := r.Sharing.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCase, err)
	}
	if r.Division, err = leximin.Solve(ctx, r.Sharing); err != nil {
		return nil, err
	}
	low, high, units := bounds(r.Sharing, r.Division, c)
	fair, err := c.route(ctx, x, Fair, low, high, units)
	if err != nil {
		return nil, err
	}
	free := make([]int64, len(c.Groups))
	for i, g := range c.Groups {
		free[i] = g.Need - g.Served
	}
	best, err := c.route(ctx, x, Utility, make([]int64, len(c.Groups)), free, -1)
	if err != nil {
		return nil, err
	}
	r.Outcomes = []Outcome{{Policy: FirstCome, Given: c.firstCome(x)}, best, fair}
	value := c.value(best.Given)
	r.Before = c.figures(x, nil, nil)
	for i := range r.Outcomes {
		r.Outcomes[i].Figures = c.figures(x, r.Outcomes[i].Given, value)
	}
	r.Worse = worse(r.Outcomes)
	return r, nil
}

// firstCome serves requests in their order. No group gets more than it needs.
func (c *Case) firstCome(x *index) [][]int64 {
	left := make([]int64, len(c.Providers))
	for i, p := range c.Providers {
		left[i] = p.Capacity
	}
	wanted := make([]int64, len(c.Groups))
	for i, g := range c.Groups {
		wanted[i] = g.Need - g.Served
	}
	given := make([][]int64, len(c.Requests))
	for i, r := range c.Requests {
		given[i] = make([]int64, len(x.open[i]))
		asked := min(r.Units, wanted[x.owner[i]])
		for k, p := range x.open[i] {
			units := min(asked, left[p])
			given[i][k] = units
			left[p] -= units
			asked -= units
			wanted[x.owner[i]] -= units
		}
	}
	return given
}

// sharing is the case as a problem of division.
func (c *Case) sharing(x *index) *leximinproblem.Problem {
	requests, groups := len(c.Providers), len(c.Providers)+len(c.Requests)
	n := groups + len(c.Groups)
	p := &leximinproblem.Problem{Supply: make([]int64, n), Need: make([]int64, n)}
	for i, v := range c.Providers {
		p.Supply[i] = v.Capacity
	}
	for i, g := range c.Groups {
		p.Supply[groups+i], p.Need[groups+i] = g.Served, g.Need
	}
	p.Arcs = c.arcs(x, requests, groups)
	return p
}

// arcs lead from providers to requests and from requests to groups.
func (c *Case) arcs(x *index, requests, groups int) []flowproblem.Arc {
	var arcs []flowproblem.Arc
	for i, r := range c.Requests {
		for _, k := range x.open[i] {
			arcs = append(arcs, flowproblem.Arc{From: int32(k), To: int32(requests + i), Cap: r.Units})
		}
		arcs = append(arcs, flowproblem.Arc{From: int32(requests + i), To: int32(groups + x.owner[i]), Cap: r.Units, Cost: -r.Value})
	}
	return arcs
}

// bounds are the fair amounts of new units rounded down and up, and their sum, which is whole: a leximin division serves as much as any.
func bounds(p *leximinproblem.Problem, d *leximinproblem.Division, c *Case) (low, high []int64, units int64) {
	num, den := d.Rates(len(p.Supply))
	first := len(p.Supply) - len(c.Groups)
	total := new(big.Rat)
	for i, g := range c.Groups {
		amount := num[first+i] * g.Need
		down := amount / den[first+i]
		up := down
		if amount%den[first+i] != 0 {
			up++
		}
		low, high = append(low, down-g.Served), append(high, up-g.Served)
		total.Add(total, new(big.Rat).SetFrac64(amount, den[first+i]))
		total.Sub(total, new(big.Rat).SetInt64(g.Served))
	}
	return low, high, total.Num().Int64()
}

// route finds the flow of greatest value that gives every group between low and high new units, units in all, or any number where that is negative.
func (c *Case) route(ctx context.Context, x *index, policy string, low, high []int64, units int64) (Outcome, error) {
	requests, groups := len(c.Providers), len(c.Providers)+len(c.Requests)
	source := int32(groups + len(c.Groups))
	sink := source + 1
	p := &flowproblem.Problem{Supply: make([]int64, sink+1), Arcs: c.arcs(x, requests, groups)}
	for i, v := range c.Providers {
		p.Arcs = append(p.Arcs, flowproblem.Arc{From: source, To: int32(i), Cap: v.Capacity})
	}
	for i := range c.Groups {
		p.Arcs = append(p.Arcs, flowproblem.Arc{From: int32(groups + i), To: sink, Low: low[i], Cap: high[i]})
	}
	if units >= 0 {
		p.Supply[source], p.Supply[sink] = units, -units
	} else {
		p.Arcs = append(p.Arcs, flowproblem.Arc{From: sink, To: source, Cap: leximinproblem.MaxAmount})
	}
	s, err := flow.Solve(ctx, p)
	if errors.Is(err, flowproblem.ErrInfeasible) {
		return Outcome{}, fmt.Errorf("replay: the fair amounts have no whole units: %w", err) // a defect: an integral flow exists
	}
	if err != nil {
		return Outcome{}, fmt.Errorf("replay: %s: %w", policy, err)
	}
	o := Outcome{Policy: policy, Problem: p, Solution: s}
	at := 0
	for i := range c.Requests {
		n := len(x.open[i])
		o.Given = append(o.Given, s.Flow[at:at+n])
		at += n + 1
	}
	return o, nil
}
