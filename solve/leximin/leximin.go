// Package leximin divides limited capacity fairly among groups (公平分配): the worst off as well as possible, then the next, and so on. It
// serves every split of funds, devices or hours among regions. The problem, what makes a division the fair one, and its certificate are stated in package leximinproblem.
//
// # Method
//
// Level by level: the greatest λ at which all remaining groups can have λ times their need is found by Newton's method on cuts (Dinkelbach 1967; Radzik
// 1992) with exact integers: at λ too high no flow exists, and the cut that proves it says which λ would be right. The last cut found closes the level; its
// groups are blocked there for good, and what flows into it is fixed in whole units. So denominators of different levels never meet. At most one
// level for each group, and in practice two to four flows (package flow) for each level.
//
// # Limits
//
// Amounts up to 2^28. Every flow solves a network of the problem's size: hundreds of groups on thousands of arcs take well under a second, a
// province's townships with dense arcs want patience. In the number of units served fairness costs nothing here: the leximin division serves as many units as any (it is a base of
// a polymatroid). What it costs is told in the arcs' costs, see Price.
package leximin

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
	"mihe/solve/leximin/leximinproblem"
)

// Solve returns the leximin division of p with its certificate, its flow the cheapest that gives these amounts.
func Solve(ctx context.Context, p *leximinproblem.Problem) (*leximinproblem.Division, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	d := &leximinproblem.Division{Flow: make([]int64, len(p.Arcs)), Used: make([]int64, len(p.Supply))}
	rest := make([]bool, len(p.Supply))
	for i := range rest {
		rest[i] = true
	}
	for {
		level, last, err := closeLevel(ctx, p, rest)
		if err != nil {
			return nil, err
		}
		for _, u := range level.Nodes {
			rest[u] = false
		}
		if err := route(ctx, p, level, last, rest, d); err != nil {
			return nil, err
		}
		d.Levels = append(d.Levels, level)
		if last {
			return d, nil
		}
	}
}

// closeLevel finds the greatest rate that all groups of rest can have together, and the nodes behind the cut that forbids more. The last
// level is not blocked by a cut: all of it has what it needs.
func closeLevel(ctx context.Context, p *leximinproblem.Problem, rest []bool) (level leximinproblem.Level, last bool, err error) {
	level.Num, level.Den = 1, 1
	part := rest
	for last = true; ; last = false {
		_, err := flow.Solve(ctx, demand(p, rest, level.Num, level.Den))
		cut, infeasible := errors.AsType[*flowproblem.Cut](err)
		switch {
		case infeasible:
			part = behind(rest, cut)
			level.Num, level.Den = rateOf(p, rest, part)
			continue
		case err != nil:
			return level, false, fmt.Errorf("leximin: %w", err)
		}
		for u, yes := range part {
			if yes {
				level.Nodes = append(level.Nodes, int32(u))
			}
		}
		return level, last, nil
	}
}

// behind are the nodes of rest that a cut cannot serve.
func behind(rest []bool, cut *flowproblem.Cut) []bool {
	part := append([]bool(nil), rest...)
	for _, u := range cut.Nodes {
		if int(u) < len(part) {
			part[u] = false
		}
	}
	return part
}

// rateOf is what can reach part, less what it owes to earlier levels, over what its groups need.
func rateOf(p *leximinproblem.Problem, rest, part []bool) (num, den int64) {
	for u, yes := range part {
		if yes {
			num += p.Supply[u]
			den += p.Need[u]
		}
	}
	for _, a := range p.Arcs {
		switch {
		case rest[a.From] && !part[a.From] && part[a.To]:
			num += a.Cap
		case part[a.From] && !rest[a.To]:
			num -= a.Cap
		}
	}
	g := gcd(num, den)
	return num / g, den / g
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// demand is the problem of giving every group of rest num/den of its need, all times den, after earlier levels have their due. A last node gives what
// is used of supplies.
func demand(p *leximinproblem.Problem, rest []bool, num, den int64) *flowproblem.Problem {
	n := len(p.Supply)
	net := &flowproblem.Problem{Supply: make([]int64, n+1)}
	for u, yes := range rest {
		if yes {
			net.Supply[u] = -num * p.Need[u]
			net.Arcs = append(net.Arcs, flowproblem.Arc{From: int32(n), To: int32(u), Cap: den * p.Supply[u]})
		}
	}
	for _, a := range p.Arcs {
		switch {
		case rest[a.From] && rest[a.To]:
			net.Arcs = append(net.Arcs, flowproblem.Arc{From: a.From, To: a.To, Cap: den * a.Cap})
		case rest[a.From]:
			net.Supply[a.From] -= den * a.Cap
		}
	}
	for _, b := range net.Supply[:n] {
		net.Supply[n] -= b
	}
	return net
}

// route finds the cheapest flow inside a level that has just been closed; rest are the later levels.
func route(ctx context.Context, p *leximinproblem.Problem, level leximinproblem.Level, last bool, rest []bool, d *leximinproblem.Division) error {
	n := len(p.Supply)
	in := make([]bool, n)
	for _, u := range level.Nodes {
		in[u] = true
	}
	net := &flowproblem.Problem{Supply: make([]int64, n+1)}
	var owner []int // of each arc of net: an arc of p, or −1 − a node that gives
	for _, u := range level.Nodes {
		net.Supply[u] = -level.Num * p.Need[u]
		a := flowproblem.Arc{From: int32(n), To: u, Cap: level.Den * p.Supply[u]}
		if !last {
			a.Low = a.Cap
		}
		net.Arcs, owner = append(net.Arcs, a), append(owner, -1-int(u))
	}
	for i, a := range p.Arcs {
		switch {
		case in[a.From] && in[a.To]:
			net.Arcs = append(net.Arcs, flowproblem.Arc{From: a.From, To: a.To, Cap: level.Den * a.Cap, Cost: a.Cost})
			owner = append(owner, i)
		case in[a.From] && !rest[a.To]:
			net.Supply[a.From] -= level.Den * a.Cap
		case rest[a.From] && in[a.To]:
			net.Supply[a.To] += level.Den * a.Cap
		}
	}
	for _, b := range net.Supply[:n] {
		net.Supply[n] -= b
	}
	s, err := flow.Solve(ctx, net)
	if err != nil {
		return fmt.Errorf("leximin: level of rate %d/%d: %w", level.Num, level.Den, err)
	}
	for k, x := range s.Flow {
		if i := owner[k]; i >= 0 {
			d.Flow[i] = x
		} else {
			d.Used[-1-i] = x
		}
	}
	return nil
}

// Cost is what a division costs: Σ cost · flow over all arcs, exactly.
func Cost(p *leximinproblem.Problem, d *leximinproblem.Division) *big.Rat {
	at := make([]int, len(p.Supply))
	for k, l := range d.Levels {
		for _, u := range l.Nodes {
			at[u] = k
		}
	}
	total := new(big.Rat)
	for i, a := range p.Arcs {
		amount := new(big.Rat)
		switch from, to := at[a.From], at[a.To]; {
		case from == to:
			amount.SetFrac64(d.Flow[i], d.Levels[to].Den)
		case from > to:
			amount.SetInt64(a.Cap)
		}
		total.Add(total, amount.Mul(amount, new(big.Rat).SetInt64(a.Cost)))
	}
	return total
}

// Price is the price of fairness (公平的代价): (best − fair) / best, in [0, 1], where the value of a division is minus its cost (arcs carry negative
// costs where a unit does good) and best is the greatest value of any division, fair or not, of at most the needs. It is 0 where best is 0.
// Source: Bertsimas, Farias, Trichakis (2011), p. 17.
func Price(ctx context.Context, p *leximinproblem.Problem, d *leximinproblem.Division) (*big.Rat, error) {
	best, err := Best(ctx, p)
	if err != nil || best == 0 {
		return new(big.Rat), err
	}
	value := new(big.Rat).SetInt64(best)
	fair := new(big.Rat).Neg(Cost(p, d))
	return fair.Sub(value, fair).Quo(fair, value), nil
}

// Best is the greatest value (minus cost) of any division.
func Best(ctx context.Context, p *leximinproblem.Problem) (int64, error) {
	if err := p.Check(); err != nil {
		return 0, err
	}
	n := len(p.Supply)
	net := &flowproblem.Problem{Supply: make([]int64, n+1), Arcs: append([]flowproblem.Arc(nil), p.Arcs...)}
	for u := range n {
		if p.Supply[u] > 0 {
			net.Arcs = append(net.Arcs, flowproblem.Arc{From: int32(n), To: int32(u), Cap: p.Supply[u]})
		}
		if p.Need[u] > 0 {
			net.Arcs = append(net.Arcs, flowproblem.Arc{From: int32(u), To: int32(n), Cap: p.Need[u]})
		}
	}
	s, err := flow.Solve(ctx, net)
	if err != nil {
		return 0, fmt.Errorf("greatest value: %w", err)
	}
	return -s.Cost, nil
}
