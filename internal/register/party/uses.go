package party

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// OwnUses lists every use of the actor's own data, the newest first: entries that name the person, and lists that the person
// was on. before is the number below which to go on, 0 for the first page. It is not written down itself, for it would
// head its own list.
func (s *Service) OwnUses(ctx context.Context, who access.Actor, before int64, limit int) (list []access.Use, err error) {
	if err := who.Check(access.Own); err != nil {
		return nil, err
	}
	if who.Person == "" {
		return nil, fault.New(fault.NotFound, "access.absent")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.uses(q, who.Person, before, limit)
		return err
	})
	return list, err
}

func (s *Service) uses(q store.Queryer, id string, before int64, limit int) ([]access.Use, error) {
	named, err := s.Uses.BySubject(q, s.Node, id, before, limit)
	if err != nil {
		return nil, err
	}
	var list []access.Use
	for _, l := range named {
		list = append(list, access.Use{
			Seq: l.Seq, AtMs: l.AtMs, Kind: l.Kind, Actor: l.Actor, Channel: l.Channel, Purpose: l.Purpose, Basis: l.Basis, Region: l.Region,
		})
	}
	on, err := s.listsWith(q, id, before, limit)
	if err != nil {
		return nil, err
	}
	list = append(list, on...)
	slices.SortFunc(list, func(a, b access.Use) int { return int(b.Seq - a.Seq) })
	return list[:min(len(list), limit)], nil
}

// listsWith are the lists that a person was on: those that covered the place and the band that were in force then.
func (s *Service) listsWith(q store.Queryer, id string, before int64, limit int) (list []access.Use, err error) {
	versions, err := s.Store.History(q, s.Node, id)
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	for {
		page, err := s.Store.Lists(q, s.Node, before, listPage)
		if err != nil || len(page) == 0 {
			return list, err
		}
		for _, l := range page {
			if !s.covers(l, versions) {
				continue
			}
			list = append(list, access.Use{
				Seq: l.Seq, AtMs: l.AtMs, Kind: "party.list.read", Actor: l.Actor, Purpose: string(l.Purpose), Basis: string(l.Basis), Region: l.At,
			})
			if len(list) == limit {
				return list, nil
			}
		}
		if before = page[len(page)-1].Seq; len(page) < listPage {
			return list, nil
		}
	}
}

// covers tells whether a list opened a person with these versions.
func (s *Service) covers(l Listing, versions []Person) bool {
	var then Person
	for _, p := range versions {
		if p.Seq < l.Seq {
			then = p
		}
	}
	out := slices.Contains(l.Without, then.ID) || l.Chosen && !slices.Contains(l.Only, then.ID)
	return then.Region != (region.Key{}) && !out && then.Cohort <= l.Cohort && s.Contains(l.Region, then.Region)
}
