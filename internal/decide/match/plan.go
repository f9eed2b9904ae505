package match

import (
	"context"

	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
)

// Plan is who goes where on a day. Seed and Iterations are what it was made with: the same ones make the same plan of the same day.
type Plan struct {
	On         string  `json:"on"`
	Seed       uint64  `json:"seed"`
	Iterations int     `json:"iterations"`
	Routes     []Route `json:"routes"` // by post; who stays at home has none
	Left       []Left  `json:"left"`   // by id of the visit
	Figures    Figures `json:"figures"`
}

// Route is the day of one carer.
type Route struct {
	Post  string `json:"post"`
	Stops []Stop `json:"stops"`
	Back  int    `json:"back"` // when she is back
	Work  int    `json:"work"` // minutes of service
}

// Stop is a visit on the way: by two carers it stands on two routes.
type Stop struct {
	Visit string `json:"visit"`
	From  int    `json:"from"`
	Until int    `json:"until"`
	Way   int    `json:"way"` // minutes on the way there
	Why   Why    `json:"why"`
}

// Left is a visit that found no place. Lifting Constraints together, and no fewer of them, would let it into this plan.
type Left struct {
	Visit       string       `json:"visit"`
	Constraints []Constraint `json:"constraints"`
	Holders     int          `json:"holders"` // at work that day, with the papers and not barred
}

// Figures are what a plan comes to.
type Figures struct {
	Visits    int `json:"visits"`
	Served    int `json:"served"`
	Weighed   int `json:"weighed"`   // of visits left out, each 1 and its priority
	Strangers int `json:"strangers"` // visits by somebody the person does not know, though somebody they know was at work
	Unspoken  int `json:"unspoken"`  // visits by somebody who does not speak what is wanted, though somebody at work does
	Spread    int `json:"spread"`    // minutes of service, that of before included: longest less shortest
	Way       int `json:"way"`       // minutes on the way
}

// Options say how to search. The zero value searches as long as the shipped parameters say, with seed 0.
type Options struct {
	Seed       uint64
	Iterations int // rounds of each of route.Workers searches; 0: as shipped
}

// Match plans a day. Where ctx ends, it is an error: a plan that depends on the clock could not be made again.
func Match(ctx context.Context, d Day, o Options) (Plan, error) {
	if err := d.Check(); err != nil {
		return Plan{}, err
	}
	if o.Iterations < 1 {
		p, err := shipped()
		if err != nil {
			return Plan{}, err
		}
		o.Iterations = p.Iterations
	}
	x := layOut(d)
	s, err := route.Solve(ctx, x.p, route.Options{Iterations: o.Iterations, Seed: o.Seed, Workers: route.Workers})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Plan{}, err
	}
	return x.plan(s, o), nil
}

func (x *laid) plan(s *routeproblem.Solution, o Options) Plan {
	p := Plan{On: x.day.On, Seed: o.Seed, Iterations: o.Iterations, Figures: Figures{
		Visits: len(x.day.Visits), Served: len(x.day.Visits) - len(s.Unassigned), Weighed: int(s.Value.Unserved), Strangers: int(s.Value.Strangers),
		Unspoken: int(s.Value.Unspoken), Spread: int(s.Value.Spread), Way: int(s.Distance),
	}}
	for _, r := range s.Routes {
		p.Routes = append(p.Routes, x.route(s, r))
	}
	for _, u := range s.Unassigned {
		p.Left = append(p.Left, x.left(s, u))
	}
	return p
}

// route is the day of a carer with the reasons for each visit.
func (x *laid) route(s *routeproblem.Solution, r routeproblem.Route) Route {
	c := x.day.Carers[r.Carer]
	out := Route{Post: c.Post}
	at, free := x.place(c.Base), 0
	way := func(to int) int { return int(x.p.Travel[at*x.p.Places+to]) }
	for _, stop := range r.Stops {
		v := &x.p.Visits[stop.Visit]
		one := Stop{
			Visit: x.day.Visits[v.Request].ID, From: int(stop.Start), Until: int(stop.Start + v.Duration), Way: way(v.Place), Why: x.why(s, v.Request, r.Carer),
		}
		out.Stops = append(out.Stops, one)
		out.Work += int(v.Duration)
		at, free = v.Place, one.Until
	}
	out.Back = free + way(x.place(c.Base))
	return out
}
