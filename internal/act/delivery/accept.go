package delivery

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// Acceptance is how a visit that was marked missed came to be one that took place (补认): somebody who plans took in what a carer's device had reported of it.
type Acceptance struct {
	Reports []string `json:"reports"` // that it rests on, by the device's identifiers
	Carer   string   `json:"carer"`   // who reported the end, for whom evidence has a statement
	Reason  string   `json:"reason"`  // one of AcceptReasons
	By      string   `json:"by"`      // person
	AtMs    int64    `json:"at_ms"`
	Said    bool     `json:"said,omitempty"` // the carer has said so to evidence since, beside a code of the person's
}

// AcceptReasons are why a visit is not missed after all.
var AcceptReasons = []string{"sent_late", "marked_wrong"}

// Claim is what a carer's device reported of a visit after it was marked missed.
type Claim struct {
	BegunMs, EndedMs int64
	Denied           bool // the person, a system or an inspector says otherwise
	Beyond           bool // the month has no unit left, for another visit was set instead: taken in, this one is one more than the plan allows
	May              bool // whoever looks may take it in

	begin, end    Moved // begin is empty where the visit had begun before
	reports, here []string
}

// TooLate tells whether a report was kept for what says nothing against the visit: it was down as missed by then, or its carer's right had ended before the
// phone found a network. Of a visit that is marked missed it can be taken in.
func (m Moved) TooLate() bool { return m.Why == MisfitMissed || m.Why == MisfitEnded }

// claimOf is what reports that came too late say of a missed visit: those of the first of its carers who reported both that it began and that it was over.
// Where it had begun before it was marked, the end is enough. of are the posts of the visit by their persons.
func claimOf(v Visit, of map[string]string, moves []Moved) (c Claim, found bool) {
	if v.State != Missed {
		return c, false
	}
	late := slices.DeleteFunc(slices.Clone(moves), func(m Moved) bool { return m.Visit != v.ID || !m.TooLate() || of[m.By] == "" })
	first := func(by string, step Step) (Moved, bool) {
		i := slices.IndexFunc(late, func(m Moved) bool { return m.By == by && m.Step == step })
		if i < 0 {
			return Moved{}, false
		}
		return late[i], true
	}
	for _, m := range late {
		begin, began := first(m.By, Start)
		end, over := first(m.By, Finish)
		if !over || !began && v.BegunMs == 0 {
			continue
		}
		c = Claim{BegunMs: v.BegunMs, EndedMs: end.meantMs(), end: end, reports: []string{end.ID}, here: v.Attended}
		if v.BegunMs == 0 {
			c.BegunMs, c.begin, c.reports = begin.meantMs(), begin, []string{begin.ID, end.ID}
		}
		c.here = with(c.here, of[end.By])
		for _, came := range late { // two go together: the other says to have been there, too
			if post := of[came.By]; came.Step != Confirm && !slices.Contains(c.here, post) {
				c.here, c.reports = with(c.here, post), append(c.reports, came.ID)
			}
		}
		return c, true
	}
	return c, false
}

// carersOf are the posts of a visit by their persons.
func (s *Service) carersOf(q store.Queryer, v Visit) (map[string]string, error) {
	of := map[string]string{}
	for _, id := range v.Posts {
		p, found, err := s.Staff.Post(q, id)
		if err != nil {
			return nil, err
		}
		if found {
			of[p.Person] = id
		}
	}
	return of, nil
}

// claimed is the claim of a visit, where there is one.
func (s *Service) claimed(q store.Queryer, v Visit) (c Claim, found bool, err error) {
	of, err := s.carersOf(q, v)
	if err != nil {
		return c, false, err
	}
	moves, err := s.Store.Conflicts(q, s.Node, []string{v.ID})
	c, found = claimOf(v, of, moves)
	return c, found, err
}

// claims are those of some visits for whoever looks at them, by visit.
func (s *Service) claims(q store.Queryer, who access.Actor, list []Visit) (map[string]Claim, error) {
	all := map[string]Claim{}
	for _, v := range list {
		if v.State != Missed {
			continue
		}
		c, found, err := s.claimed(q, v)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		standings, err := s.standings(q, []Visit{v})
		if err != nil {
			return nil, err
		}
		p, err := s.Store.Plan(q, s.Node, v.Plan)
		if err != nil {
			return nil, err
		}
		used, allowed, err := s.used(q, p, v.Month())
		if err != nil {
			return nil, err
		}
		c.Denied, c.Beyond, c.May = standings[v.ID].Contradicted, used >= allowed, s.accepts(q, who, v) == nil
		all[v.ID] = c
	}
	return all, nil
}

// accepts checks that an actor may take in what was reported of a visit: whoever plans where it takes place, stands on no side of its provider and is not
// the person.
func (s *Service) accepts(q store.Queryer, who access.Actor, v Visit) error {
	if err := who.CheckAt(CanPlan, v.Place); err != nil {
		return err
	}
	if who.Person != "" && who.Person == v.Person {
		return fault.New(fault.Denied, "delivery.own")
	}
	sides, err := s.Sides(q, who, v.Provider, "")
	if err == nil && sides {
		err = fault.New(fault.Denied, "delivery.accept.sides")
	}
	return err
}

// Accept takes in what a carer's device reported of a visit that was marked missed meanwhile: the visit took place from when it was said to have begun until
// it was said to be over, and its carer's statement goes to evidence in the same transaction. Why it was marked stays written down. It is worth what any
// visit is that its carer alone speaks of; the next settlement pays it once the person's own side confirms it. A visit of a full month is taken in as well:
// what was set in its place is for the planner to call off. Taken in again nothing changes.
func (s *Service) Accept(ctx context.Context, who access.Actor, id, reason string) (v Visit, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if v, err = s.Store.Visit(tx, s.Node, id); err != nil {
			return err
		}
		if err := s.accepts(tx, who, v); err != nil {
			return err
		}
		if !slices.Contains(AcceptReasons, reason) {
			return wrong("reason")
		}
		if v.Accepted != nil {
			return nil
		}
		return s.accept(tx, who, &v, reason)
	})
	return v, err
}

func (s *Service) accept(tx *store.Tx, who access.Actor, v *Visit, reason string) error {
	to, ok := visits.next(v.State, accept)
	if !ok {
		return fault.New(fault.Conflict, "delivery.accept.state")
	}
	c, found, err := s.claimed(tx, *v)
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.Conflict, "delivery.accept.none")
	}
	if _, there, err := s.Persons.Home(tx, v.Person); err != nil || !there {
		return firstOf(err, fault.New(fault.Conflict, "delivery.accept.gone"))
	}
	v.State, v.EndedMs, v.FinishedMs = to, c.EndedMs, c.end.AtMs
	if v.BegunMs == 0 {
		v.BegunMs, v.StartedMs = c.BegunMs, c.begin.AtMs
	}
	v.Attended = slices.Sorted(slices.Values(c.here))
	v.Accepted = &Acceptance{Reports: c.reports, Carer: c.end.By, By: person(who), Reason: reason, AtMs: s.Now().UnixMilli()}
	if err := s.stated(tx, recording(who), *v, c.end.By); err != nil {
		return err
	}
	return s.record(tx, who, Event{What: VisitAccepted, Visit: v, Place: v.Place})
}

// stated gives evidence what a carer says of a visit that is over.
func (s *Service) stated(tx *store.Tx, who access.Actor, v Visit, carer string) error {
	_, err := s.Evidence.RecordIn(tx, who, evidence.Statement{
		About: about(v.ID), Person: v.Person, Region: v.Place, Way: evidence.Deliverer, Says: evidence.Happened, ClaimedMs: v.EndedMs, Deliverer: carer,
	})
	return err
}

// recording is an actor with the right to record what was delivered, for this one statement: whoever plans has no such right, and what is recorded is the
// carer's report. The entry and the statement name who took it in, who then confirms it for nobody.
func recording(who access.Actor) access.Actor {
	a := access.System("visits", evidence.CanRecord)
	a.ID, a.Person, a.OnBehalfOf, a.Channel, a.Request = who.ID, who.Person, who.OnBehalfOf, who.Channel, who.Request
	return a
}
