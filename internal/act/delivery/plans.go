package delivery

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Make makes a plan.
func (s *Service) Make(ctx context.Context, who access.Actor, p Plan) (made Plan, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		made, err = s.MakeIn(tx, who, p)
		return err
	})
	return made, err
}

// MakeIn is Make inside a transaction of another room. Two plans of a person for the same item never run at once. The case of a plan is not that of
// somebody else. One that the node does not hold is taken at its word: cases were decided before the node was there, on paper or by the system of
// another office, and nodes merge; what is delivered under such a plan is still to be recorded and paid.
func (s *Service) MakeIn(tx *store.Tx, who access.Actor, p Plan) (Plan, error) {
	if err := who.CheckAt(CanPlan, p.Place); err != nil {
		return p, err
	}
	p.At, p.Ended, p.Why, p.By = p.Place.String(), "", "", who.ID
	if p.PayTo == "" {
		p.PayTo = ToProvider
	}
	if err := p.Check(); err != nil {
		return p, err
	}
	if who.Person == p.Person {
		return p, fault.New(fault.Denied, "delivery.own")
	}
	if _, found, err := s.Persons.Home(tx, p.Person); err != nil || !found {
		return p, orAbsent(err)
	}
	if of, held, err := s.Cases.Subject(tx, p.Cause); err != nil || held && of != p.Person {
		return p, firstOf(err, wrong("cause")) // as of one that is no case: whose it is, is not to be learned here
	}
	if _, found, err := s.Providers.Provider(tx, p.Provider); err != nil || !found {
		return p, firstOf(err, wrong("provider"))
	}
	others, err := s.Store.PlansOf(tx, s.Node, p.Person)
	if err != nil {
		return p, err
	}
	if slices.ContainsFunc(others, func(o Plan) bool { return o.Item == p.Item && o.crosses(p) }) {
		return p, fault.New(fault.Conflict, "delivery.plan.twice").At("item")
	}
	if p.Hold != "" && slices.ContainsFunc(others, func(o Plan) bool { return o.Hold == p.Hold && !o.Over(s.today()) }) {
		return p, fault.New(fault.Conflict, "delivery.plan.held")
	}
	if p.ID, err = ident.New(planKind, s.Now(), s.Random); err != nil {
		return p, err
	}
	return p, s.record(tx, who, Event{What: PlanMade, Plan: &p, Place: p.Place})
}

// Plans lists the plans of a person: for whoever reads deliveries where she lives, for herself and for whom she lets act for her.
func (s *Service) Plans(ctx context.Context, who access.Actor, person string) (list []Plan, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if err := s.mayRead(q, who, person); err != nil {
			return err
		}
		list, err = s.Store.PlansOf(q, s.Node, person)
		return err
	})
	return list, err
}

// own tells whether an actor acts in the matter of a person: for themselves, or under a mandate that was looked at already.
func own(who access.Actor, person string) bool {
	return who.SignedIn() && person != "" && (who.Person == person && who.OnBehalfOf == "" || who.OnBehalfOf == person)
}

// mayRead tells whether an actor reads what is delivered to a person.
func (s *Service) mayRead(q store.Queryer, who access.Actor, person string) error {
	if own(who, person) {
		return who.Check(access.Own)
	}
	at, found, err := s.Persons.Home(q, person)
	if err != nil || !found {
		return orAbsent(err)
	}
	return who.CheckAt(CanRead, at)
}

// orAbsent is an error, or that nothing is there.
func orAbsent(err error) error { return firstOf(err, absent()) }

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// forProvider checks that an actor acts for a provider: with an account that was named for it, and with the right where it is.
func (s *Service) forProvider(q store.Queryer, who access.Actor, provider string, at region.Key) error {
	acts, err := s.Providers.Acts(q, provider, who.ID)
	if err != nil {
		return err
	}
	if !acts {
		return firstOf(who.CheckAt(CanPlan, at), fault.New(fault.Denied, "delivery.provider"))
	}
	return who.CheckAt(CanDeliver, at)
}
