package party

import (
	"context"
	"slices"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// mostFound is how many persons one search shows.
const mostFound = 20

// Find looks persons up by citizen number, telephone or name (at least two Han characters of it), and opens who they are
// for keeping the register: one entry for the page, with everybody shown. Only who lives where the actor may read is found.
// An answer without anybody is recorded nowhere, since it says nothing of anybody.
func (s *Service) Find(ctx context.Context, who access.Actor, text string) ([]Known, error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	t := tokens{}
	t.add(numberToken, strings.ToUpper(text))
	t.add(phoneToken, plain(text))
	t.add(nameToken, plain(text))
	for _, pair := range bigrams(text) {
		t.add(bigramToken, pair)
	}
	f, err := s.tokens(ctx, t)
	if err != nil {
		return nil, err
	}
	var persons []Person
	var grants []access.Grant
	v := View{RegisterKeeping, []Group{Identity, Contact, Attributes}}
	var groups []Group
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		ids, err := s.hits(tx, t, f)
		if err != nil {
			return err
		}
		for _, id := range ids {
			p, found, err := s.Store.Person(tx, s.Node, id)
			if err != nil {
				return err
			}
			if found && who.May(CanRead, p.Region) && len(persons) < mostFound {
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
	if err := who.Check(CanRead); err != nil {
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
			if who.May(CanRead, p.Region) {
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
			w := access.Wish{Right: CanRead, Region: p.Region, Purpose: v.Purpose}
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

// hits are the persons that a text finds: by a whole token, or by all pairs of its characters.
func (s *Service) hits(q store.Queryer, t tokens, f found) (ids []string, err error) {
	const mostHits = 500
	for _, purpose := range []string{numberToken, phoneToken, nameToken} {
		some, err := s.Store.ByToken(q, s.Node, purpose, f[purpose][t[purpose][0]], mostHits)
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
	}
	var common []string
	for i, pair := range t[bigramToken] {
		some, err := s.Store.ByToken(q, s.Node, bigramToken, f[bigramToken][pair], mostHits)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			common = some
			continue
		}
		common = slices.DeleteFunc(common, func(id string) bool { return !slices.Contains(some, id) })
	}
	ids = append(ids, common...)
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Suspects lists who may be the same person as id: the same telephone or the same whole name, in the same place.
func (s *Service) Suspects(ctx context.Context, who access.Actor, id string) ([]Known, error) {
	k, err := s.Show(ctx, who, id, View{RegisterKeeping, []Group{Identity, Contact}})
	if err != nil {
		return nil, err
	}
	var list []Known
	for _, text := range []string{k.Names.Name, k.Names.Phone} {
		if text == "" {
			continue
		}
		some, err := s.Find(ctx, who, text)
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			same := plain(one.Names.Name) == plain(k.Names.Name) || one.Names.Phone == k.Names.Phone && k.Names.Phone != ""
			if one.ID != id && same && !slices.ContainsFunc(list, func(o Known) bool { return o.ID == one.ID }) {
				list = append(list, one)
			}
		}
	}
	return list, nil
}
