package route_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mihe/solve/check/routecheck"
	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
	"mihe/solve/route/routetest"
)

// room says whether request r, which plan s leaves out, has a place in its routes: the oracle, which tries every place, of two visits every
// pair of places, and asks the enumeration what the plan would be.
func room(p *routeproblem.Problem, s *routeproblem.Solution, r int) bool {
	e := newEnumeration(p)
	for _, route := range s.Routes {
		for _, stop := range route.Stops {
			e.routes[route.Carer] = append(e.routes[route.Carer], stop.Visit)
		}
	}
	q := p.Requests[r]
	e.visit(q.First, -1, func(c int) {
		switch {
		case e.found:
		case q.Count == 1:
			e.leaf()
		default:
			if !q.Together {
				c = -1 // one carer may make both
			}
			e.visit(q.First+1, c, func(int) {
				if !e.found {
					e.leaf()
				}
			})
		}
	})
	return e.found
}

// lift is what each name of a constraint means, written down a second time.
func lift(p *routeproblem.Problem, r int, bounds ...routeproblem.Constraint) *routeproblem.Problem {
	q := *p
	q.Carers, q.Visits, q.Requests = slices.Clone(p.Carers), slices.Clone(p.Visits), slices.Clone(p.Requests)
	for _, b := range bounds {
		if b == "synchronization" {
			q.Requests[r].Together = false
		}
		if b == "qualification" {
			q.Requests[r].Barred = nil
		}
		for i := range q.Carers {
			if b == "shift" {
				q.Carers[i].Shift = routeproblem.Window{Shut: routeproblem.Forever}
			}
			if b == "max_tasks" {
				q.Carers[i].MaxVisits = routeproblem.Unlimited
			}
		}
		for i := p.Requests[r].First; i < p.Requests[r].First+p.Requests[r].Count; i++ {
			if b == "window" {
				q.Visits[i].Windows = []routeproblem.Window{{Shut: routeproblem.Forever}}
			}
			if b == "capacity" {
				q.Visits[i].Amount = make([]int64, len(p.Visits[i].Amount))
			}
			if b == "qualification" {
				q.Visits[i].Skills = nil
			}
		}
	}
	return &q
}

// crowded are problems of several shapes with too few carers, or carers who may do too little.
func crowded(t *testing.T, seed uint64) map[string]*routeproblem.Problem {
	r := rand.New(rand.NewPCG(seed, 4))
	list := map[string]*routeproblem.Problem{
		"mixed":     shortest(small(r, 6+r.IntN(8), 1+r.IntN(3))),
		"known":     shortest(small(r, 6+r.IntN(8), 1+r.IntN(3))),
		"detours":   small(r, 6+r.IntN(8), 1+r.IntN(3)),
		"twins":     alike(small(r, 6+r.IntN(8), 2+r.IntN(3))),
		"care day":  read(t, routetest.CareDay(seed, 16, 2)),
		"one carer": read(t, routetest.CareDay(seed, 10, 1)),
		"lateness":  read(t, routetest.HomeCare(seed, 14, 2)),
		"clusters":  read(t, routetest.Windows(seed, 20, 1+r.IntN(3), 120, 230, 30, 3)),
		"loads":     read(t, routetest.Windows(seed, 16, 2, 100+r.IntN(60), 900, 600, 0)),
	}
	list["known"].Objective = routeproblem.Care
	late := list["lateness"]
	for i := range late.Carers { // of one carer a short day, of another one skill
		late.Carers[i].Shift.Shut = late.Scale * (200 + r.Int64N(400))
		late.Carers[i].Skills = late.Carers[i].Skills[:min(len(late.Carers[i].Skills), 1+r.IntN(3))]
	}
	return list
}

// alike makes all carers alike.
func alike(p *routeproblem.Problem) *routeproblem.Problem {
	for i := range p.Carers {
		id := p.Carers[i].ID
		p.Carers[i] = p.Carers[0]
		p.Carers[i].ID = id
	}
	for i := range p.Requests {
		p.Requests[i].Usual, p.Requests[i].Speakers, p.Requests[i].Barred = nil, nil, nil
	}
	return shortest(p)
}

// shortest replaces every way by the shortest one over other places, which makes ways a metric but for their direction.
func shortest(p *routeproblem.Problem) *routeproblem.Problem {
	n := p.Places
	for k := range n {
		for a := range n {
			for b := range n {
				p.Travel[a*n+b] = min(p.Travel[a*n+b], p.Travel[a*n+k]+p.Travel[k*n+b])
			}
		}
	}
	return p
}

// Every person who is not served is told what stands in the way of the routes as they are: without it there is a place, with it there is none, and no milder
// constraint alone makes one. Asked of the routes, not by planning again: a new search may serve her at the cost of somebody else, which proves nothing. (Where detours are
// shorter than ways, synchronisation may be named with more than is needed; see Assign.)
func TestBinding(t *testing.T) {
	seeds := uint64(40)
	if testing.Short() {
		seeds = 10
	}
	alone, several := map[routeproblem.Constraint]int{}, 0
	for seed := range seeds {
		for shape, p := range crowded(t, seed) {
			s := solve(t, p, route.Options{Iterations: 60, Seed: seed, Workers: 1})
			for _, u := range s.Unassigned {
				name := fmt.Sprintf("seed %d, %s, request %s, %v", seed, shape, p.Requests[u.Request].ID, u.Constraints)
				if room(p, s, u.Request) {
					t.Errorf("%s: not served, and there is room", name)
				}
				exact := func(b routeproblem.Constraint) bool {
					return shape != "detours" || b != routeproblem.SynchronisedBound && !slices.Contains(u.Constraints, routeproblem.SynchronisedBound)
				}
				lets := func(bounds ...routeproblem.Constraint) bool { return room(lift(p, u.Request, bounds...), s, u.Request) }
				if !lets(u.Constraints...) {
					t.Errorf("%s: lifted, and there is no room", name)
				}
				for _, b := range routeproblem.Constraints() {
					if len(u.Constraints) == 1 && b == u.Constraints[0] {
						break
					}
					if exact(b) && lets(b) {
						t.Errorf("%s: %s alone is enough", name, b)
					}
				}
				if len(u.Constraints) == 1 {
					alone[u.Constraints[0]]++
				} else {
					several++
					for i := range u.Constraints {
						if exact(u.Constraints[i]) && lets(slices.Delete(slices.Clone(u.Constraints), i, i+1)...) {
							t.Errorf("%s: %s is not needed", name, u.Constraints[i])
						}
					}
				}
				admitted(t, name, p, s, u)
			}
		}
	}
	t.Logf("one constraint: %v; several: %d", alone, several)
	for _, b := range routeproblem.Constraints() {
		if alone[b] == 0 {
			t.Errorf("%s was never what stood in the way alone", b)
		}
	}
	if several == 0 {
		t.Error("several constraints never stood in the way together")
	}
}

// admitted asks that Relax means what lift means, that Assign finds a place, and that nobody else's visits change carer or order.
func admitted(t *testing.T, name string, p *routeproblem.Problem, s *routeproblem.Solution, u routeproblem.Unassigned) {
	t.Helper()
	q := p
	for _, b := range u.Constraints {
		q = route.Relax(q, u.Request, b)
	}
	if !reflect.DeepEqual(q, lift(p, u.Request, u.Constraints...)) {
		t.Errorf("%s: Relax gives %+v", name, q)
	}
	if route.Assign(p, s, u.Request) != nil {
		t.Errorf("%s: Assign finds a place that does not exist", name)
	}
	got := route.Assign(q, s, u.Request)
	if got == nil {
		t.Errorf("%s: Assign finds no place", name)
		return
	}
	if flaws := routecheck.Check(q, got); flaws != nil {
		t.Errorf("%s: let in: %v", name, flaws)
	}
	before, after := map[int][]int{}, map[int][]int{}
	for _, r := range s.Routes {
		for _, stop := range r.Stops {
			before[r.Carer] = append(before[r.Carer], stop.Visit)
		}
	}
	for _, r := range got.Routes {
		for _, stop := range r.Stops {
			if p.Visits[stop.Visit].Request != u.Request {
				after[r.Carer] = append(after[r.Carer], stop.Visit)
			}
		}
	}
	if !reflect.DeepEqual(before, after) {
		t.Errorf("%s: routes %v became %v", name, before, after)
	}
}
