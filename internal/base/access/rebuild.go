package access

import (
	"context"

	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Rebuild makes accounts, mandates, links and look-up tokens anew from the records. Tokens stand in no record: they are
// worked out from what is sealed, so a person whose key is gone has none. Credentials and sessions are left alone. The records are
// read where they cannot grow any more: what is recorded meanwhile would be lost from the read models.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		var records []ledger.Record
		err := s.Uses.Records(tx, s.Node.Number, "access", 0, func(_ int64, r ledger.Record) error {
			records = append(records, r)
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.Store.Clear(tx, s.Node.Number); err != nil {
			return err
		}
		for _, r := range records {
			if err := s.apply(tx, r.Kind, r.Body); err != nil {
				return err
			}
		}
		return s.retoken(ctx, tx)
	})
}

// retoken works out the look-up tokens of everybody who has a key.
func (s *Service) retoken(ctx context.Context, tx *store.Tx) error {
	all, err := s.Store.All(tx, s.Node.Number)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.State == Erased {
			continue
		}
		token, err := s.tokenOf(ctx, a)
		if isErased(err) {
			continue
		}
		if err == nil {
			err = s.addToken(tx, userPurpose, token, a.ID)
		}
		if err == nil {
			err = s.relink(ctx, tx, a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) relink(ctx context.Context, tx *store.Tx, a Account) error {
	link, found, err := s.Store.Link(tx, s.Node.Number, a.ID)
	if err != nil || !found {
		return err
	}
	subject, err := s.Keys.Unseal(ctx, a.Person, subjectField, link.Subject)
	if err != nil {
		return err
	}
	token, err := s.linkToken(ctx, link.Issuer, string(subject))
	if err != nil {
		return err
	}
	return s.addToken(tx, linkPurpose, token, a.ID)
}
