package party

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// View is what a reading of one person is asked for.
type View struct {
	Purpose access.Purpose
	Groups  []Group
	Right   access.Right // under which ShowAll opens, where that is not CanRead: of a room that has found out which persons are the actor's
}

// Show opens one person for a purpose. Whoever asks something for themselves, or for another under a mandate (OnBehalf), is shown
// what the purpose needs of it and no more. Groups for which there is no basis are left out; where there is none for any it is
// Denied. Whoever is outside the actor's regions is NotFound, and an erased person is the same tombstone for everybody.
func (s *Service) Show(ctx context.Context, who access.Actor, id string, v View) (Known, error) {
	k, _, _, err := s.show(ctx, who, id, v)
	return k, err
}

// show also tells the basis and what it covers.
func (s *Service) show(ctx context.Context, who access.Actor, id string, v View) (k Known, basis access.Basis, groups []Group, err error) {
	var p Person
	var g access.Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) (err error) {
		if p, err = s.present(tx, id); err != nil {
			return err
		}
		w := access.Wish{Right: CanRead, Region: p.Region, Subjects: []string{id}, Purpose: v.Purpose}
		switch {
		case who.Person == id && v.Purpose == access.OwnData:
			w.Basis, groups = access.TheirOwn, Groups
		case who.SignedIn() && (who.Person == id || who.OnBehalfOf == id) && v.Purpose != access.OwnData:
			w.Basis, groups = access.TheirOwn, v.Groups
		default:
			// The right comes first: what is kept of somebody elsewhere is not to be learned from the answer.
			if err := who.CheckAt(CanRead, p.Region); err != nil {
				return err
			}
			if w.Basis, groups, err = s.grounds(tx, id, v); err != nil {
				return err
			}
		}
		basis = w.Basis
		g, err = access.Mint(tx, s.Log, who, w)
		return err
	})
	if err != nil {
		return Known{}, "", nil, err
	}
	k, err = s.opened(ctx, g, p, groups)
	return k, basis, groups, err
}

// grounds asks for a basis of each group, and returns those that have one. The basis is that of the first.
func (s *Service) grounds(q store.Queryer, id string, v View) (b access.Basis, groups []Group, err error) {
	for _, g := range v.Groups {
		one, err := s.Ground.Basis(q, id, v.Purpose, g)
		if fault.KindOf(err) == fault.Denied && err != nil {
			continue
		}
		if err != nil {
			return "", nil, err
		}
		if b == "" {
			b = one
		}
		groups = append(groups, g)
	}
	if b == "" {
		return "", nil, fault.New(fault.Denied, "access.ungranted")
	}
	return b, groups, nil
}

// present returns the version in force of a person. Erased is a fault of its own, the same that an opened key would give.
func (s *Service) present(q store.Queryer, id string) (Person, error) {
	st, err := s.Store.Standing(q, s.Node, id)
	if err != nil {
		return Person{}, err
	}
	if st.Erased {
		return Person{}, fault.New(fault.NotFound, "keyring.erased")
	}
	p, found, err := s.Store.Person(q, s.Node, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return p, err
}

// opened opens what the groups cover.
func (s *Service) opened(ctx context.Context, g access.Grant, p Person, groups []Group) (Known, error) {
	k := Known{ID: p.ID, Household: p.Household, Region: p.Region, AsOn: p.AsOn}
	if slices.Contains(groups, Identity) || slices.Contains(groups, Contact) {
		text, err := g.Open(ctx, s.Keys, p.ID, namesField, p.Names)
		if err != nil {
			return Known{}, err
		}
		if err := json.Unmarshal([]byte(text), &k.Names); err != nil {
			return Known{}, err
		}
	}
	text, err := g.Open(ctx, s.Keys, p.ID, factsField, p.Facts)
	if err != nil {
		return Known{}, err
	}
	if err := json.Unmarshal([]byte(text), &k.Facts); err != nil {
		return Known{}, err
	}
	k.only(groups)
	return k, nil
}

// only takes away what no group covers.
func (k *Known) only(groups []Group) {
	if !slices.Contains(groups, Identity) {
		k.Names.Name, k.Names.Number = "", ""
	}
	if !slices.Contains(groups, Contact) {
		k.Names.Phone, k.Names.Address = "", ""
	}
	maps.DeleteFunc(k.Facts, func(f Field, _ Fact) bool { return !slices.Contains(groups, GroupOf(f)) })
}

// HomeOf is the place of a person, which opens nothing and so asks for no right; found is false for who is not there.
// Duplicates lead to the person that they were found to be.
func (s *Service) HomeOf(q store.Queryer, id string) (p Person, found bool, err error) {
	st, err := s.Store.Standing(q, s.Node, id)
	if err != nil || st.Erased {
		return Person{}, false, err
	}
	if st.Into != "" {
		id = st.Into
	}
	p, found, err = s.Store.Person(q, s.Node, id)
	p.Names, p.Facts = "", ""
	return p, found, err
}

// MembersOf lists the persons who belong to a household now, by id. It opens nobody and so asks for no right. Duplicates are
// left out.
func (s *Service) MembersOf(q store.Queryer, household string) (ids []string, err error) {
	members, err := s.Store.Members(q, s.Node, household)
	if err != nil {
		return nil, err
	}
	for _, p := range members {
		st, err := s.Store.Standing(q, s.Node, p.ID)
		if err != nil {
			return nil, err
		}
		if st == (Standing{}) {
			ids = append(ids, p.ID)
		}
	}
	return ids, nil
}

// reached returns a person who is there and where the actor holds the right.
func (s *Service) reached(q store.Queryer, who access.Actor, right access.Right, id string) (Person, error) {
	p, err := s.present(q, id)
	if err != nil {
		return p, err
	}
	return p, who.CheckAt(right, p.Region)
}

// reach is reached before a transaction, where keys are needed first.
func (s *Service) reach(ctx context.Context, who access.Actor, right access.Right, id string) (p Person, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		p, err = s.reached(q, who, right, id)
		return err
	})
	return p, err
}
