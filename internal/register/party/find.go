package party

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// openedAll opens persons, each under its grant.
func (s *Service) openedAll(ctx context.Context, grants []access.Grant, persons []Person, groups []Group) ([]Known, error) {
	list := make([]Known, 0, len(persons))
	for i, p := range persons {
		k, err := s.opened(ctx, grants[i], p, groups)
		if err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	return list, nil
}

// mostShown is how many persons one page opens.
const mostShown = 50

// ShowAll opens the persons of a page for a purpose, in the order in which they are named: one entry for each place. Who is not there any
// more, or lives where the actor may not read, is left out.
func (s *Service) ShowAll(ctx context.Context, who access.Actor, ids []string, v View) ([]Known, error) {
	v.Right = cmp.Or(v.Right, CanRead)
	if err := who.Check(v.Right); err != nil {
		return nil, err
	}
	if len(ids) > mostShown {
		return nil, fault.New(fault.Invalid, "party.shown.many", "max", mostShown)
	}
	var persons []Person
	var grants []access.Grant
	var groups []Group
	err := s.DB.Write(ctx, func(tx *store.Tx) (err error) {
		persons = nil
		for _, id := range ids {
			p, err := s.present(tx, id)
			if fault.KindOf(err) == fault.NotFound && err != nil {
				continue
			}
			if err != nil {
				return err
			}
			if who.May(v.Right, p.Region) {
				persons = append(persons, p)
			}
		}
		grants, groups, err = s.granted(tx, who, persons, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.openedAll(ctx, grants, persons, groups)
}

// granted mints one grant for each place on the page.
func (s *Service) granted(tx *store.Tx, who access.Actor, persons []Person, v View) (grants []access.Grant, groups []Group, err error) {
	by, grants := map[string]access.Grant{}, make([]access.Grant, len(persons))
	for i, p := range persons {
		key := p.Region.String()
		if _, made := by[key]; !made {
			w := access.Wish{Right: cmp.Or(v.Right, CanRead), Region: p.Region, Purpose: v.Purpose}
			for _, other := range persons {
				if other.Region == p.Region {
					w.Subjects = append(w.Subjects, other.ID)
				}
			}
			if w.Basis, groups, err = s.grounds(tx, p.ID, v); err != nil {
				return nil, nil, err
			}
			if by[key], err = access.Mint(tx, s.Log, who, w); err != nil {
				return nil, nil, err
			}
		}
		grants[i] = by[key]
	}
	return grants, groups, nil
}

// Suspects lists who may be the same person as id: the same telephone or the same whole name, where the actor may read.
func (s *Service) Suspects(ctx context.Context, who access.Actor, id string) ([]Known, error) {
	k, err := s.Show(ctx, who, id, View{Purpose: RegisterKeeping, Groups: []Group{Identity, Contact}})
	if err != nil {
		return nil, err
	}
	var list []Known
	for purpose, text := range map[string]string{nameToken: plain(k.Names.Name), phoneToken: plain(k.Names.Phone)} {
		if text == "" {
			continue
		}
		some, err := s.with(ctx, who, purpose, text, func(p Person) bool { return p.ID != id })
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			same := plain(one.Names.Name) == plain(k.Names.Name) || one.Names.Phone == k.Names.Phone && k.Names.Phone != ""
			if same && !slices.ContainsFunc(list, func(o Known) bool { return o.ID == one.ID }) {
				list = append(list, one)
			}
		}
	}
	slices.SortFunc(list, func(a, b Known) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// with opens for keeping the register who is found by a whole token, lives where the actor may read, and is wanted: one entry for each place,
// with everybody who was opened. An answer without anybody is recorded nowhere, since it says nothing of anybody.
func (s *Service) with(ctx context.Context, who access.Actor, purpose, text string, wanted func(Person) bool) ([]Known, error) {
	token, err := s.Keys.Tokens(ctx, purpose, []string{text})
	if err != nil {
		return nil, err
	}
	var persons []Person
	var grants []access.Grant
	var groups []Group
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		persons = nil
		ids, err := s.Store.ByToken(tx, s.Node, purpose, token[0], mostShown)
		if err != nil {
			return err
		}
		for _, id := range ids {
			p, found, err := s.Store.Person(tx, s.Node, id)
			if err != nil {
				return err
			}
			if found && who.May(CanRead, p.Region) && wanted(p) {
				persons = append(persons, p)
			}
		}
		grants, groups, err = s.granted(tx, who, persons, View{Purpose: RegisterKeeping, Groups: []Group{Identity, Contact, Attributes}})
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.openedAll(ctx, grants, persons, groups)
}
