package routeproblem

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// ErrSolution says that a file is not a solution of the problem at hand. The error names the place.
var ErrSolution = errors.New("not a solution of this routing problem")

// Constraint is a reason for which a request is not served.
type Constraint string

// The constraints, mildest first; Constraints lists them in this order.
const (
	WindowBound        Constraint = "window"          // no time within the windows of the visit is left
	ShiftBound         Constraint = "shift"           // no time within the shifts is left
	TasksBound         Constraint = "max_tasks"       // the carers have their number of visits
	CapacityBound      Constraint = "capacity"        // the carers carry what they can
	SynchronisedBound  Constraint = "synchronization" // no two carers can come as far apart as wanted
	QualificationBound Constraint = "qualification"   // nobody with the skills, and not barred, is free
	FleetBound         Constraint = "fleet"           // there is no carer at all
)

// Constraints are those that can be relaxed, in the order in which they are tried.
func Constraints() []Constraint {
	return []Constraint{WindowBound, ShiftBound, TasksBound, CapacityBound, SynchronisedBound, QualificationBound}
}

// Solution is a plan for the day. The sums are what it claims; package routecheck computes them anew.
type Solution struct {
	Value      Value
	Distance   int64 // ticks travelled
	Late       int64 // total lateness; 0 where windows are hard
	MaxLate    int64
	Routes     []Route // by carer, ascending; carers who stay at home have none
	Unassigned []Unassigned
}

// Route is the visits of one carer in order.
type Route struct {
	Carer int
	Stops []Stop
}

// Stop is a visit and its start in ticks.
type Stop struct {
	Visit int
	Start int64
}

// Unassigned is a request that is not served. Lifting Constraints together, and no fewer of them, would let it into these routes; the first is the binding
// one. Reason says so in words, for people; it proves nothing.
type Unassigned struct {
	Request     int
	Constraints []Constraint
	Reason      string
}

// AppendJSON appends the solution in the form
//
//	{"objective":"lateness","cost":111.333,"distance":250,"total_tardiness":61,"max_tardiness":23,"must":0,"unserved":0,"strangers":0,"unspoken":0,"spread":0,
//	 "routes":[{"caregiver":"c1","visits":[{"patient":"p1","service":"s2","start":240}]}],
//	 "unassigned":[{"patient":"p2","constraint":"window","constraints":["window"],"reason":"..."}]}
//
// Numbers are exact decimals of the problem's unit; cost under Lateness is rounded to three decimals more than the others have. A visit of a request of two has
// "visit" 1 or 2, in the order of the problem.
func (s *Solution) AppendJSON(to []byte, p *Problem) []byte {
	number := func(name string, x, scale int64) { to = AppendTicks(append(to, name...), x, scale) }
	to = append(to, `{"objective":`...)
	to = strconv.AppendQuote(to, string(p.Objective))
	to = appendCost(append(to, `,"cost":`...), p, s.Value.Cost)
	number(`,"distance":`, s.Distance, p.Scale)
	number(`,"total_tardiness":`, s.Late, p.Scale)
	number(`,"max_tardiness":`, s.MaxLate, p.Scale)
	number(`,"must":`, s.Value.Must, 1)
	number(`,"unserved":`, s.Value.Unserved, 1)
	number(`,"strangers":`, s.Value.Strangers, 1)
	number(`,"unspoken":`, s.Value.Unspoken, 1)
	number(`,"spread":`, s.Value.Spread, p.Scale)
	to = append(to, `,"routes":[`...)
	for i, r := range s.Routes {
		to = appendText(append(to, comma(i, `{"caregiver":`)...), p.Carers[r.Carer].ID)
		to = append(to, `,"visits":[`...)
		for j, stop := range r.Stops {
			v := &p.Visits[stop.Visit]
			to = appendText(append(to, comma(j, `{"patient":`)...), p.Requests[v.Request].ID)
			to = appendText(append(to, `,"service":`...), v.Service)
			if q := &p.Requests[v.Request]; q.Count > 1 {
				number(`,"visit":`, int64(stop.Visit-q.First+1), 1)
			}
			number(`,"start":`, stop.Start, p.Scale)
			to = append(to, '}')
		}
		to = append(to, `]}`...)
	}
	to = append(to, `],"unassigned":[`...)
	for i, u := range s.Unassigned {
		to = appendText(append(to, comma(i, `{"patient":`)...), p.Requests[u.Request].ID)
		if len(u.Constraints) > 0 {
			to = appendText(append(to, `,"constraint":`...), string(u.Constraints[0]))
		}
		to = append(to, `,"constraints":[`...)
		for j, c := range u.Constraints {
			to = appendText(append(to, comma(j, "")...), string(c))
		}
		to = appendText(append(to, `],"reason":`...), u.Reason)
		to = append(to, '}')
	}
	return append(to, "]}"...)
}

// comma puts a comma before every part but the first.
func comma(i int, text string) string {
	if i > 0 {
		return "," + text
	}
	return text
}

// appendText appends a JSON string.
func appendText(to []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		return append(to, `""`...) // a string always can be marshalled
	}
	return append(to, quoted...)
}

// appendCost appends the cost as a decimal: exact, or a third rounded half up to three decimals more than a tick has.
func appendCost(to []byte, p *Problem, cost int64) []byte {
	if p.Objective != Lateness {
		return AppendTicks(to, cost, p.Scale)
	}
	third := new(big.Int).Mul(big.NewInt(cost), big.NewInt(2000))
	third.Add(third, big.NewInt(3)).Div(third, big.NewInt(6))
	scale := p.Scale * 1000
	whole, rest := third.QuoRem(third, big.NewInt(scale), new(big.Int))
	fraction := AppendTicks(nil, rest.Int64(), scale)
	return append(whole.Append(to, 10), fraction[1:]...) // fraction is 0 or 0.x
}

// solutionFile is what AppendJSON writes.
type solutionFile struct {
	Objective *Objective `json:"objective"`
	Cost      *decimal   `json:"cost"`
	Distance  *decimal   `json:"distance"`
	Late      *decimal   `json:"total_tardiness"`
	MaxLate   *decimal   `json:"max_tardiness"`
	Must      *int64     `json:"must"`
	Unserved  *int64     `json:"unserved"`
	Strangers *int64     `json:"strangers"`
	Unspoken  *int64     `json:"unspoken"`
	Spread    *decimal   `json:"spread"`
	Routes    *[]struct {
		Carer  string `json:"caregiver"`
		Visits []struct {
			Patient string   `json:"patient"`
			Service string   `json:"service"`
			Visit   int      `json:"visit"`
			Start   *decimal `json:"start"`
		} `json:"visits"`
	} `json:"routes"`
	Unassigned []struct {
		Patient     string       `json:"patient"`
		Constraint  Constraint   `json:"constraint"`
		Constraints []Constraint `json:"constraints"`
		Reason      string       `json:"reason"`
	} `json:"unassigned"`
}

// ReadSolution reads what AppendJSON writes, for problem p, whose Check must have passed. It needs cost, distance, total_tardiness, max_tardiness and
// routes. Where levels of the value are missing they count as 0. A
// visit is told by its patient, its service and, where that leaves two, by "visit"; without it the first one not named before is meant. It refuses
// unknown fields, people and carers, and a request, carer or visit twice. Whether the plan is feasible it does not ask.
func ReadSolution(text []byte, p *Problem) (*Solution, error) {
	var f solutionFile
	if err := strict(text, &f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSolution, err)
	}
	if f.Cost == nil || f.Distance == nil || f.Late == nil || f.MaxLate == nil || f.Routes == nil {
		return nil, fmt.Errorf("%w: cost, distance, total_tardiness, max_tardiness or routes is missing", ErrSolution)
	}
	if f.Objective != nil && *f.Objective != p.Objective {
		return nil, fmt.Errorf("%w: objective %.60q", ErrSolution, string(*f.Objective))
	}
	r := newSolutionReader(p)
	s := &Solution{Distance: r.ticks(f.Distance), Late: r.ticks(f.Late), MaxLate: r.ticks(f.MaxLate)}
	s.Value = Value{Must: or(f.Must), Unserved: or(f.Unserved), Strangers: or(f.Strangers), Unspoken: or(f.Unspoken), Spread: r.ticks(f.Spread), Cost: r.cost(*f.Cost)}
	for _, route := range *f.Routes {
		carer, ok := r.carers[route.Carer]
		if !ok || r.busy[carer] {
			return nil, fmt.Errorf("%w: caregiver %.60q is unknown or has two routes", ErrSolution, route.Carer)
		}
		r.busy[carer] = true
		out := Route{Carer: carer}
		for _, v := range route.Visits {
			visit, ok := r.visit(v.Patient, v.Service, v.Visit)
			if !ok || v.Start == nil {
				return nil, fmt.Errorf("%w: caregiver %.60q: patient %.60q, service %.60q is unknown, twice or without start", ErrSolution, route.Carer, v.Patient, v.Service)
			}
			out.Stops = append(out.Stops, Stop{visit, r.ticks(v.Start)})
		}
		if len(out.Stops) > 0 {
			s.Routes = append(s.Routes, out)
		}
	}
	for _, u := range f.Unassigned {
		request, ok := r.requests[u.Patient]
		if !ok || slices.ContainsFunc(s.Unassigned, func(o Unassigned) bool { return o.Request == request }) {
			return nil, fmt.Errorf("%w: unassigned patient %.60q is unknown or twice", ErrSolution, u.Patient)
		}
		if u.Constraints == nil && u.Constraint != "" {
			u.Constraints = []Constraint{u.Constraint}
		}
		if len(u.Constraints) > 0 && u.Constraint != "" && u.Constraint != u.Constraints[0] {
			return nil, fmt.Errorf("%w: unassigned patient %.60q: constraint is not the first of constraints", ErrSolution, u.Patient)
		}
		s.Unassigned = append(s.Unassigned, Unassigned{request, u.Constraints, u.Reason})
	}
	slices.SortFunc(s.Routes, func(a, b Route) int { return a.Carer - b.Carer })
	slices.SortFunc(s.Unassigned, func(a, b Unassigned) int { return a.Request - b.Request })
	return s, r.failed
}

// or returns *x, or 0.
func or(x *int64) int64 {
	if x == nil {
		return 0
	}
	return *x
}

type solutionReader struct {
	problem  *Problem
	places   int
	carers   map[string]int
	requests map[string]int
	busy     []bool // carers with a route
	seen     []bool // visits
	failed   error
}

func newSolutionReader(p *Problem) *solutionReader {
	r := &solutionReader{
		problem: p, carers: make(map[string]int, len(p.Carers)), requests: make(map[string]int, len(p.Requests)),
		busy: make([]bool, len(p.Carers)), seen: make([]bool, len(p.Visits)),
	}
	for i := range p.Carers {
		r.carers[p.Carers[i].ID] = i
	}
	for i := range p.Requests {
		r.requests[p.Requests[i].ID] = i
	}
	r.places = strings.Count(strconv.FormatInt(p.Scale, 10), "0")
	return r
}

// ticks reads a number to the nearest tick.
func (r *solutionReader) ticks(d *decimal) int64 {
	if d == nil {
		return 0
	}
	x, ok := d.ticks(r.places)
	if !ok && r.failed == nil {
		r.failed = fmt.Errorf("%w: a number is too large", ErrSolution)
	}
	return x
}

// cost reads the cost in the unit of Value.Cost. A third that was rounded, to the tick or finer, is taken for the whole number it stands for, which is
// the nearest.
func (r *solutionReader) cost(d decimal) int64 {
	if r.problem.Objective != Lateness {
		return r.ticks(&d)
	}
	x := new(big.Rat).SetFrac(big.NewInt(d.digits), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(min(d.places, 400))), nil))
	x.Mul(x, new(big.Rat).SetInt64(3*r.problem.Scale))
	num := new(big.Int).Add(new(big.Int).Lsh(x.Num(), 1), x.Denom())
	whole := num.Div(num, new(big.Int).Lsh(x.Denom(), 1))
	if !whole.IsInt64() {
		r.failed = fmt.Errorf("%w: the cost is too large", ErrSolution)
		return 0
	}
	return whole.Int64()
}

// visit finds a visit that was not named before.
func (r *solutionReader) visit(patient, service string, ordinal int) (int, bool) {
	at, ok := r.requests[patient]
	if !ok {
		return 0, false
	}
	q := &r.problem.Requests[at]
	for i := q.First; i < q.First+q.Count; i++ {
		if r.seen[i] || r.problem.Visits[i].Service != service || ordinal != 0 && ordinal != i-q.First+1 {
			continue
		}
		r.seen[i] = true
		return i, true
	}
	return 0, false
}
