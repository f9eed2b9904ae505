package delivery

import (
	"cmp"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Unsampled is a month in which visits took place somewhere, and no sample was drawn that they belong to.
type Unsampled struct {
	Place region.Key // where an actor reads deliveries; the visits are in it
	Month string
	Took  int // visits in no sample's place that took place, say whoever delivered
}

// Unsampled lists the months that are over and have visits in places of which no sample was drawn, as far back as months are listed: the last month first,
// then by where an actor reads deliveries. A visit belongs to a sample by where it takes place, wherever its provider sits.
func (s *Service) Unsampled(ctx context.Context, who access.Actor) (list []Unsampled, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	held, everywhere := who.Places(CanRead)
	if everywhere {
		held = []region.Key{s.Home}
	}
	return list, s.DB.Read(ctx, func(q store.Queryer) error {
		audits, err := s.Store.Audits(q, s.Node)
		if err != nil {
			return err
		}
		for _, month := range s.around() {
			if month >= s.today()[:len("2006-01")] {
				continue
			}
			took, err := s.undrawn(q, audits, held, month)
			if err != nil {
				return err
			}
			for place, n := range took {
				list = append(list, Unsampled{place, month, n})
			}
		}
		slices.SortFunc(list, func(a, b Unsampled) int {
			return cmp.Or(-cmp.Compare(a.Month, b.Month), cmp.Compare(a.Place.String(), b.Place.String()))
		})
		return nil
	})
}

// undrawn counts the visits of a month that took place where no sample was drawn, by the first of some places that they lie in. What is sampled is not counted.
func (s *Service) undrawn(q store.Queryer, audits []Audit, held []region.Key, month string) (map[region.Key]int, error) {
	places, err := s.Store.PlacesIn(q, s.Node, month)
	if err != nil {
		return nil, err
	}
	took := map[region.Key]int{}
	for _, at := range places {
		in := slices.IndexFunc(held, func(k region.Key) bool { return s.Contains(k, at) })
		if in < 0 || slices.ContainsFunc(audits, func(a Audit) bool { return a.Month == month && s.Contains(a.Place, at) }) {
			continue
		}
		n, err := s.Store.TookAt(q, s.Node, month, at)
		if err != nil {
			return nil, err
		}
		took[held[in]] += n
	}
	return took, nil
}
