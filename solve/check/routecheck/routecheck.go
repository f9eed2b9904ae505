// Package routecheck judges plans of visits (上门服务排班核验) by what package routeproblem states and by nothing else: it imports no solver. It
// serves the carer who is told to be somewhere in time, and the person who is told that nobody could come.
//
// A plan is accepted exactly when every request is served whole or listed as unassigned with a constraint, nobody does what she may not or cannot,
// starts are the earliest that ways, windows and bonds between two visits allow, hard windows and shifts hold, and distance,
// lateness, cost and every level of the value are what the plan has. Whether the plan is the best possible it does not say: no certificate of that is
// known for this problem.
//
// Earliest starts are computed anew, by sweeping over all routes until nothing moves: O(n) sweeps of O(n) for n visits in the worst
// case, a handful in practice. Orders of visits that wait for each other in a circle are found by the sweep that should have been the last.
package routecheck

import (
	"fmt"
	"slices"

	"mihe/solve/route/routeproblem"
)

// Code says what is wrong with a plan.
type Code string

// What can be wrong; the comment says what Subject and Amount of such a Flaw are.
const (
	Index     Code = "index"     // a carer, visit or request that does not exist or out of order: itself
	Twice     Code = "twice"     // a visit on two routes: the visit
	Half      Code = "half"      // a request of which only one visit is made: the request
	Missing   Code = "missing"   // a request neither served nor unassigned: the request
	Both      Code = "both"      // a request served and unassigned: the request
	Reason    Code = "reason"    // an unassigned request without a constraint, or with one that is none: the request
	Skill     Code = "skill"     // a visit by a carer without the skills: the visit; the carer
	Barred    Code = "barred"    // a visit by a carer who may not come: the visit; the carer
	SameCarer Code = "same"      // both visits of a request by one carer: the request
	Arrival   Code = "arrival"   // a start before the carer can be there: the visit; ticks too early
	Early     Code = "early"     // a start before any window is open: the visit; ticks too early
	Window    Code = "window"    // a start outside the windows where they are hard: the visit; the start
	Gap       Code = "gap"       // two visits too close or too far apart: the request; ticks between the starts
	Later     Code = "later"     // a start later than it need be: the visit; ticks too late
	Deadlock  Code = "deadlock"  // visits that wait for each other in a circle: one of them
	Shift     Code = "shift"     // a carer back after the end of her shift: the carer; when she is back
	Tasks     Code = "max_tasks" // too many visits: the carer; how many
	Capacity  Code = "capacity"  // too large a load: the carer; the load
	Distance  Code = "distance"  // the distance stated is not that of the routes: 0; what it is
	Late      Code = "tardiness" // the total lateness stated is not that of the starts: 0; what it is
	MaxLate   Code = "max_tardiness"
	Cost      Code = "cost"
	Must      Code = "must"
	Unserved  Code = "unserved"
	Strangers Code = "strangers"
	Unspoken  Code = "unspoken"
	Spread    Code = "spread"
)

// Flaw is one thing wrong with a plan. Subject counts from 0; Amount is in ticks where it is a time.
type Flaw struct {
	Code    Code  `json:"code"`
	Subject int   `json:"subject"`
	Amount  int64 `json:"amount"`
}

// String says it in English, for logs and tests.
func (f Flaw) String() string { return fmt.Sprintf("%s %d: %d", f.Code, f.Subject, f.Amount) }

// MaxFlaws is how many flaws are listed.
const MaxFlaws = 1000

// Check returns what is wrong with a plan for p, whose own Check must have passed; nothing means that the plan holds and is what it says.
func Check(p *routeproblem.Problem, s *routeproblem.Solution) []Flaw {
	c := &check{p: p, s: s, carer: make([]int, len(p.Visits)), stated: make([]int64, len(p.Visits))}
	if !c.shape() {
		return c.flaws
	}
	c.requests()
	c.carers()
	if c.earliest() {
		c.times()
	}
	c.sums()
	return c.flaws
}

type check struct {
	p        *routeproblem.Problem
	s        *routeproblem.Solution
	flaws    []Flaw
	carer    []int   // who makes a visit, or -1
	stated   []int64 // its start
	soonest  []int64 // the start it could have
	open     []bool  // requests listed as unassigned
	travel   int64
	late     int64
	maxLate  int64
	unserved [2]int64 // must, weights
}

func (c *check) flaw(code Code, subject int, amount int64) {
	if len(c.flaws) < MaxFlaws {
		c.flaws = append(c.flaws, Flaw{code, subject, amount})
	}
}

// shape finds what makes a plan unreadable.
func (c *check) shape() bool {
	for i := range c.carer {
		c.carer[i] = -1
	}
	last := -1
	for _, r := range c.s.Routes {
		if r.Carer <= last || r.Carer >= len(c.p.Carers) || len(r.Stops) == 0 {
			c.flaw(Index, r.Carer, 0)
			return false
		}
		last = r.Carer
		for _, stop := range r.Stops {
			switch {
			case stop.Visit < 0 || stop.Visit >= len(c.p.Visits):
				c.flaw(Index, stop.Visit, 0)
				return false
			case c.carer[stop.Visit] >= 0:
				c.flaw(Twice, stop.Visit, 0)
				return false
			case stop.Start < 0 || stop.Start > routeproblem.Forever:
				c.flaw(Arrival, stop.Visit, stop.Start)
				return false
			}
			c.carer[stop.Visit], c.stated[stop.Visit] = r.Carer, stop.Start
		}
	}
	c.open = make([]bool, len(c.p.Requests))
	last = -1
	for _, u := range c.s.Unassigned {
		if u.Request <= last || u.Request >= len(c.p.Requests) {
			c.flaw(Index, u.Request, 0)
			return false
		}
		last = u.Request
		c.open[u.Request] = true
		known := append(routeproblem.Constraints(), routeproblem.FleetBound)
		if len(u.Constraints) == 0 || slices.ContainsFunc(u.Constraints, func(x routeproblem.Constraint) bool { return !slices.Contains(known, x) }) {
			c.flaw(Reason, u.Request, 0)
		}
	}
	return true
}

// requests asks who serves what.
func (c *check) requests() {
	for i := range c.p.Requests {
		r := &c.p.Requests[i]
		made := 0
		for v := r.First; v < r.First+r.Count; v++ {
			who := c.carer[v]
			if who < 0 {
				continue
			}
			made++
			for _, skill := range c.p.Visits[v].Skills {
				if !slices.Contains(c.p.Carers[who].Skills, skill) {
					c.flaw(Skill, v, int64(who))
					break
				}
			}
			if slices.Contains(r.Barred, int32(who)) {
				c.flaw(Barred, v, int64(who))
			}
		}
		switch {
		case made == 0 && !c.open[i]:
			c.flaw(Missing, i, 0)
		case made > 0 && c.open[i]:
			c.flaw(Both, i, 0)
		case made > 0 && made < r.Count:
			c.flaw(Half, i, 0)
		}
		if r.Together && made == 2 && c.carer[r.First] == c.carer[r.First+1] {
			c.flaw(SameCarer, i, int64(c.carer[r.First]))
		}
		if made < r.Count {
			c.unserved[1] += 1 + r.Priority
			if r.Must {
				c.unserved[0]++
			}
		}
	}
}

// carers asks what the carers carry.
func (c *check) carers() {
	for _, r := range c.s.Routes {
		who := &c.p.Carers[r.Carer]
		if len(r.Stops) > who.MaxVisits {
			c.flaw(Tasks, r.Carer, int64(len(r.Stops)))
		}
		for k, most := range who.Capacity {
			load := int64(0)
			for _, stop := range r.Stops {
				load += c.p.Visits[stop.Visit].Amount[k]
			}
			if load > most {
				c.flaw(Capacity, r.Carer, load)
			}
		}
		at := who.From
		for _, stop := range r.Stops {
			c.travel += c.way(at, c.p.Visits[stop.Visit].Place)
			at = c.p.Visits[stop.Visit].Place
		}
		c.travel += c.way(at, who.To)
	}
}

func (c *check) way(from, to int) int64 {
	if from == routeproblem.Nowhere || to == routeproblem.Nowhere {
		return 0
	}
	return c.p.Travel[from*c.p.Places+to]
}

// earliest sweeps over all routes until no start moves. It says whether one exists.
func (c *check) earliest() bool {
	c.soonest = make([]int64, len(c.p.Visits))
	moved := -1
	for range len(c.p.Visits) + 2 {
		if moved = c.sweep(); moved < 0 {
			return true
		}
	}
	c.flaw(Deadlock, moved, 0)
	return false
}

// sweep returns a visit whose start moved, or -1.
func (c *check) sweep() int {
	moved := -1
	raise := func(v int, to int64) {
		if to = c.admit(v, to); to > c.soonest[v] {
			c.soonest[v], moved = to, v
		}
	}
	for _, r := range c.s.Routes {
		at, free := c.p.Carers[r.Carer].From, c.p.Carers[r.Carer].Shift.Open
		for _, stop := range r.Stops {
			v := &c.p.Visits[stop.Visit]
			raise(stop.Visit, free+c.way(at, v.Place))
			at, free = v.Place, c.soonest[stop.Visit]+v.Duration
		}
	}
	for i := range c.p.Requests {
		r := &c.p.Requests[i]
		if a, b := r.First, r.First+1; r.Together && c.carer[a] >= 0 && c.carer[b] >= 0 {
			raise(b, c.soonest[a]+r.Gap.Open)
			raise(a, c.soonest[b]-r.Gap.Shut)
		}
	}
	return moved
}

// admit returns the first time from t on at which visit v may start, or t where no window is left.
func (c *check) admit(v int, t int64) int64 {
	for _, w := range c.p.Visits[v].Windows {
		if t <= w.Shut || c.p.Objective == routeproblem.Lateness {
			return max(t, w.Open)
		}
	}
	return t
}

// times compares the starts stated with windows, bonds, shifts and the earliest starts.
func (c *check) times() {
	hard := c.p.Objective != routeproblem.Lateness
	for _, r := range c.s.Routes {
		who := &c.p.Carers[r.Carer]
		at, free := who.From, who.Shift.Open
		for _, stop := range r.Stops {
			v := &c.p.Visits[stop.Visit]
			if arrival := free + c.way(at, v.Place); stop.Start < arrival {
				c.flaw(Arrival, stop.Visit, arrival-stop.Start)
			}
			if stop.Start < v.Windows[0].Open {
				c.flaw(Early, stop.Visit, v.Windows[0].Open-stop.Start)
			} else if hard && !slices.ContainsFunc(v.Windows, func(w routeproblem.Window) bool { return w.Open <= stop.Start && stop.Start <= w.Shut }) {
				c.flaw(Window, stop.Visit, stop.Start)
			}
			if stop.Start > c.soonest[stop.Visit] {
				c.flaw(Later, stop.Visit, stop.Start-c.soonest[stop.Visit])
			}
			if late := stop.Start - v.Windows[0].Shut; !hard && late > 0 {
				c.late += late
				c.maxLate = max(c.maxLate, late)
			}
			at, free = v.Place, stop.Start+v.Duration
		}
		if back := free + c.way(at, who.To); back > who.Shift.Shut {
			c.flaw(Shift, r.Carer, back)
		}
	}
	for i := range c.p.Requests {
		r := &c.p.Requests[i]
		if a, b := r.First, r.First+1; r.Together && c.carer[a] >= 0 && c.carer[b] >= 0 {
			if apart := c.stated[b] - c.stated[a]; apart < r.Gap.Open || apart > r.Gap.Shut {
				c.flaw(Gap, i, apart)
			}
		}
	}
}

// sums compares what the plan claims.
func (c *check) sums() {
	want := routeproblem.Value{Must: c.unserved[0], Unserved: c.unserved[1], Cost: c.travel}
	switch c.p.Objective {
	case routeproblem.Lateness:
		want.Cost += c.late + c.maxLate
	case routeproblem.Care:
		want.Strangers, want.Unspoken, want.Spread = c.care()
	case routeproblem.Travel:
	}
	got := c.s.Value
	for _, x := range []struct {
		code      Code
		want, got int64
	}{
		{Distance, c.travel, c.s.Distance},
		{Late, c.late, c.s.Late},
		{MaxLate, c.maxLate, c.s.MaxLate},
		{Cost, want.Cost, got.Cost},
		{Must, want.Must, got.Must},
		{Unserved, want.Unserved, got.Unserved},
		{Strangers, want.Strangers, got.Strangers},
		{Unspoken, want.Unspoken, got.Unspoken},
		{Spread, want.Spread, got.Spread},
	} {
		if x.want != x.got {
			c.flaw(x.code, 0, x.want)
		}
	}
}

// care counts visits by strangers and by carers who speak nothing that is wanted, and the longest less the shortest workload of those who are qualified for anything.
func (c *check) care() (strangers, unspoken, spread int64) {
	work := make([]int64, len(c.p.Carers))
	for i := range c.p.Carers {
		work[i] = c.p.Carers[i].Worked
	}
	for v, who := range c.carer {
		if who < 0 {
			continue
		}
		work[who] += c.p.Visits[v].Duration
		if usual := c.p.Requests[c.p.Visits[v].Request].Usual; len(usual) > 0 && !slices.Contains(usual, int32(who)) {
			strangers++
		}
		if speak := c.p.Requests[c.p.Visits[v].Request].Speakers; len(speak) > 0 && !slices.Contains(speak, int32(who)) {
			unspoken++
		}
	}
	var able []int64
	for i := range c.p.Carers {
		can := func(v routeproblem.Visit) bool {
			if slices.Contains(c.p.Requests[v.Request].Barred, int32(i)) {
				return false
			}
			return !slices.ContainsFunc(v.Skills, func(s int32) bool { return !slices.Contains(c.p.Carers[i].Skills, s) })
		}
		if slices.ContainsFunc(c.p.Visits, can) {
			able = append(able, work[i])
		}
	}
	if len(able) == 0 {
		return strangers, unspoken, 0
	}
	return strangers, unspoken, slices.Max(able) - slices.Min(able)
}
