package fact

import (
	"context"
	"io"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Service is the use cases of this room for one node. All fields must be set, but for Vocabulary, Regions and Seen,
// which only Import asks.
type Service struct {
	DB         *store.DB
	Store      Store
	Node       int64      // whose facts these are
	Home       region.Key // the place the node is for; the country for the common facts
	Log        access.Appender
	Vocabulary Vocabulary
	Regions    RegionResolver
	Own        []string // sources that only the program itself writes: no file may name them
	Seen       Reader   // what the node's readers see: its own facts laid over the common ones; nil, its own alone
	Now        func() time.Time
	Random     io.Reader
}

// seen is what the node's readers see.
func (s *Service) seen() Reader {
	if s.Seen == nil {
		return s.Store
	}
	return s.Seen
}

// Batches returns what has been published and the actor may know of, the last first: what concerns their places, and
// what they brought themselves.
func (s *Service) Batches(ctx context.Context, who access.Actor) (all []Batch, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		all, err = s.Store.Batches(q, s.Node)
		return err
	})
	return slices.DeleteFunc(all, func(b Batch) bool { return !s.tells(who, b) }), err
}

func (s *Service) tells(who access.Actor, b Batch) bool {
	return b.Actor == who.ID || who.May(CanRead, b.Region)
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
