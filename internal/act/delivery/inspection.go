package delivery

import (
	"cmp"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Inspection is an audit with what was said so far.
type Inspection struct {
	Audit
	Visits    []Drew // those that were drawn, by provider and day
	Rates     []Rate // by provider, then of late reports by sample and provider, and of all together
	Late      int    // visits that were reported after the last sample: they are in none
	Providers map[string]Provider
}

// Drew is a visit that was drawn, and the last call about it.
type Drew struct {
	Visit
	Last *Check // nil: nobody has called
}

// Answered tells whether the person was reached and has said something.
func (d Drew) Answered() bool { return d.Last != nil && d.Last.Says != Unreached }

// Answered counts the persons who have said something, each visit by itself.
func (i Inspection) Answered() (n int) {
	for _, v := range i.Visits {
		if v.Answered() {
			n++
		}
	}
	return n
}

// Picks counts the visits that were drawn.
func (a Audit) Picks() (n int) {
	for _, t := range a.All() {
		n += len(t.Picked)
	}
	return n
}

// Progress is an audit with how many visits somebody has said something about.
type Progress struct {
	Audit
	Answered int
}

// Audits lists the audits of places where an actor reads deliveries, the last month first.
func (s *Service) Audits(ctx context.Context, who access.Actor) (list []Progress, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.Audits(q, s.Node)
		if err != nil {
			return err
		}
		for _, a := range all {
			if !who.May(CanRead, a.Place) {
				continue
			}
			checks, err := s.Store.Checks(q, s.Node, a.ID)
			if err != nil {
				return err
			}
			checks = slices.DeleteFunc(checks, func(c Check) bool { return c.Says == Unreached })
			list = append(list, Progress{a, len(checks)})
		}
		return nil
	})
	return list, err
}

// Audited returns an audit with its calls and what they say of each provider.
func (s *Service) Audited(ctx context.Context, who access.Actor, id string) (i Inspection, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		a, err := s.Store.Audit(q, s.Node, id)
		if err != nil {
			return err
		}
		if err := who.CheckAt(CanRead, a.Place); err != nil {
			return err
		}
		i, err = s.inspection(q, a)
		return err
	})
	return i, err
}

func (s *Service) inspection(q store.Queryer, a Audit) (i Inspection, err error) {
	i = Inspection{Audit: a, Providers: map[string]Provider{}}
	checks, err := s.Store.Checks(q, s.Node, a.ID)
	if err != nil {
		return i, err
	}
	last := map[string]*Check{}
	for k, c := range checks {
		last[c.Visit] = &checks[k]
	}
	for _, t := range a.All() {
		if i.Providers[t.Provider], _, err = s.Providers.Provider(q, t.Provider); err != nil {
			return i, err
		}
		for _, id := range t.Picked {
			v, err := s.Store.Visit(q, s.Node, id)
			if err != nil {
				return i, err
			}
			i.Visits = append(i.Visits, Drew{v, last[id]})
		}
	}
	slices.SortFunc(i.Visits, func(a, b Drew) int {
		return cmp.Or(cmp.Compare(a.Provider, b.Provider), cmp.Compare(a.FromMs, b.FromMs), cmp.Compare(a.ID, b.ID))
	})
	if i.Rates, err = Rates(a, checks); err != nil {
		return i, err
	}
	list, err := s.Store.CountedAfter(q, s.Node, a.Month, a.drawnMs())
	i.Late = len(lateOf(list, a, a.drawnMs(), s.Contains))
	return i, err
}
