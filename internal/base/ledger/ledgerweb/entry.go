package ledgerweb

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Entry is one entry with the head before it, from which its own is computed.
type Entry struct {
	ledger.Logged
	Before ledger.Hash
}

// Entry returns one entry. What the actor may not see is as absent as what is not there.
func (s *Service) Entry(ctx context.Context, who access.Actor, seq int64) (e Entry, err error) {
	if err := who.Check(access.ReadLedger); err != nil {
		return e, err
	}
	if err := s.looked(ctx, who, "ledger.page.read"); err != nil {
		return e, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		l, err := s.at(q, seq)
		if err != nil {
			return err
		}
		if l == nil || !s.sees(who, *l) {
			return fault.New(fault.NotFound, "ledger.entry.absent")
		}
		e.Logged = *l
		before, err := s.at(q, seq-1)
		if before != nil {
			e.Before = before.Head
		}
		return err
	})
	return e, err
}
