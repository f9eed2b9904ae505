package form

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Tally counts how often a form was filled for the people of one place.
type Tally struct {
	Form     string
	Region   region.Key
	Fillings int64
	People   int64 // of the fillings
	OnBehalf int64 // fillings that somebody else did for the person
}

// Taken is what a node asks of people: the last edition of each form, those past their days too, and how often each was filled.
type Taken struct {
	Layouts []*Layout // in the order of forms
	Tallies []Tally   // in the order of forms and places
}

// Taken returns it, with what was filled since an instant. It counts people and names nobody.
func (s *Service) Taken(ctx context.Context, who access.Actor, since time.Time) (t Taken, err error) {
	if err := who.CheckAt(CanRead, s.Home); err != nil {
		return Taken{}, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if t.Layouts, err = s.last(q); err == nil {
			t.Tallies, err = s.Store.Tallies(q, s.Node, since.UnixMilli())
		}
		return err
	})
	return t, err
}
