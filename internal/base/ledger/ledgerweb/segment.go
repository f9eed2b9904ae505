package ledgerweb

import (
	"context"
	"errors"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// segmentSize bounds the entries of one download; the next one goes on where it ends.
const segmentSize = 20_000

// Head returns the newest checkpoints, to be kept elsewhere. They say how long the chain is and nothing of what is in it,
// so handing them out is no entry.
func (s *Service) Head(ctx context.Context, who access.Actor) (signed []ledger.Checkpoint, err error) {
	if err := who.Check(access.ReadLedger); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		signed, err = s.Store.Signed(q, s.Node.Number)
		return err
	})
	if err == nil && len(signed) == 0 {
		err = fault.New(fault.NotFound, "ledger.head.none")
	}
	return signed, err
}

// Segment cuts the entries from a number up to a checkpoint for one audience. It holds entries of every region, so it is
// for who watches the whole node.
func (s *Service) Segment(ctx context.Context, who access.Actor, from int64, reader ledger.Audience) (cut ledger.Segment, err error) {
	if err := who.CheckAt(access.ReadLedger, s.Node.Region); err != nil {
		return cut, err
	}
	if err := s.looked(ctx, who, "ledger.segment.sent"); err != nil {
		return cut, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		signed, err := s.Store.SignedUpTo(q, s.Node.Number, from+segmentSize-1)
		if err != nil {
			return err
		}
		if len(signed) == 0 || signed[0].Seq < from {
			return fault.New(fault.NotFound, "ledger.segment.none", "seq", from)
		}
		before, err := s.at(q, from-1)
		if err != nil {
			return err
		}
		entries, err := s.between(q, from, signed[0].Seq)
		if err != nil {
			return err
		}
		start := ledger.Hash{}
		if before != nil {
			start = before.Head
		}
		cut, err = ledger.Cut(entries, start, signed, reader)
		return err
	})
	return cut, err
}

// errEnough ends a walk over the chain.
var errEnough = errors.New("enough")

func (s *Service) between(q store.Queryer, from, last int64) (list []ledger.Logged, err error) {
	err = s.Store.Each(q, s.Node.Number, from, func(l ledger.Logged) error {
		if l.Seq > last {
			return errEnough
		}
		list = append(list, l)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return list, err
}
