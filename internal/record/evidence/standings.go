package evidence

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Standings computes how things stand: one for each that was asked, the zero Standing for those of which nothing was said. It opens
// nothing and names nobody, so it asks for no right.
func (s *Service) Standings(q store.Queryer, about []About) (map[About]Standing, error) {
	said, err := s.Store.Weighed(q, s.Node, about)
	if err != nil {
		return nil, err
	}
	suspicions, err := s.Store.Suspicions(q, s.Node, about)
	if err != nil {
		return nil, err
	}
	all := make(map[About]Standing, len(about))
	for _, a := range about {
		all[a] = StandingOf(said[a], suspicions[a])
	}
	return all, nil
}

// Thing is all that was said of one thing.
type Thing struct {
	About      About
	Person     string
	Region     region.Key
	Said       []Statement
	Suspicions []Suspicion
	Standing   Standing
}

// Show reads what was said of a thing: for those who may read it where the beneficiary belongs, and for the beneficiary.
func (s *Service) Show(ctx context.Context, who access.Actor, about About) (t Thing, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		said, err := s.said(tx, about)
		if err == nil && len(said) == 0 {
			err = absent()
		}
		if err != nil {
			return err
		}
		t = Thing{About: about, Person: said[0].Person, Region: said[0].Region, Said: said}
		if _, err := s.grant(tx, who, t.Person, t.Region); err != nil {
			return err
		}
		suspicions, err := s.Store.Suspicions(tx, s.Node, []About{about})
		t.Suspicions = suspicions[about]
		t.Standing = StandingOf(t.Said, t.Suspicions)
		return err
	})
	if err != nil {
		return Thing{}, err
	}
	return t, nil
}

// grant lets somebody read what is kept of a person, and notes it.
func (s *Service) grant(tx *store.Tx, who access.Actor, person string, at region.Key) (access.Grant, error) {
	w := access.Wish{Right: CanRead, Region: at, Subjects: []string{person}, Purpose: Checking, Basis: access.StatutoryDuty}
	if who.SignedIn() && who.Person == person {
		w.Purpose, w.Basis = access.OwnData, access.TheirOwn
	}
	return access.Mint(tx, s.Log, who, w)
}

// Suspicious lists what is suspect, the newest first, with how each stands now; before is the number below which to go on, 0 for
// the first page. It names nobody; the room that shows it asks for the right.
func (s *Service) Suspicious(q store.Queryer, before int64, limit int) (list []Suspicion, standings map[About]Standing, err error) {
	if list, err = s.Store.LastSuspicions(q, s.Node, before, limit); err != nil {
		return nil, nil, err
	}
	about := make([]About, len(list))
	for i, one := range list {
		about[i] = one.About
	}
	standings, err = s.Standings(q, about)
	return list, standings, err
}
