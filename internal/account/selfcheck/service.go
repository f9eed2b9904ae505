package selfcheck

import (
	"context"
	"slices"
	"time"

	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
)

// Service checks one node through the services of its rooms.
type Service struct {
	Home     region.Key // the place the node is for: a check is of all of it
	Forms    *form.Service
	Minutes  []form.Minutes
	Rules    *rule.Service
	Catalog  *catalog.Register
	Tasks    *steering.Service
	Methods  *evaluation.Methods
	Registry *indicator.Registry
	Openness *openness.Service
	Regions  *region.Tree
	Now      func() time.Time
}

// reader reads what a self-check looks at. None of it is about a person.
func reader() access.Actor {
	return access.System("selfcheck", form.CanRead, rule.CanRead, catalog.CanRead, steering.CanRead, openness.CanRead)
}

// tasksPage is how many tasks are read at a time.
const tasksPage = 500

// Report looks at the node as it is now. Whoever may read the findings need not hold the rights of the rooms: a finding says where a thing is
// and not what else is there. Whoever reads in a part of the node alone is told of its places, and of what holds in all of it: forms, rules,
// methods, and the series that are public.
func (s *Service) Report(ctx context.Context, who access.Actor) (Report, error) {
	if err := who.Check(CanRead); err != nil {
		return Report{}, err
	}
	h, err := s.held(ctx, reader())
	if err != nil {
		return Report{}, err
	}
	if !who.May(CanRead, s.Home) {
		h.narrow(func(k region.Key) bool { return who.May(CanRead, k) })
	}
	return LookAt(h)
}

// narrow leaves out what lies at other places than those told, and series that are not public.
func (h *Held) narrow(told func(region.Key) bool) {
	h.Services = slices.DeleteFunc(h.Services, func(l catalog.Listing) bool { return !told(l.Provider.Region) })
	h.Tasks = slices.DeleteFunc(h.Tasks, func(t steering.Task) bool { return !told(t.Target) })
	h.Forms.Tallies = slices.DeleteFunc(h.Forms.Tallies, func(t form.Tally) bool { return !told(t.Region) })
	h.Series = slices.DeleteFunc(h.Series, func(l openness.Listed) bool { return !l.Public() })
}

func (s *Service) held(ctx context.Context, who access.Actor) (h Held, err error) {
	today := calendar.Day(s.Now())
	h = Held{
		On: today, Elements: s.Forms.Held, Minutes: s.Minutes, Plan: s.Tasks.Plan, Methods: s.Methods.All(), Registry: s.Registry,
		View: s.Regions.At(today),
	}
	if h.Forms, err = s.Forms.Taken(ctx, who, s.Now().AddDate(-1, 0, 0)); err != nil {
		return h, err
	}
	if h.Rules, err = s.ruled(ctx, who); err != nil {
		return h, err
	}
	entered, err := s.Catalog.Inside(ctx, who)
	if err != nil {
		return h, err
	}
	h.Services = entered.Listings
	if h.Series, err = s.Openness.List(ctx, who); err != nil {
		return h, err
	}
	if h.Duties, err = s.Tasks.Duties(ctx, who); err != nil {
		return h, err
	}
	for f := (steering.Filter{Limit: tasksPage}); ; {
		page, _, err := s.Tasks.List(ctx, who, f)
		h.Tasks = append(h.Tasks, page...)
		if err != nil || len(page) < tasksPage {
			return h, err
		}
		f.Before = page[len(page)-1].ID
	}
}

func (s *Service) ruled(ctx context.Context, who access.Actor) (list []Ruled, err error) {
	all, err := s.Rules.List(ctx, who, "")
	if err != nil {
		return nil, err
	}
	for _, v := range all.Versions {
		viewed, err := s.Rules.View(ctx, who, v.Version)
		if err != nil {
			return nil, err
		}
		list = append(list, Ruled{viewed.Rules, viewed.Adopted()})
	}
	return list, nil
}
