package match

import (
	"slices"

	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
)

// Why is what speaks for a carer at a visit: facts, each of which can be looked up in the day.
type Why struct {
	Choice int      `json:"choice"`           // how many at work that day have the papers and are not barred
	Known  bool     `json:"known,omitempty"`  // she has come before
	Speaks []string `json:"speaks,omitempty"` // of the languages wanted
	Papers []Skill  `json:"papers,omitempty"` // wanted, and hers
	Missed []Missed `json:"missed,omitempty"` // those who have come before, when it is nobody of them
}

// Missed says why somebody who has come before does not come.
type Missed struct {
	Post string `json:"post"`
	Why  string `json:"why"` // one of BarWhys or of the constants below
}

// Why somebody whom the person knows does not come.
const (
	Off    = "off"    // not at work that day
	Paper  = "paper"  // a paper that is wanted is not hers, or has run out
	Busy   = "busy"   // there is no room in her day
	Passed = "passed" // there is room, but the search gave the visit to another
)

// why says what speaks for carer c at visit i.
func (x *laid) why(s *routeproblem.Solution, i, c int) Why {
	v, carer := x.day.Visits[i], x.day.Carers[c]
	w := Why{Choice: x.holders(v), Known: slices.Contains(v.Known, carer.Post), Speaks: carer.speaks(v.Languages), Papers: slices.Clone(v.Skills)}
	if w.Known || v.Together {
		return w
	}
	for _, post := range slices.Compact(slices.Sorted(slices.Values(v.Known))) {
		w.Missed = append(w.Missed, Missed{post, x.missed(s, i, post)})
	}
	return w
}

// holders counts who at work that day may make a visit, whether or not there is time.
func (x *laid) holders(v Visit) (n int) {
	for _, c := range x.day.Carers {
		if c.has(v.Skills) && v.bar(c.Post) == "" {
			n++
		}
	}
	return n
}

// missed says why a post does not make visit i. That there is no room in a day is tried: the visit is taken out of the plan and put everywhere into that day.
func (x *laid) missed(s *routeproblem.Solution, i int, post string) string {
	v := x.day.Visits[i]
	if why := v.bar(post); why != "" {
		return why
	}
	at := slices.IndexFunc(x.day.Carers, func(c Carer) bool { return c.Post == post })
	switch {
	case at < 0:
		return Off
	case !x.day.Carers[at].has(v.Skills):
		return Paper
	}
	alone := *x.p
	alone.Requests = slices.Clone(x.p.Requests)
	q := &alone.Requests[i]
	q.Barred = nil
	for c := range x.day.Carers {
		if c != at {
			q.Barred = append(q.Barred, int32(c))
		}
	}
	if route.Assign(&alone, without(s, q.First), i) == nil {
		return Busy
	}
	return Passed
}

// without is the plan less one visit.
func without(s *routeproblem.Solution, visit int) *routeproblem.Solution {
	out := *s
	out.Routes = nil
	for _, r := range s.Routes {
		r.Stops = slices.DeleteFunc(slices.Clone(r.Stops), func(stop routeproblem.Stop) bool { return stop.Visit == visit })
		if len(r.Stops) > 0 {
			out.Routes = append(out.Routes, r)
		}
	}
	return &out
}
