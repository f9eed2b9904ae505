package routeproblem

import (
	"cmp"
	"errors"
	"fmt"
)

// Objective says what is minimised; see the package comment.
type Objective string

// The objectives, by the names they have in files.
const (
	Lateness Objective = "lateness" // soft windows, (travel + total + greatest lateness)/3
	Travel   Objective = "travel"   // hard windows, travel
	Care     Objective = "care"     // hard windows, continuity, even workloads, travel
)

// Forever is the end of a window or a shift that has none.
const Forever int64 = 1 << 61

// Nowhere is the place of a carer who starts or ends where she likes.
const Nowhere = -1

// Unlimited is the number of visits of a carer who has no limit.
const Unlimited = 1 << 30

// Limits of a problem.
const (
	MaxVisits   = 1 << 14
	MaxCarers   = 1 << 12
	MaxPlaces   = 1 << 13 // with a matrix in the file
	MaxComputed = 2500    // with distances computed from coordinates, whose number is the square
	MaxKinds    = 64      // kinds of amount, and windows of one visit
)

// What is wrong with a problem; errors wrap one of these and name the place.
var (
	ErrSyntax      = errors.New("not a routing problem")
	ErrUnsupported = errors.New("not supported")
	ErrShape       = errors.New("malformed routing problem")
	ErrSize        = errors.New("too many visits, carers or places")
	ErrLarge       = errors.New("numbers too large to add up")
)

// Problem is a day of visits.
type Problem struct {
	Scale     int64 // ticks to a unit of the file
	Objective Objective
	Places    int
	Travel    []int64 // ticks from a to b at a·Places + b
	Carers    []Carer
	Requests  []Request
	Visits    []Visit // in the order of Requests
}

// Window is a time from Open to Shut, both included.
type Window struct{ Open, Shut int64 }

// Carer is one who visits: a carer, a team, a vehicle.
type Carer struct {
	ID        string
	From, To  int // places, or Nowhere
	Shift     Window
	Skills    []int32 // ascending
	Capacity  []int64 // one for each kind of amount
	MaxVisits int
	Worked    int64 // time of service before this day, which counts in the workload
}

// Visit is one stop at a person's home.
type Visit struct {
	Request  int
	Service  string // what the visit is for; empty where files have no name for it
	Place    int
	Duration int64
	Windows  []Window // ascending and apart; one at least
	Skills   []int32  // all are wanted; ascending
	Amount   []int64  // one for each kind
}

// Request asks for the visits First to First+Count-1.
type Request struct {
	ID           string
	First, Count int
	Gap          Window // least and greatest time between the starts of two visits
	Together     bool   // of two visits: bound by Gap, by different carers
	Must         bool
	Priority     int64
	Usual        []int32 // carers the person knows, ascending; nobody counts as a stranger where it is empty
	Speakers     []int32 // carers who speak what the person wants to hear, ascending; nobody counts as unspoken where it is empty
	Barred       []int32 // carers who may not come, ascending
}

// Check refuses a problem that is malformed or too large. Cost O(input).
func (p *Problem) Check() error {
	switch p.Objective {
	case Lateness, Travel, Care:
	default:
		return fmt.Errorf("%w: objective %q", ErrUnsupported, string(p.Objective))
	}
	if len(p.Visits) > MaxVisits || len(p.Carers) > MaxCarers || p.Places > MaxPlaces {
		return fmt.Errorf("%w: %d visits, %d carers, %d places", ErrSize, len(p.Visits), len(p.Carers), p.Places)
	}
	if p.Scale < 1 || p.Places < 1 || len(p.Travel) != p.Places*p.Places {
		return fmt.Errorf("%w: a matrix of %d entries for %d places", ErrShape, len(p.Travel), p.Places)
	}
	for i, t := range p.Travel {
		if t < 0 {
			return fmt.Errorf("%w: from place %d to %d: %d", ErrShape, i/p.Places, i%p.Places, t)
		}
	}
	kinds := 0
	if len(p.Carers) > 0 {
		kinds = len(p.Carers[0].Capacity)
	}
	for i := range p.Carers {
		if err := p.Carers[i].check(p, kinds); err != nil {
			return fmt.Errorf("carer %s: %w", p.Carers[i].ID, err)
		}
	}
	next := 0
	for i := range p.Requests {
		r := &p.Requests[i]
		if r.First != next || r.Count < 1 || r.Count > 2 || next+r.Count > len(p.Visits) {
			return fmt.Errorf("request %s: %w: visits %d to %d", r.ID, ErrShape, r.First, r.First+r.Count-1)
		}
		if err := r.check(p, i, kinds); err != nil {
			return fmt.Errorf("request %s: %w", r.ID, err)
		}
		next += r.Count
	}
	if next != len(p.Visits) {
		return fmt.Errorf("%w: %d visits of no request", ErrShape, len(p.Visits)-next)
	}
	if !p.addsUp() {
		return fmt.Errorf("%w: %d ticks to a unit", ErrLarge, p.Scale)
	}
	return nil
}

func (c *Carer) check(p *Problem, kinds int) error {
	switch {
	case c.From < Nowhere || c.From >= p.Places || c.To < Nowhere || c.To >= p.Places:
		return fmt.Errorf("%w: place %d or %d of %d", ErrShape, c.From, c.To, p.Places)
	case c.Shift.Open < 0 || c.Shift.Shut < c.Shift.Open || c.Shift.Shut > Forever:
		return fmt.Errorf("%w: shift from %d to %d", ErrShape, c.Shift.Open, c.Shift.Shut)
	case len(c.Capacity) != kinds || kinds > MaxKinds:
		return fmt.Errorf("%w: %d kinds of capacity", ErrShape, len(c.Capacity))
	case c.MaxVisits < 0:
		return fmt.Errorf("%w: at most %d visits", ErrShape, c.MaxVisits)
	case c.Worked < 0 || c.Worked > 1<<40:
		return fmt.Errorf("%w: worked %d", ErrLarge, c.Worked)
	case !ascending(c.Skills, 1<<30):
		return fmt.Errorf("%w: skills", ErrShape)
	}
	for _, x := range c.Capacity {
		if x < 0 || x > 1<<40 {
			return fmt.Errorf("%w: capacity %d", ErrLarge, x)
		}
	}
	return nil
}

func (r *Request) check(p *Problem, at, kinds int) error {
	switch {
	case r.Together && (r.Count != 2 || r.Gap.Open < 0 || r.Gap.Shut < r.Gap.Open):
		return fmt.Errorf("%w: %d visits, %d to %d apart", ErrShape, r.Count, r.Gap.Open, r.Gap.Shut)
	case r.Priority < 0 || r.Priority > 1<<20:
		return fmt.Errorf("%w: priority %d", ErrLarge, r.Priority)
	case !ascending(r.Usual, len(p.Carers)) || !ascending(r.Speakers, len(p.Carers)) || !ascending(r.Barred, len(p.Carers)):
		return fmt.Errorf("%w: carers named", ErrShape)
	}
	for i := r.First; i < r.First+r.Count; i++ {
		if err := p.Visits[i].check(p, at, kinds); err != nil {
			return err
		}
	}
	return nil
}

func (v *Visit) check(p *Problem, request, kinds int) error {
	switch {
	case v.Request != request:
		return fmt.Errorf("%w: a visit of request %d", ErrShape, v.Request)
	case v.Place < 0 || v.Place >= p.Places:
		return fmt.Errorf("%w: place %d of %d", ErrShape, v.Place, p.Places)
	case v.Duration < 0:
		return fmt.Errorf("%w: lasts %d", ErrShape, v.Duration)
	case len(v.Windows) == 0 || len(v.Windows) > MaxKinds:
		return fmt.Errorf("%w: %d windows", ErrShape, len(v.Windows))
	case p.Objective == Lateness && len(v.Windows) > 1:
		return fmt.Errorf("%w: several windows with lateness", ErrUnsupported)
	case !ascending(v.Skills, 1<<30):
		return fmt.Errorf("%w: skills", ErrShape)
	case len(v.Amount) != kinds && len(p.Carers) > 0:
		return fmt.Errorf("%w: %d kinds of amount", ErrShape, len(v.Amount))
	}
	last := int64(-1)
	for _, w := range v.Windows {
		if w.Open <= last || w.Shut < w.Open || w.Shut > Forever {
			return fmt.Errorf("%w: window from %d to %d", ErrShape, w.Open, w.Shut)
		}
		last = w.Shut
	}
	for _, x := range v.Amount {
		if x < 0 || x > 1<<40 {
			return fmt.Errorf("%w: amount %d", ErrLarge, x)
		}
	}
	return nil
}

// addsUp says that no sum over a solution passes Forever: starts are at most one day of every way and visit behind each other, and
// lateness adds up one start for each visit. The bounds of the parts keep the products below 2⁶³ only when each is at most 2⁶¹ on its own,
// which the divisions ask first.
func (p *Problem) addsUp() bool {
	var window, step int64
	for _, t := range p.Travel {
		step = max(step, t)
	}
	var longest, gap int64
	for i := range p.Visits {
		longest = max(longest, p.Visits[i].Duration)
		for _, w := range p.Visits[i].Windows {
			window = max(window, w.Open)
			if w.Shut < Forever {
				window = max(window, w.Shut)
			}
		}
	}
	for i := range p.Requests {
		if r := &p.Requests[i]; r.Together {
			gap = max(gap, r.Gap.Open, min(r.Gap.Shut, Forever>>20))
		}
	}
	for i := range p.Carers {
		window = max(window, p.Carers[i].Shift.Open)
		if s := p.Carers[i].Shift.Shut; s < Forever {
			window = max(window, s)
		}
	}
	n := int64(len(p.Visits) + len(p.Carers) + 1)
	if step > Forever/8 || longest > Forever/8 || gap > Forever/8 || window > Forever/8 {
		return false
	}
	if step+longest+gap > Forever/8/n {
		return false
	}
	return window+n*(step+longest+gap) <= Forever/8/n
}

// ascending says that x counts upwards without repeats within [0, end).
func ascending(x []int32, end int) bool {
	last := int32(-1)
	for _, v := range x {
		if v <= last || int(v) >= end {
			return false
		}
		last = v
	}
	return true
}

// Value is how good a solution is, level by level; see the package comment. Cost is travel, or under Lateness three times the cost.
type Value struct {
	Must, Unserved, Strangers, Unspoken, Spread, Cost int64
}

// Compare is negative where v is better than w.
func (v Value) Compare(w Value) int {
	return cmp.Or(cmp.Compare(v.Must, w.Must), cmp.Compare(v.Unserved, w.Unserved), cmp.Compare(v.Strangers, w.Strangers),
		cmp.Compare(v.Unspoken, w.Unspoken),
		cmp.Compare(v.Spread, w.Spread), cmp.Compare(v.Cost, w.Cost))
}
