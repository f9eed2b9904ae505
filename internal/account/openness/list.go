package openness

import (
	"cmp"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// Compare orders keys by owner, variable and source.
func (k Key) Compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Owner, o.Owner), cmp.Compare(k.Variable, o.Variable), cmp.Compare(k.Source, o.Source))
}

// Listed is a series with what is held of it.
type Listed struct {
	Series
	Observations int64
	First, Last  string // periods
}

// List returns the series with their states, in the order of owner, variable and source: all that the node sees for
// whoever works for the whole of it, and for the others those that are public. A series may hold figures of several
// counties, and that one of them has imported something is not for its neighbours before it is public.
func (s *Service) List(ctx context.Context, who access.Actor) (list []Listed, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		split, err := s.Facts.Split(q, s.Node)
		if err != nil {
			return err
		}
		known, err := s.Store.Series(q, s.Node)
		if err != nil {
			return err
		}
		list = listed(split, known)
		if !who.May(CanRead, s.Home) {
			list = slices.DeleteFunc(list, func(l Listed) bool { return !l.Public() })
		}
		return nil
	})
	return list, err
}

// listed puts the states beside what is held.
func listed(split []fact.Holding, known []Series) []Listed {
	states, at := map[Key]Series{}, map[Key]int{}
	for _, one := range known {
		states[one.Key] = one
	}
	keys := distinct(split)
	list := make([]Listed, len(keys))
	for i, k := range keys {
		at[k] = i
		list[i].Series = Series{Key: k, State: Internal}
		if one, ok := states[k]; ok {
			list[i].Series = one
		}
	}
	for _, h := range split {
		list[at[keyOf(h)]].add(h)
	}
	return list
}

func (l *Listed) add(h fact.Holding) {
	l.Observations += h.Count
	if l.First == "" || before(h.Period, l.First) {
		l.First = h.Period
	}
	if l.Last == "" || before(l.Last, h.Period) {
		l.Last = h.Period
	}
}

// before tells whether a period comes before another; what is stored has been parsed.
func before(a, b string) bool {
	p, _ := fact.ParsePeriod(a)
	q, _ := fact.ParsePeriod(b)
	return p.Compare(q) < 0
}

// History returns a series by its ID with everything that was done to it, the last first.
func (s *Service) History(ctx context.Context, who access.Actor, id string) (one Listed, steps []Taken, err error) {
	list, err := s.List(ctx, who)
	if err != nil {
		return one, nil, err
	}
	for _, l := range list {
		if l.ID() == id {
			err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
				steps, err = s.Store.Steps(q, s.Node, l.Key)
				return err
			})
			return l, steps, err
		}
	}
	return one, nil, fault.New(fault.NotFound, "openness.series.absent")
}
