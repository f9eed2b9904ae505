package match_test

import (
	"fmt"
	"maps"
	"slices"

	"mihe/internal/decide/match"
)

// judge is an oracle of its own: it reads days and plans as they are written and imports neither the solver nor what the matcher makes of a day for it.
type judge struct {
	day    match.Day
	lifted map[match.Constraint]bool // for the visit under question alone; shifts for all
	about  string

	visits map[string]match.Visit
	carers map[string]match.Carer
	places map[string]int
}

func newJudge(d match.Day) judge {
	j := judge{day: d, visits: map[string]match.Visit{}, carers: map[string]match.Carer{}, places: map[string]int{}}
	for _, v := range d.Visits {
		j.visits[v.ID] = v
	}
	for _, c := range d.Carers {
		j.carers[c.Post] = c
	}
	for i, p := range d.Places {
		j.places[p] = i
	}
	return j
}

// tour is the visits of a carer in order; the two parts of a visit by two are told apart.
type tour struct {
	post  string
	stops []part
}

type part struct {
	visit  string
	second bool
}

func tours(d match.Day, p match.Plan) (list []tour) {
	seen := map[string]bool{}
	for _, c := range d.Carers {
		t := tour{post: c.Post}
		for _, r := range p.Routes {
			if r.Post != c.Post {
				continue
			}
			for _, s := range r.Stops {
				t.stops = append(t.stops, part{s.Visit, seen[s.Visit]})
				seen[s.Visit] = true
			}
		}
		list = append(list, t)
	}
	return list
}

func (j judge) free(c match.Constraint, visit string) bool { return visit == j.about && j.lifted[c] }

func (j judge) way(a, b string) int {
	return j.day.Ways[j.places[a]*len(j.day.Places)+j.places[b]]
}

// endless is later than any start, even where shifts and windows are lifted.
const endless = 20 * 24 * 60

// wrong is what is wrong with tours, or empty. Starts are the earliest that can be: they are raised until nothing breaks from below.
func (j judge) wrong(list []tour) string {
	start := map[part]int{}
	carer := map[part]string{}
	for _, t := range list {
		if says := j.may(t); says != "" {
			return says
		}
		for _, s := range t.stops {
			carer[s] = t.post
		}
	}
	for round, moved := 0, true; moved; round++ {
		if moved = false; round > 0 && slices.ContainsFunc(slices.Collect(maps.Values(start)), func(at int) bool { return at > endless }) {
			return "they wait for each other"
		}
		raise := func(s part, to int) {
			v := j.visits[s.visit]
			if !j.free(match.Times, s.visit) {
				for _, w := range v.Windows {
					if to <= w.Shut {
						to = max(to, w.Open)
						break
					}
				}
			}
			if to > start[s] {
				start[s], moved = to, true
			}
		}
		for _, t := range list {
			c := j.carers[t.post]
			at, free := c.Base, c.Shift.Open
			if j.lifted[match.Shift] {
				free = 0
			}
			for _, s := range t.stops {
				v := j.visits[s.visit]
				raise(s, free+j.way(at, v.At))
				at, free = v.At, start[s]+v.Minutes
			}
		}
		for s := range carer {
			if s.second && !j.free(match.Together, s.visit) {
				first := part{s.visit, false}
				raise(s, start[first])
				raise(first, start[s])
			}
		}
	}
	for s, post := range carer {
		v := j.visits[s.visit]
		in := func(w match.Window) bool { return w.Open <= start[s] && start[s] <= w.Shut }
		if !j.free(match.Times, s.visit) && !slices.ContainsFunc(v.Windows, in) {
			return fmt.Sprint(s.visit, " at ", start[s])
		}
		if s.second && !j.free(match.Together, s.visit) && carer[part{s.visit, false}] == post {
			return fmt.Sprint(s.visit, " twice by ", post)
		}
	}
	return j.back(list, start)
}

// may asks what does not hang on time.
func (j judge) may(t tour) string {
	c, work := j.carers[t.post], 0
	for _, s := range t.stops {
		v := j.visits[s.visit]
		if !j.free(match.Barred, s.visit) && slices.ContainsFunc(v.Barred, func(b match.Bar) bool { return b.Post == t.post }) {
			return fmt.Sprint(s.visit, " by the barred ", t.post)
		}
		for _, want := range v.Skills {
			holds := func(h match.Skill) bool {
				return h.Code == want.Code && (want.Level == 0 || h.Level > 0 && h.Level <= want.Level)
			}
			if !j.free(match.Papers, s.visit) && !slices.ContainsFunc(c.Skills, holds) {
				return fmt.Sprint(s.visit, " without papers by ", t.post)
			}
		}
		if !j.free(match.Minutes, s.visit) {
			work += v.Minutes
		}
	}
	if c.Most > 0 && work > 0 && c.SoFar+work > c.Most {
		return fmt.Sprint(t.post, " works ", work)
	}
	return ""
}

func (j judge) back(list []tour, start map[part]int) string {
	for _, t := range list {
		c := j.carers[t.post]
		if len(t.stops) == 0 || j.lifted[match.Shift] {
			continue
		}
		last := t.stops[len(t.stops)-1]
		v := j.visits[last.visit]
		if home := start[last] + v.Minutes + j.way(v.At, c.Base); home > c.Shift.Shut {
			return fmt.Sprint(t.post, " back at ", home)
		}
	}
	return ""
}

// fits tries a visit everywhere in the tours.
func (j judge) fits(list []tour, visit string) bool {
	v := j.visits[visit]
	found := false
	j.everywhere(list, part{visit, false}, func(with []tour) {
		if found {
			return
		}
		if !v.Together {
			found = j.wrong(with) == ""
			return
		}
		j.everywhere(with, part{visit, true}, func(both []tour) { found = found || j.wrong(both) == "" })
	})
	return found
}

func (j judge) everywhere(list []tour, s part, then func([]tour)) {
	for i, t := range list {
		for at := range len(t.stops) + 1 {
			with := slices.Clone(list)
			with[i].stops = slices.Insert(slices.Clone(t.stops), at, s)
			then(with)
		}
	}
}
