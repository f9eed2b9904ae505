package delivery

import (
	"cmp"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// cycles groups visits by provider, for whoever reads where the provider is.
func (s *Service) cycles(q store.Queryer, who access.Actor, month string, list []Visit) (all []Cycle, err error) {
	by := map[string]int{}
	for _, v := range list {
		if v.Took() {
			by[v.Provider]++
		}
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
