package fact

import (
	"context"

	"mihe/internal/base/store"
)

// Recover puts in order what an earlier program has left behind: its jobs are marked as interrupted, and what they had
// stored is taken away. Call it once, before the first Begin.
func (s *Jobs) Recover(ctx context.Context) error {
	var left []Job
	err := s.Facts.DB.Read(ctx, func(q store.Queryer) (err error) {
		left, err = s.Store.Unfinished(q, s.Facts.Node)
		return err
	})
	if err != nil {
		return err
	}
	for _, j := range left {
		if j.Batch != 0 {
			if err := s.Facts.abandon(ctx, j.Batch); err != nil {
				return err
			}
		}
		j.State, j.EndedMs, j.Stored = JobInterrupted, s.Facts.Now().UnixMilli(), 0
		if err := s.write(ctx, func(tx *store.Tx) error { return s.Store.SetJob(tx, s.Facts.Node, j) }); err != nil {
			return err
		}
	}
	return nil
}

// Tidy removes the files that have been kept long enough, and what was wrong with them. App calls it once a day.
func (s *Jobs) Tidy(ctx context.Context) error {
	since := s.Facts.Now().Add(-s.Keep)
	if err := s.write(ctx, func(tx *store.Tx) error { return s.Store.Forget(tx, s.Facts.Node, since.UnixMilli()) }); err != nil {
		return err
	}
	keep := map[string]bool{}
	err := s.Facts.DB.Read(ctx, func(q store.Queryer) error {
		sums, err := s.Store.Uploads(q, s.Facts.Node, since.UnixMilli())
		for _, sum := range sums {
			keep[sum] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.uploads.sweep(since, keep)
}
