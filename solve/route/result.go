package route

import (
	"math"
	"slices"

	"mihe/solve/route/routeproblem"
)

// complete lets in what greedy insertion without blinks and without bounds on mates still finds room for, so that what stays absent has a reason.
func (x *model) complete(s *state) {
	f, w, spare := newInserter(x, nil), &settler{x: x}, newState(x)
	f.wide = math.MaxInt32
	slices.Sort(s.absent)
	for _, q := range slices.Clone(s.absent) {
		if x.p.Requests[q].Count == 2 && !x.p.Requests[q].Together || f.best(s, q) >= never {
			continue
		}
		spare.copyFrom(s)
		if !f.enter(s, w, q) {
			s.copyFrom(spare)
			continue
		}
		s.absent = slices.DeleteFunc(s.absent, func(o int32) bool { return o == q })
	}
}

// solution turns a plan into what files hold, with the reasons of what is not served.
func (x *model) solution(s *state) *routeproblem.Solution {
	x.complete(s)
	out := &routeproblem.Solution{Value: x.value(s), Distance: s.travel - x.idleTravel(s), Late: s.late, MaxLate: s.maxLate}
	out.Routes = x.routes(s)
	for _, q := range s.absent {
		out.Unassigned = append(out.Unassigned, routeproblem.Unassigned{Request: int(q)})
	}
	for i := range out.Unassigned {
		out.Unassigned[i].Constraints = x.binding(out, out.Unassigned[i].Request)
	}
	return out
}

// routes lists the routes of those who leave home.
func (x *model) routes(s *state) []routeproblem.Route {
	var out []routeproblem.Route
	for c := range int32(x.m) {
		if s.count[c] == 0 {
			continue
		}
		r := routeproblem.Route{Carer: int(c)}
		for v := s.next[int32(x.n)+c]; int(v) < x.n; v = s.next[v] {
			r.Stops = append(r.Stops, routeproblem.Stop{Visit: int(v), Start: s.start[v]})
		}
		out = append(out, r)
	}
	return out
}

// loaded puts the routes of a solution into a fresh state of x, whose problem may bind less than the one it was made for. It says whether they hold.
func (x *model) loaded(sol *routeproblem.Solution) (*state, *settler, bool) {
	s, w := newState(x), &settler{x: x}
	served := make([]bool, len(x.p.Requests))
	for _, r := range sol.Routes {
		p := int32(x.n + r.Carer)
		for _, stop := range r.Stops {
			x.link(s, int32(stop.Visit), p, int32(r.Carer))
			p = int32(stop.Visit)
			served[x.p.Visits[stop.Visit].Request] = true
		}
	}
	s.absent = slices.DeleteFunc(s.absent, func(q int32) bool { return served[q] })
	for q := range served {
		if served[q] {
			s.miss(&x.p.Requests[q], -1)
		}
	}
	return s, w, w.rebuild(s)
}
