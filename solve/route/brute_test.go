package route_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
)

// small makes a problem of a few visits in which every kind of constraint can bind.
func small(r *rand.Rand, visits, carers int) *routeproblem.Problem {
	p := &routeproblem.Problem{Scale: 1, Objective: routeproblem.Travel, Places: visits + 1}
	for i := range p.Places {
		for j := range p.Places {
			p.Travel = append(p.Travel, 1+r.Int64N(30))
			if i == j {
				p.Travel[len(p.Travel)-1] = 0
			}
		}
	}
	for i := range carers {
		c := routeproblem.Carer{ID: fmt.Sprint("c", i), Shift: routeproblem.Window{Open: r.Int64N(20), Shut: 100 + r.Int64N(120)}, MaxVisits: 2 + r.IntN(5)}
		for k := range int32(3) {
			if r.IntN(3) > 0 {
				c.Skills = append(c.Skills, k)
			}
		}
		if r.IntN(4) == 0 {
			c.To = routeproblem.Nowhere
		}
		c.Capacity = []int64{4 + r.Int64N(12)}
		p.Carers = append(p.Carers, c)
	}
	for len(p.Visits) < visits {
		q := routeproblem.Request{ID: fmt.Sprint("r", len(p.Requests)), First: len(p.Visits), Count: 1, Must: r.IntN(5) == 0, Priority: r.Int64N(3)}
		if r.IntN(3) == 0 && len(p.Visits)+2 <= visits {
			q.Count, q.Together = 2, true
			q.Gap.Open = r.Int64N(20)
			q.Gap.Shut = q.Gap.Open + r.Int64N(20)
			if r.IntN(2) == 0 {
				q.Gap = routeproblem.Window{}
			}
		}
		for c := range int32(carers) {
			if r.IntN(3) == 0 {
				q.Usual = append(q.Usual, c)
			} else if r.IntN(8) == 0 {
				q.Barred = append(q.Barred, c)
			}
		}
		for range q.Count {
			open := r.Int64N(120)
			v := routeproblem.Visit{Request: len(p.Requests), Place: 1 + len(p.Visits), Duration: 1 + r.Int64N(20), Amount: []int64{r.Int64N(6)}}
			v.Windows = []routeproblem.Window{{Open: open, Shut: open + 10 + r.Int64N(60)}}
			if r.IntN(4) == 0 && q.Count == 1 {
				v.Windows = append(v.Windows, routeproblem.Window{Open: v.Windows[0].Shut + 15, Shut: v.Windows[0].Shut + 30})
			}
			if r.IntN(2) == 0 {
				v.Skills = []int32{r.Int32N(3)}
			}
			p.Visits = append(p.Visits, v)
		}
		p.Requests = append(p.Requests, q)
	}
	speak(p)
	return p
}

// speak gives half of the people a language and the carers work of before, by a source of its own: the rest of a problem stays as it was.
func speak(p *routeproblem.Problem) {
	r := rand.New(rand.NewPCG(uint64(p.Travel[1]), uint64(len(p.Travel))+uint64(p.Visits[0].Duration)))
	for i := range p.Carers {
		p.Carers[i].Worked = r.Int64N(30)
	}
	for i := range p.Requests {
		for c := range p.Carers {
			if i%2 == 0 && r.IntN(2) == 0 {
				p.Requests[i].Speakers = append(p.Requests[i].Speakers, int32(c))
			}
		}
	}
}

// enumeration tries every plan: the oracle for problems of a few visits. It shares nothing with solver or checker but the statement of the problem.
type enumeration struct {
	p      *routeproblem.Problem
	routes [][]int
	best   routeproblem.Value
	found  bool
	end    int64 // no start of a plan without circles is later
}

func newEnumeration(p *routeproblem.Problem) *enumeration {
	e := &enumeration{p: p, routes: make([][]int, len(p.Carers))}
	var way, step int64
	for _, t := range p.Travel {
		way = max(way, t)
	}
	known := func(t int64) {
		if t < routeproblem.Forever {
			e.end = max(e.end, t)
		}
	}
	for _, v := range p.Visits {
		step = max(step, v.Duration)
		for _, w := range v.Windows {
			known(w.Open)
			known(w.Shut)
		}
	}
	for _, q := range p.Requests {
		step = max(step, q.Gap.Shut)
	}
	for _, c := range p.Carers {
		known(c.Shift.Open)
	}
	e.end += int64(len(p.Visits)+1) * (way + step)
	return e
}

func (e *enumeration) request(i int) {
	if i == len(e.p.Requests) {
		e.leaf()
		return
	}
	e.request(i + 1) // not served
	q := e.p.Requests[i]
	e.visit(q.First, -1, func(c int) {
		if q.Count == 1 {
			e.request(i + 1)
			return
		}
		e.visit(q.First+1, c, func(int) { e.request(i + 1) })
	})
}

// visit puts v at every place of every route but that of carer not.
func (e *enumeration) visit(v, not int, then func(carer int)) {
	for c := range e.routes {
		may := c != not && !slices.Contains(e.p.Requests[e.p.Visits[v].Request].Barred, int32(c))
		for _, s := range e.p.Visits[v].Skills {
			may = may && slices.Contains(e.p.Carers[c].Skills, s)
		}
		if !may {
			continue
		}
		old := e.routes[c]
		for at := range len(old) + 1 {
			e.routes[c] = slices.Insert(slices.Clone(old), at, v)
			then(c)
		}
		e.routes[c] = old
	}
}

func (e *enumeration) way(a, b int) int64 {
	if a < 0 || b < 0 {
		return 0
	}
	return e.p.Travel[a*e.p.Places+b]
}

func (e *enumeration) leaf() {
	var v routeproblem.Value
	start, ok := e.starts()
	if !ok {
		return
	}
	work := make([]int64, len(e.routes))
	for c := range work {
		work[c] = e.p.Carers[c].Worked
	}
	var late, most int64
	for c, r := range e.routes {
		who, at, free, load := e.p.Carers[c], e.p.Carers[c].From, e.p.Carers[c].Shift.Open, make([]int64, len(e.p.Carers[c].Capacity))
		for _, i := range r {
			visit := e.p.Visits[i]
			v.Cost += e.way(at, visit.Place)
			at, free = visit.Place, start[i]+visit.Duration
			for k := range load {
				load[k] += visit.Amount[k]
			}
			work[c] += visit.Duration
			if u := e.p.Requests[visit.Request].Usual; len(u) > 0 && !slices.Contains(u, int32(c)) {
				v.Strangers++
			}
			if u := e.p.Requests[visit.Request].Speakers; len(u) > 0 && !slices.Contains(u, int32(c)) {
				v.Unspoken++
			}
			late += max(0, start[i]-visit.Windows[0].Shut)
			most = max(most, start[i]-visit.Windows[0].Shut)
		}
		if len(r) > who.MaxVisits || len(r) > 0 && free+e.way(at, who.To) > who.Shift.Shut {
			return
		}
		for k := range load {
			if load[k] > who.Capacity[k] {
				return
			}
		}
		if len(r) > 0 {
			v.Cost += e.way(at, who.To)
		}
	}
	for _, q := range e.p.Requests {
		if _, served := start[q.First]; !served {
			v.Unserved += 1 + q.Priority
			if q.Must {
				v.Must++
			}
		}
	}
	if e.p.Objective == routeproblem.Care {
		v.Spread = e.spread(work)
	} else {
		v.Strangers, v.Unspoken = 0, 0
	}
	if e.p.Objective == routeproblem.Lateness {
		v.Cost += late + most
	}
	if !e.found || v.Compare(e.best) < 0 {
		e.best, e.found = v, true
	}
}

func (e *enumeration) spread(work []int64) int64 {
	var able []int64
	for c := range work {
		for _, v := range e.p.Visits {
			can := !slices.Contains(e.p.Requests[v.Request].Barred, int32(c))
			for _, s := range v.Skills {
				can = can && slices.Contains(e.p.Carers[c].Skills, s)
			}
			if can {
				able = append(able, work[c])
				break
			}
		}
	}
	if able == nil {
		return 0
	}
	return slices.Max(able) - slices.Min(able)
}

// starts repeats the bounds from below until none is broken, or gives up when a start passes every end of the day.
func (e *enumeration) starts() (map[int]int64, bool) {
	start := map[int]int64{}
	for _, r := range e.routes {
		for _, i := range r {
			start[i] = 0
		}
	}
	for moved := true; moved; {
		moved = false
		raise := func(i int, to int64) bool {
			ok := e.p.Objective == routeproblem.Lateness
			for _, w := range e.p.Visits[i].Windows {
				if to <= w.Shut || e.p.Objective == routeproblem.Lateness {
					to, ok = max(to, w.Open), true
					break
				}
			}
			if to > start[i] {
				start[i], moved = to, true
			}
			return ok && start[i] <= e.end
		}
		for c, r := range e.routes {
			at, free := e.p.Carers[c].From, e.p.Carers[c].Shift.Open
			for _, i := range r {
				if !raise(i, free+e.way(at, e.p.Visits[i].Place)) {
					return nil, false
				}
				at, free = e.p.Visits[i].Place, start[i]+e.p.Visits[i].Duration
			}
		}
		for _, q := range e.p.Requests {
			if _, served := start[q.First]; served && q.Together {
				if !raise(q.First+1, start[q.First]+q.Gap.Open) || !raise(q.First, start[q.First+1]-q.Gap.Shut) {
					return nil, false
				}
			}
		}
	}
	return start, true
}

// Plans for a few visits are the best there are, under every objective and with every kind of constraint.
func TestEnumeration(t *testing.T) {
	objectives := []routeproblem.Objective{routeproblem.Lateness, routeproblem.Travel, routeproblem.Care}
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 5))
		p := small(r, 3+r.IntN(3), 2)
		if seed%4 == 0 {
			p = alike(p)
		}
		p.Objective = objectives[seed%3]
		if p.Objective == routeproblem.Lateness {
			for i := range p.Visits {
				p.Visits[i].Windows = p.Visits[i].Windows[:1]
			}
		}
		e := newEnumeration(p)
		e.request(0)
		s := solve(t, p, route.Options{Iterations: 400, Seed: seed})
		if s.Value != e.best {
			t.Errorf("seed %d, %s: value %+v, the best is %+v", seed, p.Objective, s.Value, e.best)
		}
	}
}
