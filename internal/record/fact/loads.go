package fact

import (
	"context"
	"strconv"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Loaded is a published batch with its manifest, which is empty for a batch of a release before there were any.
type Loaded struct {
	Batch    Batch
	Manifest Manifest
}

// Loads returns a page of the batches that the actor may know of, the last first, and how many there are in all.
func (s *Service) Loads(ctx context.Context, who access.Actor, from, limit int) (page []Loaded, all int, err error) {
	list, err := s.Batches(ctx, who)
	if err != nil {
		return nil, 0, err
	}
	return s.manifests(ctx, list, from, limit)
}

// Shared is Loads for facts that belong to everybody, wherever the actor's places are.
func (s *Service) Shared(ctx context.Context, who access.Actor, from, limit int) (page []Loaded, all int, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, 0, err
	}
	var list []Batch
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		list, err = s.Store.Batches(q, s.Node)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return s.manifests(ctx, list, from, limit)
}

// Loaded returns the batch published as number order, when the actor may know of it.
func (s *Service) Loaded(ctx context.Context, who access.Actor, order string) (Loaded, error) {
	list, err := s.Batches(ctx, who)
	if err != nil {
		return Loaded{}, err
	}
	for i, b := range list {
		if strconv.FormatInt(b.Order, 10) == order {
			page, _, err := s.manifests(ctx, list, i, 1)
			if err != nil {
				return Loaded{}, err
			}
			return page[0], nil
		}
	}
	return Loaded{}, fault.New(fault.NotFound, "fact.batch.absent")
}

// manifests reads the records of a page of batches.
func (s *Service) manifests(ctx context.Context, list []Batch, from, limit int) (page []Loaded, all int, err error) {
	all, from = len(list), min(max(from, 0), len(list))
	list = list[from:min(from+limit, all)]
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		for _, b := range list {
			m, _, err := manifestOf(q, s.Store, s.Node, b.Record)
			if err != nil {
				return err
			}
			page = append(page, Loaded{b, m})
		}
		return nil
	})
	return page, all, err
}
