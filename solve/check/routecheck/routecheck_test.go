package routecheck_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/check/routecheck"
	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
	"mihe/solve/route/routetest"
)

// plan is a solution that can be spoiled without harm to another.
func plan(s *routeproblem.Solution) *routeproblem.Solution {
	c := *s
	c.Routes = slices.Clone(s.Routes)
	for i := range c.Routes {
		c.Routes[i].Stops = slices.Clone(c.Routes[i].Stops)
	}
	c.Unassigned = slices.Clone(s.Unassigned)
	return &c
}

type mutation struct {
	name string
	code routecheck.Code // that must be seen; empty: any
	do   func(*rand.Rand, *routeproblem.Problem, *routeproblem.Solution) bool
}

// stop is any stop of the plan.
func stop(r *rand.Rand, s *routeproblem.Solution) (route *routeproblem.Route, at int) {
	route = &s.Routes[r.IntN(len(s.Routes))]
	return route, r.IntN(len(route.Stops))
}

// mutations are ways to spoil a plan; each says whether it changed anything.
var mutations = []mutation{
	{"cost less", routecheck.Cost, func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.Value.Cost -= 1 + r.Int64N(5)
		return true
	}},
	{"distance less", routecheck.Distance, func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.Distance -= 1 + r.Int64N(5)
		return true
	}},
	{"lateness more", routecheck.Late, func(_ *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool { s.Late++; return true }},
	{"greatest lateness more", routecheck.MaxLate, func(_ *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.MaxLate++
		return true
	}},
	{"strangers", routecheck.Strangers, func(_ *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.Value.Strangers++
		return true
	}},
	{"unspoken", routecheck.Unspoken, func(_ *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.Value.Unspoken++
		return true
	}},
	{"spread", routecheck.Spread, func(_ *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.Value.Spread++
		return true
	}},
	{"unserved", routecheck.Unserved, func(_ *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.Value.Unserved--
		return true
	}},
	{"must", routecheck.Must, func(_ *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.Value.Must++
		return true
	}},
	{"a start later", routecheck.Later, func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		route, at := stop(r, s)
		route.Stops[at].Start += 1 + r.Int64N(30)
		return true
	}},
	{"a start earlier", "", func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		route, at := stop(r, s)
		route.Stops[at].Start -= 1 + r.Int64N(30)
		return true
	}},
	{"two stops change places", "", func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		route, at := stop(r, s)
		if at == 0 {
			return false
		}
		route.Stops[at].Visit, route.Stops[at-1].Visit = route.Stops[at-1].Visit, route.Stops[at].Visit
		return true
	}},
	{"a visit vanishes", "", func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		route, at := stop(r, s)
		if len(route.Stops) == 1 {
			return false
		}
		route.Stops = slices.Delete(route.Stops, at, at+1)
		return true
	}},
	{"a visit twice", routecheck.Twice, func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		from, at := stop(r, s)
		to, _ := stop(r, s)
		to.Stops = append(to.Stops, from.Stops[at])
		return true
	}},
	{"a visit by another carer", "", func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		from, at := stop(r, s)
		to, _ := stop(r, s)
		if from == to || len(from.Stops) == 1 {
			return false
		}
		to.Stops = append(to.Stops, from.Stops[at])
		from.Stops = slices.Delete(from.Stops, at, at+1)
		return true
	}},
	{"routes change carers", "", func(r *rand.Rand, p *routeproblem.Problem, s *routeproblem.Solution) bool {
		a, b := r.IntN(len(s.Routes)), r.IntN(len(s.Routes))
		s.Routes[a].Stops, s.Routes[b].Stops = s.Routes[b].Stops, s.Routes[a].Stops
		return !slices.Equal(p.Carers[s.Routes[a].Carer].Skills, p.Carers[s.Routes[b].Carer].Skills) // carers who are alike may
	}},
	{"served and unassigned", routecheck.Both, func(r *rand.Rand, p *routeproblem.Problem, s *routeproblem.Solution) bool {
		route, at := stop(r, s)
		u := routeproblem.Unassigned{Request: p.Visits[route.Stops[at].Visit].Request, Constraints: []routeproblem.Constraint{routeproblem.WindowBound}}
		s.Unassigned = append(s.Unassigned, u)
		slices.SortFunc(s.Unassigned, func(a, b routeproblem.Unassigned) int { return a.Request - b.Request })
		return true
	}},
	{"left out without a word", routecheck.Missing, func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		if len(s.Unassigned) == 0 {
			return false
		}
		at := r.IntN(len(s.Unassigned))
		s.Unassigned = slices.Delete(s.Unassigned, at, at+1)
		return true
	}},
	{"left out without a reason", routecheck.Reason, func(r *rand.Rand, _ *routeproblem.Problem, s *routeproblem.Solution) bool {
		if len(s.Unassigned) == 0 {
			return false
		}
		s.Unassigned[r.IntN(len(s.Unassigned))].Constraints = nil
		return true
	}},
	{"a carer who does not exist", routecheck.Index, func(_ *rand.Rand, p *routeproblem.Problem, s *routeproblem.Solution) bool {
		s.Routes[len(s.Routes)-1].Carer = len(p.Carers)
		return true
	}},
}

func TestMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	seen := make([]int, len(mutations))
	for seed := range uint64(24) {
		text := routetest.HomeCare(seed, 14, 4)
		if seed%2 == 0 {
			text = routetest.CareDay(seed, 40, 3) // more than three carers can do
		}
		p, _, err := routeproblem.Read(text)
		if err != nil {
			t.Fatal(err)
		}
		good, err := route.Solve(context.Background(), p, route.Options{Iterations: 30, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		if flaws := routecheck.Check(p, good); flaws != nil {
			t.Fatalf("seed %d: a plan is refused: %v", seed, flaws)
		}
		for i := range mutations {
			for range 6 {
				m, s := mutations[i], plan(good)
				if !m.do(r, p, s) {
					continue
				}
				flaws := routecheck.Check(p, s)
				if !slices.ContainsFunc(flaws, func(f routecheck.Flaw) bool { return m.code == "" || f.Code == m.code }) {
					t.Fatalf("seed %d: %s: flaws %v, want %q", seed, m.name, flaws, m.code)
				}
				seen[i]++
			}
		}
	}
	total := 0
	for i, m := range mutations {
		if total += seen[i]; seen[i] < 20 {
			t.Errorf("%s was tried %d times", m.name, seen[i])
		}
	}
	if t.Logf("%d mutated plans refused", total); total < 1000 {
		t.Errorf("%d mutated plans, want at least 1000", total)
	}
}

// Each rule is broken by a change of the problem under a plan that keeps all others: the flaw must be its own.
func TestEachRule(t *testing.T) {
	text := routetest.CareDay(2, 20, 6)
	for code, change := range map[routecheck.Code]func(*routeproblem.Problem, *routeproblem.Solution){
		routecheck.Skill: func(p *routeproblem.Problem, s *routeproblem.Solution) { p.Carers[s.Routes[0].Carer].Skills = nil },
		routecheck.Barred: func(p *routeproblem.Problem, s *routeproblem.Solution) {
			p.Requests[p.Visits[s.Routes[0].Stops[0].Visit].Request].Barred = []int32{int32(s.Routes[0].Carer)}
		},
		routecheck.Shift: func(p *routeproblem.Problem, s *routeproblem.Solution) {
			p.Carers[s.Routes[0].Carer].Shift.Shut = p.Carers[s.Routes[0].Carer].Shift.Open
		},
		routecheck.Tasks: func(p *routeproblem.Problem, s *routeproblem.Solution) { p.Carers[s.Routes[0].Carer].MaxVisits = 0 },
		routecheck.Capacity: func(p *routeproblem.Problem, _ *routeproblem.Solution) {
			for i := range p.Carers {
				p.Carers[i].Capacity = []int64{0}
			}
			for i := range p.Visits {
				p.Visits[i].Amount = []int64{1}
			}
		},
		routecheck.Window: func(p *routeproblem.Problem, s *routeproblem.Solution) {
			v := &p.Visits[s.Routes[0].Stops[len(s.Routes[0].Stops)-1].Visit]
			v.Windows = []routeproblem.Window{{Open: 0, Shut: 0}}
		},
		routecheck.Gap: func(p *routeproblem.Problem, _ *routeproblem.Solution) {
			for i := range p.Requests {
				if r := &p.Requests[i]; r.Together {
					r.Gap = routeproblem.Window{Open: 10000, Shut: 10001}
				}
			}
		},
		routecheck.Arrival: func(p *routeproblem.Problem, _ *routeproblem.Solution) {
			for i := range p.Travel {
				p.Travel[i] += 1000
			}
		},
		routecheck.Early: func(p *routeproblem.Problem, s *routeproblem.Solution) {
			p.Visits[s.Routes[0].Stops[0].Visit].Windows = []routeproblem.Window{{Open: 1 << 40, Shut: 1 << 41}}
		},
	} {
		p, _, err := routeproblem.Read(text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := route.Solve(context.Background(), p, route.Options{Iterations: 50})
		if err != nil {
			t.Fatal(err)
		}
		change(p, s)
		flaws := routecheck.Check(p, s)
		if !slices.ContainsFunc(flaws, func(f routecheck.Flaw) bool { return f.Code == code }) {
			t.Errorf("%s: flaws %v", code, flaws)
		}
	}
}

// Two carers each wait for the other: the first visit of one is bound to the second of the other, and the other way round.
func TestDeadlock(t *testing.T) {
	p := &routeproblem.Problem{Scale: 1, Objective: routeproblem.Lateness, Places: 1, Travel: []int64{0}}
	p.Carers = make([]routeproblem.Carer, 2)
	for i := range p.Carers {
		p.Carers[i] = routeproblem.Carer{ID: string(rune('a' + i)), Shift: routeproblem.Window{Shut: routeproblem.Forever}, MaxVisits: 9}
	}
	for i := range 2 {
		p.Requests = append(p.Requests, routeproblem.Request{ID: string(rune('p' + i)), First: 2 * i, Count: 2, Together: true})
		for range 2 {
			p.Visits = append(p.Visits, routeproblem.Visit{Request: i, Duration: 5, Windows: []routeproblem.Window{{Shut: 100}}})
		}
	}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	s := &routeproblem.Solution{Routes: []routeproblem.Route{
		{Carer: 0, Stops: []routeproblem.Stop{{Visit: 0}, {Visit: 2, Start: 5}}},
		{Carer: 1, Stops: []routeproblem.Stop{{Visit: 3}, {Visit: 1, Start: 5}}},
	}}
	flaws := routecheck.Check(p, s)
	if len(flaws) != 1 || flaws[0].Code != routecheck.Deadlock {
		t.Errorf("flaws %v, want a deadlock", flaws)
	}
}
