package delivery

import (
	"cmp"
	"context"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
)

// DayPlan is a provider's day as whoever plans it sees it.
type DayPlan struct {
	Provider Provider
	On       string
	Acts     bool       // the reader acts for the provider
	Set      []Visit    // by time
	Due      []DueVisit // and not set, by id
	Latest   *Proposal  // the last that was made; nil where there is none
	Stale    error      // why it cannot be adopted, or nil
	Posts    []string   // at work that day
	Gone     []string   // posts that somebody is set for and that do not run that day: nobody comes

	Claims map[string]Claim // of missed visits, by visit: what their carers' devices reported too late
}

// DayPlan shows a day of a provider: for whoever plans where it is, and for an account of it. It names nobody but by identifiers.
func (s *Service) DayPlan(ctx context.Context, who access.Actor, provider, on string) (d DayPlan, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		p, acts, err := s.providerToPlan(q, who, provider)
		if err != nil {
			return err
		}
		if _, err := time.Parse(time.DateOnly, on); err != nil {
			return absent()
		}
		d = DayPlan{Provider: p, On: on, Acts: acts}
		day, err := s.wanted(q, who, p, on, acts)
		if err != nil {
			return err
		}
		d.Set, d.Due = day.set, day.due
		if d.Gone, err = s.goneOf(q, d.Set); err != nil {
			return err
		}
		if d.Claims, err = s.claims(q, who, d.Set); err != nil {
			return err
		}
		carers, err := s.Roster.CarersOn(q, provider, on)
		if err != nil {
			return err
		}
		for _, c := range carers {
			d.Posts = append(d.Posts, c.Post)
		}
		all, err := s.Store.Proposals(q, s.Node, provider, on)
		if err != nil || len(all) == 0 {
			return err
		}
		d.Latest = &all[len(all)-1]
		if !acts && slices.ContainsFunc(d.Latest.Day.Visits, func(v match.Visit) bool { return !mayPlanAt(who, v.At) }) {
			d.Latest = nil // it tells of places that are not the reader's
			return nil
		}
		d.Stale, err = s.behind(q, who, p, *d.Latest, acts)
		return err
	})
	return d, err
}

// goneOf are the posts of visits that do not run on the day of the visit.
func (s *Service) goneOf(q store.Queryer, set []Visit) (list []string, err error) {
	for _, v := range set {
		for _, id := range v.Posts {
			p, found, err := s.Staff.Post(q, id)
			if err != nil {
				return nil, err
			}
			if (!found || !p.On(v.On)) && !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
	}
	return list, nil
}

// mayPlanAt tells whether an actor plans at the place of a name.
func mayPlanAt(who access.Actor, place string) bool {
	k, ok := region.ParseKey(place)
	return ok && who.May(CanPlan, k)
}

// behind says why a proposal cannot be adopted any more. What else goes wrong is an error of its own.
func (s *Service) behind(q store.Queryer, who access.Actor, provider Provider, p Proposal, acts bool) (why, err error) {
	if p.Adopted != nil {
		return fault.New(fault.Conflict, "delivery.propose.adopted"), nil
	}
	if p.On < s.today() {
		return fault.New(fault.Conflict, "delivery.propose.over", "day", p.On), nil
	}
	now, err := s.dayOf(q, who, provider, p.On, acts, p.AtMs)
	if err != nil {
		return nil, err
	}
	return stale(p, p.planned(), now.match, s.Now()), nil
}

// PlannedProviders lists the providers whose days an actor plans: those that the account acts for, and those with a plan that runs where the actor plans.
func (s *Service) PlannedProviders(ctx context.Context, who access.Actor) (list []Provider, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		ids, err := s.Providers.ActsFor(q, who.ID)
		if err != nil {
			return err
		}
		if who.Check(CanPlan) == nil {
			plans, err := s.Store.Plans(q, s.Node)
			if err != nil {
				return err
			}
			for _, p := range plans {
				if today := s.today(); p.until() > today && who.May(CanPlan, p.Place) && !slices.Contains(ids, p.Provider) {
					ids = append(ids, p.Provider)
				}
			}
		}
		for _, id := range ids {
			p, _, err := s.providerToPlan(q, who, id)
			if kind := fault.KindOf(err); err != nil && (kind == fault.Denied || kind == fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			list = append(list, p)
		}
		slices.SortFunc(list, func(a, b Provider) int { return cmp.Compare(a.ID, b.ID) })
		return nil
	})
	return list, err
}
