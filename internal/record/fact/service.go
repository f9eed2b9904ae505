package fact

import (
	"context"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Service is the use cases of this room. All fields but Vocabulary and Regions, which only Import needs, must be set.
type Service struct {
	DB         *store.DB
	Store      Store
	Node       int64 // whose facts these are
	Vocabulary Vocabulary
	Regions    RegionResolver
	Now        func() time.Time
}

// Batches returns what has been published, the last first.
func (s *Service) Batches(ctx context.Context) (all []Batch, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		all, err = s.Store.Batches(q, s.Node)
		return err
	})
	return all, err
}

// writeAttempts: two processes that number something at the same time collide at most once per number taken.
const writeAttempts = 5

// write is DB.Write, repeated when another process took the same number first.
func (s *Service) write(ctx context.Context, fn func(tx *store.Tx) error) (err error) {
	for range writeAttempts {
		if err = s.DB.Write(ctx, fn); !store.IsUnique(err) || fault.KindOf(err) == fault.Conflict {
			return err
		}
	}
	return fault.Wrap(err, fault.Conflict, "fact.changed")
}

// Recount rebuilds the holdings, a read model, from the observations themselves, a few sheets per Write. Readers
// notice nothing unless something was wrong.
func (s *Service) Recount(ctx context.Context) error {
	var at Place
	for done := false; !done; {
		err := s.write(ctx, func(tx *store.Tx) (err error) {
			at, done, err = s.Store.Recount(tx, s.Node, at)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
