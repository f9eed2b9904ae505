package delivery

import (
	"context"
	"time"

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
			m := Months{Provider: p}
			if m.Months, err = s.months(q, id); err != nil {
				return err
			}
			list = append(list, m)
		}
		return nil
	})
	return list, err
}

// CycleMonths lists the months in which a provider whose settlements the actor reads has visits that took place, the last first.
func (s *Service) CycleMonths(ctx context.Context, who access.Actor) (list []string, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		for _, month := range s.around() {
			busy, err := s.Store.Busy(q, s.Node, month)
			if err != nil {
				return err
			}
			for _, id := range busy {
				p, found, err := s.Providers.Provider(q, id)
				if err != nil {
					return err
				}
				if found && who.May(CanRead, p.Region) {
					list = append(list, month)
					break
				}
			}
		}
		return nil
	})
	return list, err
}

// around are the months that are listed, from the next one back.
func (s *Service) around() (list []string) {
	now := s.Now()
	for back := -1; back <= shownMonths; back++ {
		list = append(list, time.Date(now.Year(), now.Month()-time.Month(back), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"))
	}
	return list
}

// months are the months around today in which a provider has visits, the last first.
func (s *Service) months(q store.Queryer, provider string) (list []string, err error) {
	for _, month := range s.around() {
		some, err := s.Store.PageOfProvider(q, s.Node, provider, month, 1, 0)
		if err != nil {
			return nil, err
		}
		if len(some) > 0 {
			list = append(list, month)
		}
	}
	return list, nil
}
