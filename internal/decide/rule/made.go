package rule

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Made lists the decisions by a set for the days of a period, both included, that no other has taken the place of, in the order of the ledger. An
// empty day bounds nothing. It opens nothing that is sealed; what was decided where the actor may not read it is left out.
func (s *Service) Made(ctx context.Context, who access.Actor, set, from, to string) (list []Decision, err error) {
	if err := who.Check(CanReadDecision); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.Store.DecisionsBy(q, s.Node, set, from, to)
		list = slices.DeleteFunc(list, func(d Decision) bool { return d.SupersededBy != "" || !who.May(CanReadDecision, d.Region) })
		return err
	})
	return list, err
}
