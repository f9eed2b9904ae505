package party

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// ListWish is what a list is asked for.
type ListWish struct {
	Region     region.Key
	BornBefore string // YYYY-MM; only who was born before it. Empty: everybody
	Purpose    access.Purpose
	Groups     []Group // of facts; names are opened by no list
}

// Listed is one person on a list.
type Listed struct {
	ID, Household string
	Region        region.Key
	Facts         Facts
	AsOn          string
}

// listPage is how many persons are held open at a time.
const listPage = 1000

// List opens the facts of everybody of a place, for a rule run, and calls each with one person after another: township by
// township, by band of birth and id, each person once. It is one entry of the ledger, which is there before anybody is
// opened; whoever has withdrawn is left out, and so is who was erased or found to be another. It returns the number of the
// entry. Cost: one page of 1,000 persons in memory; the keys are read a page at a time.
func (s *Service) List(ctx context.Context, who access.Actor, w ListWish, each func(Listed) error) (seq int64, err error) {
	if slices.Contains(w.Groups, Identity) || slices.Contains(w.Groups, Contact) || len(w.Groups) == 0 || w.Purpose == "" {
		return 0, fault.New(fault.Denied, "access.ungranted")
	}
	if err := who.CheckAt(CanList, w.Region); err != nil {
		return 0, err
	}
	l := Listing{
		AtMs: s.nowMs(), At: w.Region.String(), Cohort: math.MaxInt32, Purpose: w.Purpose, Actor: who.ID, Groups: w.Groups,
	}
	if w.BornBefore != "" {
		l.Cohort = cohortOf(w.BornBefore)
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) (err error) {
		c, err := s.choice(tx, w)
		if err != nil {
			return err
		}
		l.Basis, l.Chosen = c.basis, c.only != nil
		l.Without, l.Only = slices.Sorted(maps.Keys(c.without)), slices.Sorted(maps.Keys(c.only))
		e := who.Entry("party.list.read", w.Region)
		e.Purpose, e.Basis = string(w.Purpose), string(l.Basis)
		seq, err = s.record(tx, e, listRecord, l)
		return err
	})
	if err != nil {
		return 0, err
	}
	return seq, s.DB.Read(ctx, func(q store.Queryer) error {
		// Asked again in the snapshot that is read: who withdrew in between is left out.
		c, err := s.choice(q, w)
		if err != nil {
			return err
		}
		for _, at := range s.Below(w.Region) {
			if err := s.listPlace(ctx, q, w, l, at, c, each); err != nil {
				return err
			}
		}
		return nil
	})
}

// choice is whom a list may open.
type choice struct {
	basis   access.Basis
	only    map[string]bool // nil is everybody
	without map[string]Standing
}

func (c choice) takes(id string) bool {
	_, out := c.without[id]
	return !out && (c.only == nil || c.only[id])
}

func (s *Service) choice(q store.Queryer, w ListWish) (c choice, err error) {
	if c.basis, c.only, err = s.Ground.ListBasis(q, w.Purpose, w.Groups); err != nil {
		return c, err
	}
	c.without, err = s.Store.Standings(q, s.Node)
	return c, err
}

func (s *Service) listPlace(
	ctx context.Context, q store.Queryer, w ListWish, l Listing, at region.Key, c choice, each func(Listed) error,
) error {
	after := Place{Cohort: -1}
	for {
		page, err := s.Store.Page(q, s.Node, at, l.Cohort, after, listPage)
		if err != nil || len(page) == 0 {
			return err
		}
		after = Place{page[len(page)-1].Cohort, page[len(page)-1].ID}
		last := len(page) < listPage
		page = slices.DeleteFunc(page, func(p Person) bool { return !c.takes(p.ID) })
		if err := s.listPage(ctx, w, page, each); err != nil || last {
			return err
		}
	}
}

func (s *Service) listPage(ctx context.Context, w ListWish, page []Person, each func(Listed) error) error {
	ids := make([]string, len(page))
	for i, p := range page {
		ids[i] = p.ID
	}
	held, err := s.Keys.Hold(ctx, ids)
	if err != nil {
		return err
	}
	for _, p := range page {
		if !held.Has(p.ID) { // erased since the snapshot was taken
			continue
		}
		raw, err := held.Unseal(p.ID, factsField, p.Facts)
		if err != nil {
			return err
		}
		one := Listed{ID: p.ID, Household: p.Household, Region: p.Region, AsOn: p.AsOn}
		if err := json.Unmarshal(raw, &one.Facts); err != nil {
			return err
		}
		if w.BornBefore != "" && one.Facts[Born].Value >= w.BornBefore {
			continue
		}
		maps.DeleteFunc(one.Facts, func(f Field, _ Fact) bool { return !slices.Contains(w.Groups, GroupOf(f)) })
		if err := each(one); err != nil {
			return err
		}
	}
	return nil
}
