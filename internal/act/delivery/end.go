package delivery

import (
	"context"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// End ends a plan early, or sooner than it was to end: from the day on it no longer runs, its visits from that day on that have not begun are cancelled, and what kept a place
// for it is given back on that day.
func (s *Service) End(ctx context.Context, who access.Actor, id, day, why string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error { return s.EndIn(tx, who, id, day, why) })
}

// EndIn is End inside a transaction of another room.
func (s *Service) EndIn(tx *store.Tx, who access.Actor, id, day, why string) error {
	p, err := s.ending(tx, who, id, day, why)
	if err != nil {
		return err
	}
	return s.end(tx, who, p, max(day, p.From), why)
}

// ReplaceIn ends a plan as changed and makes another of the same item from the day on which that one begins. What keeps a place for the new
// one is not given back.
func (s *Service) ReplaceIn(tx *store.Tx, who access.Actor, id string, next Plan) (Plan, error) {
	old, err := s.ending(tx, who, id, next.From, endChanged)
	if err != nil {
		return next, err
	}
	if old.Person != next.Person || old.Item != next.Item || next.From < old.From {
		return next, fault.New(fault.Conflict, "delivery.plan.other")
	}
	hold := old.Hold
	if next.Hold == hold {
		old.Hold = "" // the record of the end says that this plan keeps it no more
	}
	if err := s.end(tx, who, old, next.From, endChanged); err != nil {
		return next, err
	}
	return s.MakeIn(tx, who, next)
}

// ending returns a plan that the actor may end on a day.
func (s *Service) ending(tx *store.Tx, who access.Actor, id, day, why string) (Plan, error) {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return Plan{}, wrong("day")
	}
	if !slices.Contains(Endings, why) || why == endErased {
		return Plan{}, wrong("why")
	}
	p, err := s.Store.Plan(tx, s.Node, id)
	if err != nil {
		return p, err
	}
	if err := who.CheckAt(CanPlan, p.Place); err != nil {
		return p, err
	}
	if max(day, p.From) >= p.until() { // one that ends early may end sooner still
		return p, fault.New(fault.Conflict, "delivery.plan.over").At("day")
	}
	return p, nil
}

func (s *Service) end(tx *store.Tx, who access.Actor, p Plan, day, why string) error {
	p.Ended, p.Why = day, why
	if err := s.record(tx, who, Event{What: PlanEnded, Plan: &p, Place: p.Place}); err != nil {
		return err
	}
	list, err := s.Store.OfPlan(tx, s.Node, p.ID, "")
	if err != nil {
		return err
	}
	for _, v := range list {
		to, ok := visits.next(v.State, Cancel)
		if !ok || v.On < day {
			continue
		}
		v.State, v.Reason = to, planEnded
		if err := s.unbook(tx, who, &v); err != nil {
			return err
		}
		if err := s.record(tx, who, Event{What: VisitCancelled, Visit: &v, Place: v.Place}); err != nil {
			return err
		}
	}
	if day > s.today() {
		return nil // Lapse gives the place back on that day
	}
	return s.giveBack(tx, p)
}

// giveBack gives back what kept a place for a plan.
func (s *Service) giveBack(tx *store.Tx, p Plan) error {
	if p.Hold == "" || s.Release == nil {
		return nil
	}
	return s.Release(tx, p.Hold)
}

// Lapse gives back the places of the plans whose last day has passed: one transaction a plan. What was given back before stays so. It returns how
// many plans of the node have none any more. Cost: all plans of the node, so a day wants it once.
func (s *Service) Lapse(ctx context.Context) (n int, err error) {
	var over []Plan
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.Plans(q, s.Node)
		today := s.today()
		over = slices.DeleteFunc(all, func(p Plan) bool { return p.Hold == "" || today < p.until() })
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, p := range over {
		if err := s.DB.Write(ctx, func(tx *store.Tx) error { return s.giveBack(tx, p) }); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
