package match

import (
	"slices"

	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
)

// Constraint is what keeps a visit out of a plan.
type Constraint string

// The constraints, mildest first.
const (
	Times    Constraint = "times"    // the times at which the visit may start
	Shift    Constraint = "shift"    // the shifts of all at work
	Minutes  Constraint = "minutes"  // the minutes that they may work
	Together Constraint = "together" // that two come at once
	Papers   Constraint = "papers"   // the papers that the visit wants
	Barred   Constraint = "barred"   // who may not come
	Nobody   Constraint = "nobody"   // nobody is at work; nothing that could be lifted
)

// constraintOf says what a constraint of routes is called here; qualification is two.
var constraintOf = map[routeproblem.Constraint]Constraint{
	routeproblem.WindowBound: Times, routeproblem.ShiftBound: Shift, routeproblem.CapacityBound: Minutes, routeproblem.SynchronisedBound: Together,
	routeproblem.FleetBound: Nobody,
}

// left says why a visit is left out. Of qualification it finds out whether papers, bars or both stand in the way, everything else being lifted.
func (x *laid) left(s *routeproblem.Solution, u routeproblem.Unassigned) Left {
	out := Left{Visit: x.day.Visits[u.Request].ID, Holders: x.holders(x.day.Visits[u.Request])}
	lifted := x.p
	for _, c := range u.Constraints {
		if c == routeproblem.QualificationBound {
			continue
		}
		lifted = route.Relax(lifted, u.Request, c)
		out.Constraints = append(out.Constraints, constraintOf[c])
	}
	if len(out.Constraints) == len(u.Constraints) {
		return out
	}
	switch {
	case route.Assign(unbarred(lifted, u.Request), s, u.Request) != nil:
		out.Constraints = append(out.Constraints, Barred)
	case route.Assign(unqualified(lifted, u.Request), s, u.Request) != nil:
		out.Constraints = append(out.Constraints, Papers)
	default:
		out.Constraints = append(out.Constraints, Papers, Barred)
	}
	return out
}

// unbarred is a problem in which everybody may come to a request who has the papers.
func unbarred(p *routeproblem.Problem, r int) *routeproblem.Problem {
	q := *p
	q.Requests = slices.Clone(p.Requests)
	q.Requests[r].Barred = nil
	return &q
}

// unqualified is a problem in which a request wants no papers.
func unqualified(p *routeproblem.Problem, r int) *routeproblem.Problem {
	q := *p
	q.Visits = slices.Clone(p.Visits)
	for i := range q.Visits {
		if q.Visits[i].Request == r {
			q.Visits[i].Skills = nil
		}
	}
	return &q
}
