package party

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Imports lists the files that the actor brought in, the newest first. What others brought in may lie elsewhere: the name of a
// file alone can say what it is about.
func (s *Service) Imports(ctx context.Context, who access.Actor, limit int) (list []Batch, err error) {
	if err := who.Check(CanImport); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.Store.BatchesBy(q, s.Node, who.ID, limit)
		return err
	})
	return list, err
}
