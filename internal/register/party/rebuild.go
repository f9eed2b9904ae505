package party

import (
	"context"

	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Rebuild makes standings, organisations, relations, mandates, posts and lists anew from the records. Versions and tokens are no
// read models: they came with their batch.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		type numbered struct {
			seq int64
			ledger.Record
		}
		var records []numbered
		err := s.Uses.Records(tx, s.Node, "party", 0, func(seq int64, r ledger.Record) error {
			records = append(records, numbered{seq, r})
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		for _, r := range records {
			if err := s.apply(tx, r.seq, r.Kind, r.Body); err != nil {
				return err
			}
		}
		return nil
	})
}
