package booking

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

// Openable is an offer of the catalogue for which the actor can open a pool.
type Openable struct {
	Service catalog.Service
	Offer   string
	At      catalog.Location
}

// Openable returns the offers for which the actor can open a pool, by the rule of OpenPool, in the order of their services.
func (s *Service) Openable(ctx context.Context, who access.Actor) (list []Openable, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Catalog.Entered(q)
		if err != nil {
			return err
		}
		for _, l := range all {
			for _, o := range l.Service.Offers {
				at, there := l.Locations[o.Location]
				if !there {
					continue
				}
				may, err := s.mayKeep(q, who, l.Service.Provider, at.Region)
				if err != nil {
					return err
				}
				if may {
					list = append(list, Openable{l.Service, o.ID, at})
				}
			}
		}
		return nil
	})
	return list, err
}

// mayKeep is keeps for lists: what the actor may not keep is left out.
func (s *Service) mayKeep(q store.Queryer, who access.Actor, provider string, at region.Key) (bool, error) {
	err := s.keeps(q, who, provider, at)
	if k := fault.KindOf(err); err != nil && (k == fault.Denied || k == fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
