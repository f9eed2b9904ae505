package route

import (
	"math"
	"slices"

	"mihe/solve/route/routeproblem"
)

// Relax returns a problem like p in which constraint c no longer keeps request r out; p is unchanged. Window, capacity, synchronisation and
// qualification are lifted for the request alone; shifts and numbers of visits belong to carers and are lifted for all of them.
func Relax(p *routeproblem.Problem, r int, c routeproblem.Constraint) *routeproblem.Problem {
	q := *p
	q.Carers, q.Visits, q.Requests = slices.Clone(p.Carers), slices.Clone(p.Visits), slices.Clone(p.Requests)
	request := &q.Requests[r]
	visits := q.Visits[request.First : request.First+request.Count]
	switch c {
	case routeproblem.WindowBound:
		for i := range visits {
			visits[i].Windows = []routeproblem.Window{{Open: 0, Shut: routeproblem.Forever}}
		}
	case routeproblem.ShiftBound:
		for i := range q.Carers {
			q.Carers[i].Shift = routeproblem.Window{Open: 0, Shut: routeproblem.Forever}
		}
	case routeproblem.TasksBound:
		for i := range q.Carers {
			q.Carers[i].MaxVisits = routeproblem.Unlimited
		}
	case routeproblem.CapacityBound:
		for i := range visits {
			visits[i].Amount = make([]int64, len(visits[i].Amount))
		}
	case routeproblem.SynchronisedBound:
		request.Together = false
	case routeproblem.QualificationBound:
		request.Barred = nil
		for i := range visits {
			visits[i].Skills = nil
		}
	case routeproblem.FleetBound:
	}
	return &q
}

// Assign returns the solution with request r, which it leaves out, let into its routes at the least cost (two visits without a bond in time one after the
// other), or nil where there is no room. The routes must be feasible for p. Every place is looked at, of two visits every pair of places, so a nil is a proof that none is
// free, with two exceptions: visits that wait for each other across many routes (see patience), and, where ways are no metric, two visits without a bond of which
// one has a place on the way of the other alone. Cost O(n²) for two visits.
func Assign(p *routeproblem.Problem, sol *routeproblem.Solution, r int) *routeproblem.Solution {
	x := newModel(p)
	s := x.admitted(sol, r)
	if s == nil {
		return nil
	}
	out := &routeproblem.Solution{Value: x.value(s), Distance: s.travel - x.idleTravel(s), Late: s.late, MaxLate: s.maxLate}
	out.Routes = x.routes(s)
	for _, u := range sol.Unassigned {
		if u.Request != r {
			out.Unassigned = append(out.Unassigned, u)
		}
	}
	return out
}

// admitted is the state with request r let in, or nil.
func (x *model) admitted(sol *routeproblem.Solution, r int) *state {
	s, w, good := x.loaded(sol)
	if !good {
		return nil
	}
	f := newInserter(x, nil)
	f.wide = math.MaxInt32
	q := &x.p.Requests[r]
	if q.Count == 2 && !q.Together {
		if s = f.apart(s, w, int32(q.First), int32(q.First+1)); s == nil {
			return nil
		}
		s.miss(q, -1)
	} else if f.best(s, int32(r)) >= never || !f.enter(s, w, int32(r)) {
		return nil
	}
	s.absent = slices.DeleteFunc(s.absent, func(o int32) bool { return o == int32(r) })
	return s
}

// apart returns s with two visits let in that are not bound in time, the second at its cheapest place, the first at the cheapest that leaves one; nil where none does.
func (f *inserter) apart(s *state, w *settler, a, b int32) *state {
	one := func(s *state, v int32) bool {
		f.probe.s = s
		if f.care {
			f.weighed(s)
		}
		return f.one(s, v) < never
	}
	if !one(s, b) {
		return nil
	}
	places, _ := f.gather(s, a, 1, nil, nil)
	for _, e := range places {
		next := newState(f.model)
		next.copyFrom(s)
		f.link(next, a, e.p, e.c)
		if !w.enter(next, a) || !one(next, b) {
			continue
		}
		f.link(next, b, f.chosen[0].p, f.chosen[0].c)
		if w.enter(next, b) {
			return next
		}
	}
	return nil
}

// binding finds the constraints that keep request r out of the routes: the mildest one that alone would let it in or, where none does, the whole list less those
// without which it gets in all the same, from mild to harsh.
func (x *model) binding(sol *routeproblem.Solution, r int) []routeproblem.Constraint {
	all := routeproblem.Constraints()
	if x.m == 0 {
		return []routeproblem.Constraint{routeproblem.FleetBound}
	}
	lets := func(lift []routeproblem.Constraint) bool {
		q := x.p
		for _, c := range lift {
			q = Relax(q, r, c)
		}
		return x.relaxed(q, r).admitted(sol, r) != nil
	}
	for i := range all {
		if lets(all[i : i+1]) {
			return all[i : i+1 : i+1]
		}
	}
	need := slices.Clone(all)
	for _, c := range all {
		less := slices.DeleteFunc(slices.Clone(need), func(o routeproblem.Constraint) bool { return o == c })
		if len(less) > 0 && lets(less) {
			need = less
		}
	}
	return need
}
