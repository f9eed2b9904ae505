package delivery

import (
	"cmp"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Unsampled is a month in which visits took place with providers of a place, and no sample was drawn that they belong to.
type Unsampled struct {
	Place region.Key // of the providers
	Month string
	Took  int // visits that took place, say whoever delivered
}

// Unsampled lists the months that are over and have visits and no sample, as far back as months are listed, where an actor reads deliveries: the last month
// first, then by place. A sample of a part of a place leaves out its other parts.
func (s *Service) Unsampled(ctx context.Context, who access.Actor) (list []Unsampled, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
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
			by, err := s.Store.TookIn(q, s.Node, month)
			if err != nil {
				return err
			}
			took := map[region.Key]int{}
			for id, n := range by {
				p, found, err := s.Providers.Provider(q, id)
				if err != nil {
					return err
				}
				drawn := slices.ContainsFunc(audits, func(a Audit) bool { return a.Month == month && s.Contains(a.Place, p.Region) })
				if found && !drawn && who.May(CanRead, p.Region) {
					took[p.Region] += n
				}
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
