package access

import (
	"context"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// HomeOf is the place that an account belongs to, which names nobody and so asks for no right; found is false for an account
// that the node does not know.
func (s *Service) HomeOf(ctx context.Context, account string) (home region.Key, found bool, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		a, known, err := s.Store.Account(q, s.Node.Number, account)
		home, found = a.Home, known
		return err
	})
	return home, found, err
}
