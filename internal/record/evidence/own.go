package evidence

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// OwnMeans is something a person confirms with, as the person sees it: never the codes.
type OwnMeans struct {
	Means

	Used int // of a sheet: how many of its codes were used; codes that were passed over are none
}

// Mine lists what a person confirms with and did, the oldest first: for the person, and for whoever may confirm in her name.
func (s *Service) Mine(ctx context.Context, who access.Actor) (list []OwnMeans, err error) {
	person := who.Person
	if who.OnBehalfOf != "" {
		person = who.OnBehalfOf
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if err := s.mayConfirm(q, who, person); err != nil {
			return err
		}
		all, err := s.Store.MeansOf(q, s.Node, person)
		if err != nil {
			return err
		}
		for _, m := range all {
			one := OwnMeans{Means: m}
			if m.Kind == Sheet {
				used, err := s.Store.Used(q, s.Node, m.ID, 1)
				if err != nil {
					return err
				}
				one.Used = len(used)
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

// Lost ends what a person confirms with, at once, because she says that it is lost: she may always, and so may whoever confirms in her name, unless
// they deliver to her. Said again it changes nothing.
func (s *Service) Lost(ctx context.Context, who access.Actor, means string) (m Means, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		var found bool
		if m, found, err = s.Store.Means(tx, s.Node, means); err == nil && !found {
			err = absent()
		}
		if err == nil {
			err = s.mayConfirm(tx, who, m.Person)
		}
		if err == nil && who.Person != m.Person {
			err = s.deliversTo(tx, who, m.Person, "evidence.lost.deliverer")
		}
		if err != nil || m.EndedMs != 0 {
			return err
		}
		m, err = s.change(tx, who, changed{What: withdrawn}, m)
		return err
	})
	return m, err
}

// deliversTo is Denied to whoever ever said that they delivered to a person, or was said to have.
func (s *Service) deliversTo(q store.Queryer, who access.Actor, person, key string) error {
	said, err := s.Store.SaidOf(q, s.Node, person)
	if err == nil && slices.ContainsFunc(said, func(st Statement) bool {
		return st.Way == Deliverer && (st.Deliverer == who.Person || st.ByPerson == who.Person)
	}) {
		err = fault.New(fault.Denied, key)
	}
	return err
}
