package delivery

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// shownMonths is how many months back a provider finds its own.
const shownMonths = 12

// Months are the months in which a provider had visits, the last first.
type Months struct {
	Provider Provider
	Months   []string
}

// OwnMonths lists the months of the providers that an account acts for.
func (s *Service) OwnMonths(ctx context.Context, who access.Actor) (list []Months, err error) {
	if err := who.Check(CanDeliver); err != nil {
		return nil, err
	}
	now := s.Now()
	from, to := now.AddDate(0, -shownMonths, 0).Format("2006-01"), now.AddDate(0, 1, 0).Format("2006-01")
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		ids, err := s.Providers.ActsFor(q, who.ID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			p, found, err := s.Providers.Provider(q, id)
			if err != nil {
				return err
			}
			if !found || !who.May(CanDeliver, p.Region) {
				continue
			}
			visits, err := s.Store.OfProvider(q, s.Node, id, from, to)
			if err != nil {
				return err
			}
			m := Months{Provider: p}
			for _, v := range visits {
				if !slices.Contains(m.Months, v.Month()) {
					m.Months = append(m.Months, v.Month())
				}
			}
			slices.Sort(m.Months)
			slices.Reverse(m.Months)
			list = append(list, m)
		}
		return nil
	})
	return list, err
}
