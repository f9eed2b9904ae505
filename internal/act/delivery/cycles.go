package delivery

import (
	"cmp"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// cycles lists the providers of a month for whoever reads where they are.
func (s *Service) cycles(q store.Queryer, who access.Actor, month string) (all []Cycle, err error) {
	by, err := s.Store.TookIn(q, s.Node, month)
	if err != nil {
		return nil, err
	}
	for id, n := range by {
		p, found, err := s.Providers.Provider(q, id)
		if err != nil {
			return nil, err
		}
		if !found || !who.May(CanRead, p.Region) {
			continue
		}
		c := Cycle{Provider: p, Took: n}
		if c.Settlements, err = s.Store.Settlements(q, s.Node, id, month); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Cycle) int { return cmp.Compare(a.Provider.ID, b.Provider.ID) })
	return all, nil
}
