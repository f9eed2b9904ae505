package delivery

import (
	"context"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
)

// Adopt sets the visits of a proposal, but for those that the planner leaves out, and books the time of their carers: all of them, or none. A proposal
// that the day has left behind is refused, and the error says what has changed.
func (s *Service) Adopt(ctx context.Context, who access.Actor, id string, without []string) (p Proposal, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if p, err = s.Store.Proposal(tx, s.Node, id); err != nil {
			return err
		}
		provider, acts, err := s.dayToPlan(tx, who, p.Provider, p.On)
		if err != nil {
			return err
		}
		if p.Adopted != nil {
			return fault.New(fault.Conflict, "delivery.propose.adopted")
		}
		turns, err := p.chosen(without)
		if err != nil {
			return err
		}
		now, err := s.dayOf(tx, who, provider, p.On, acts, p.AtMs)
		if err != nil {
			return err
		}
		if err := stale(p, turns, now.match, s.Now()); err != nil {
			return err
		}
		a := Adoption{Proposal: p.ID, Without: slices.Clone(without), Visits: map[string]string{}, By: person(who), AtMs: s.Now().UnixMilli()}
		for _, t := range turns {
			v, err := s.setPlanned(tx, who, now.due, p.On, t)
			if err != nil {
				return err
			}
			a.Visits[t.visit] = v.ID
		}
		p.Adopted = &a
		return s.record(tx, who, Event{What: DayAdopted, Adoption: &a, Place: p.placeOf(), Also: p.persons()})
	})
	return p, err
}

// chosen are the visits of the plan that are to be set.
func (p Proposal) chosen(without []string) (list []planned, err error) {
	left := 0
	for _, t := range p.planned() {
		if slices.Contains(without, t.visit) {
			left++
			continue
		}
		list = append(list, t)
	}
	if left != len(without) {
		return nil, wrong("without")
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Conflict, "delivery.propose.none")
	}
	return list, nil
}

// setPlanned sets one visit of a plan.
func (s *Service) setPlanned(tx *store.Tx, who access.Actor, due []DueVisit, on string, t planned) (Visit, error) {
	i := slices.IndexFunc(due, func(d DueVisit) bool { return d.ID == t.visit }) // stale has found it
	if i < 0 {
		return Visit{}, absent()
	}
	midnight, err := time.ParseInLocation(time.DateOnly, on, calendar.China)
	if err != nil {
		return Visit{}, wrong("day")
	}
	w := NewVisit{Plan: due[i].Plan.ID, FromMs: midnight.Add(time.Duration(t.from) * time.Minute).UnixMilli(), Ways: t.posts}
	for post := range t.posts {
		w.Posts = append(w.Posts, post)
	}
	slices.Sort(w.Posts)
	return s.set(tx, who, due[i].Plan, w)
}

// Stales are why a proposal is refused that the day has left behind.
var Stales = []string{staleDue, staleVisit, staleBarred, staleCarer, staleWay, staleLate}

const (
	staleDue    = "due"    // a visit is due no more: it was set, or its plan has ended
	staleVisit  = "visit"  // what was agreed of a visit is another
	staleBarred = "barred" // somebody must not go to a person after all
	staleCarer  = "carer"  // a carer is not at work then, or is busy, or a paper is not hers
	staleWay    = "way"    // a way takes another time
	staleLate   = "late"   // the time of a visit has passed
)

// stale compares what a plan rests on, for the visits that are to be set, with the day as it is now. Wishes may have changed: who knows whom, how much
// somebody has worked, what is urgent.
func stale(p Proposal, turns []planned, day match.Day, now time.Time) error {
	refuse := func(why, id string) error {
		return fault.New(fault.Conflict, "delivery.propose.stale."+why, "number", ident.Number(id))
	}
	passed := -1
	if on := calendar.Day(now); on == p.On {
		at := now.In(calendar.China)
		passed = 60*at.Hour() + at.Minute()
	}
	for _, t := range turns {
		was, _ := p.Visit(t.visit)
		i := slices.IndexFunc(day.Visits, func(v match.Visit) bool { return v.ID == t.visit })
		plan, _, _ := strings.Cut(t.visit, ".")
		switch {
		case i < 0:
			return refuse(staleDue, plan)
		case !sameVisit(was, day.Visits[i], t.from):
			return refuse(staleVisit, plan)
		case t.from < passed:
			return refuse(staleLate, plan)
		}
		for post := range t.posts {
			if slices.ContainsFunc(day.Visits[i].Barred, func(b match.Bar) bool { return b.Post == post }) {
				return refuse(staleBarred, plan)
			}
		}
	}
	for _, r := range p.Plan.Routes {
		if !slices.ContainsFunc(turns, func(t planned) bool { _, goes := t.posts[r.Post]; return goes }) {
			continue
		}
		if why := staleRoute(p, r, day); why != "" {
			return refuse(why, r.Post)
		}
	}
	return nil
}

// staleRoute says why somebody cannot go a route any more, or nothing.
func staleRoute(p Proposal, r match.Route, day match.Day) string {
	carer := func(d match.Day) (match.Carer, bool) {
		i := slices.IndexFunc(d.Carers, func(c match.Carer) bool { return c.Post == r.Post })
		if i < 0 {
			return match.Carer{}, false
		}
		return d.Carers[i], true
	}
	was, _ := carer(p.Day)
	is, found := carer(day)
	if !found || is.Base != was.Base || is.Shift.Open > r.Stops[0].From-r.Stops[0].Way || is.Shift.Shut < r.Back {
		return staleCarer
	}
	if slices.ContainsFunc(was.Skills, func(s match.Skill) bool { return !slices.Contains(is.Skills, s) }) {
		return staleCarer
	}
	at := is.Base
	for i := range len(r.Stops) + 1 {
		to := is.Base
		if i < len(r.Stops) {
			v, _ := p.Visit(r.Stops[i].Visit)
			to = v.At
		}
		before, _ := wayIn(p.Day, at, to)
		if now, known := wayIn(day, at, to); !known || now != before {
			return staleWay
		}
		at = to
	}
	return ""
}

// wayIn is how long a way takes on a day.
func wayIn(d match.Day, from, to string) (int, bool) {
	a, b := slices.Index(d.Places, from), slices.Index(d.Places, to)
	if a < 0 || b < 0 {
		return 0, false
	}
	return d.Ways[a*len(d.Places)+b], true
}

// sameVisit tells whether two visits ask for the same, and the second may begin when the first does.
func sameVisit(a, b match.Visit, from int) bool {
	return a.Person == b.Person && a.At == b.At && a.Minutes == b.Minutes && a.Together == b.Together && slices.Equal(a.Skills, b.Skills) &&
		slices.ContainsFunc(b.Windows, func(w match.Window) bool { return w.Open <= from && from <= w.Shut })
}
