package rule

import (
	"context"

	"mihe/internal/base/store"
)

// Rebuild computes the read models from the records again. Readers notice nothing unless something was wrong.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		return s.Store.Records(tx, s.Node, func(seq int64, kind string, body []byte) error { return s.apply(tx, seq, kind, body) })
	})
}
