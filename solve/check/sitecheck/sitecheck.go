// Package sitecheck judges solutions of problems of siting (选址证书核验) by the mathematics of the problem alone: it imports no solver.
// It serves anyone whose village got no service point and wants to know whether the choice was as good as it is said to be.
//
// A solution is accepted exactly when the open sites are as many as the problem wants and the existing ones are among them, cost, demand served,
// unserved and unreachable customers are what these sites make them, every multiplier is within its range, and the lower bound is
// what the multipliers prove. See package siteproblem for the formulas. Where lower bound and objective are equal the choice is proven
// the best possible; a choice above its bound is feasible, and at most that much from the best.
//
// O(customers + links + sites log sites). All sums stay within 64 bits because Problem.Check bounds them and multipliers are bounded first.
package sitecheck

import (
	"fmt"
	"slices"

	"mihe/solve/site/siteproblem"
)

// Code says what is wrong with a solution.
type Code string

// What can be wrong with a solution; the comment says what Subject and Amount of such a Flaw are.
const (
	Facility    Code = "facility"    // open sites are not different ones in rising order: the site; its place in the list
	Count       Code = "count"       // too few or too many sites are open: 0; how many
	Existing    Code = "existing"    // an existing site is not open: the site; 0
	Cost        Code = "cost"        // the stated cost is not that of these sites: 0; what it is
	Served      Code = "served"      // the stated demand is not what these sites serve: 0; what they serve
	Unserved    Code = "unserved"    // the list of unserved customers is not right: a customer missing or wrongly there; 0
	Unreachable Code = "unreachable" // the list of unreachable customers is not right: a customer missing or wrongly there; 0
	Uncovered   Code = "uncovered"   // set covering leaves a reachable customer uncovered: the customer; 0
	Length      Code = "length"      // there is not one multiplier for each customer: 0; how many there are
	Multiplier  Code = "multiplier"  // a multiplier is outside its range: the customer; the multiplier
	Bound       Code = "bound"       // the lower bound is not what the multipliers prove: 0; what they prove
)

// Flaw is one thing wrong with a solution. Subject is a site or a customer, counted from 0.
type Flaw struct {
	Code    Code  `json:"code"`
	Subject int   `json:"subject"`
	Amount  int64 `json:"amount"`
}

// String says it in English, for logs and tests.
func (f Flaw) String() string { return fmt.Sprintf("%s %d: %d", f.Code, f.Subject, f.Amount) }

// MaxFlaws is how many flaws are listed; a solution of another problem has millions.
const MaxFlaws = 1000

// Check returns what is wrong with a solution of p, whose own Check must have passed; nothing means that it is feasible and its bound proven.
func Check(p *siteproblem.Problem, s *siteproblem.Solution) []Flaw {
	c := check{Problem: p, penalty: p.Penalty(), open: make([]bool, p.Sites)}
	c.sites(s)
	if c.flaws != nil {
		return c.flaws // the rest would be about other sites
	}
	c.customers(s)
	c.bound(s)
	return c.flaws
}

type check struct {
	*siteproblem.Problem
	penalty int64
	open    []bool
	flaws   []Flaw
}

func (c *check) flaw(code Code, subject int, amount int64) {
	if len(c.flaws) < MaxFlaws {
		c.flaws = append(c.flaws, Flaw{code, subject, amount})
	}
}

func (c *check) sites(s *siteproblem.Solution) {
	last := int32(-1)
	for k, j := range s.Facilities {
		if j <= last || int(j) >= c.Sites {
			c.flaw(Facility, int(j), int64(k))
			return
		}
		c.open[j], last = true, j
	}
	if c.Kind != siteproblem.SetCovering && len(s.Facilities) != c.Open {
		c.flaw(Count, 0, int64(len(s.Facilities)))
	}
	for _, j := range c.Existing {
		if !c.open[j] {
			c.flaw(Existing, int(j), 0)
		}
	}
}

// customers serves everybody anew and compares.
func (c *check) customers(s *siteproblem.Solution) {
	var cost, served int64
	var unserved, unreachable []int32
	for i, d := range c.Demand {
		reachable, nearest := false, int64(-1)
		for _, l := range c.Of(i) {
			if !c.Usable(i, l) {
				continue
			}
			reachable = true
			if t := int64(l.Travel); c.open[l.Site] && (nearest < 0 || t < nearest) {
				nearest = t
			}
		}
		switch {
		case nearest >= 0:
			served += d
			if c.Kind == siteproblem.Median {
				cost += d * nearest
			}
			continue
		case !reachable:
			unreachable = append(unreachable, int32(i))
		default:
			unserved = append(unserved, int32(i))
			if c.Kind == siteproblem.SetCovering {
				c.flaw(Uncovered, i, 0)
			}
		}
		if c.Kind == siteproblem.MaximalCovering {
			cost += d
		}
	}
	if c.Kind == siteproblem.SetCovering {
		cost = int64(len(s.Facilities))
	}
	if cost != s.Cost {
		c.flaw(Cost, 0, cost)
	}
	if served != s.Served {
		c.flaw(Served, 0, served)
	}
	c.same(Unserved, unserved, s.Unserved)
	c.same(Unreachable, unreachable, s.Unreachable)
}

// same names the first customer in which two lists differ.
func (c *check) same(code Code, want, got []int32) {
	for k := range max(len(want), len(got)) {
		switch {
		case k >= len(got) || k < len(want) && want[k] < got[k]:
			c.flaw(code, int(want[k]), 0)
			return
		case k >= len(want) || want[k] > got[k]:
			c.flaw(code, int(got[k]), 0)
			return
		}
	}
}

// bound computes the right side of the inequality of package siteproblem.
func (c *check) bound(s *siteproblem.Solution) {
	if len(s.Multiplier) != c.Customers() {
		c.flaw(Length, 0, int64(len(s.Multiplier)))
		return
	}
	scale := c.Scale()
	reduced := make([]int64, c.Sites)
	var total int64
	for i, x := range s.Multiplier {
		if x < 0 || x > scale*c.top(i) {
			c.flaw(Multiplier, i, x)
			continue
		}
		total += x
		for _, l := range c.Of(i) {
			if !c.Usable(i, l) {
				continue
			}
			at := -x
			if c.Kind == siteproblem.Median {
				at = scale*c.Demand[i]*int64(l.Travel) - x
			}
			reduced[l.Site] += min(0, at)
		}
	}
	total += c.cheapest(reduced, scale)
	lower := total / scale
	if total%scale > 0 {
		lower++
	}
	if lower != s.LowerBound {
		c.flaw(Bound, 0, lower)
	}
}

// top is the greatest multiplier of customer i, in units of the objective. Who is unreachable can be no reason to open a site: nothing, but in
// maximal covering, where it is uncovered for certain.
func (c *check) top(i int) int64 {
	if c.Kind == siteproblem.SetCovering {
		for _, l := range c.Of(i) {
			if c.Usable(i, l) {
				return 1
			}
		}
		return 0
	}
	return c.Unserved(i, c.penalty)
}

// cheapest is what the sites chosen by the relaxation add to the bound.
func (c *check) cheapest(reduced []int64, scale int64) int64 {
	exists := make([]bool, c.Sites)
	var total int64
	for _, j := range c.Existing {
		exists[j] = true
		if total += reduced[j]; c.Kind == siteproblem.SetCovering {
			total += scale
		}
	}
	var free []int64
	for j, r := range reduced {
		switch {
		case exists[j]:
		case c.Kind == siteproblem.SetCovering:
			total += min(0, scale+r)
		default:
			free = append(free, r)
		}
	}
	if c.Kind == siteproblem.SetCovering {
		return total
	}
	slices.Sort(free)
	for _, r := range free[:c.Open-len(c.Existing)] {
		total += r
	}
	return total
}
