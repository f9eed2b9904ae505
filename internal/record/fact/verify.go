package fact

import (
	"context"
	"encoding/json"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Difference is the first batch that is not what its record says.
type Difference struct {
	Batch int64 // its number
	Name  string
	What  string // "cells", "row" or "record"
}

// VerifyBatches compares every published batch with the record that the ledger commits to: the row that makes it
// visible, and the sum over its sheets, cells and series. It returns how many agree, and the first that does not.
func (s *Service) VerifyBatches(ctx context.Context, who access.Actor) (agree int64, wrong *Difference, err error) {
	if err := who.Check(CanRead); err != nil {
		return 0, nil, err
	}
	batches, records, err := s.recorded(ctx)
	if err != nil {
		return 0, nil, err
	}
	for _, b := range batches {
		what, err := s.verify(ctx, b)
		if err != nil {
			return agree, nil, err
		}
		if what != "" {
			return agree, &Difference{b.Number, b.Name, what}, nil
		}
		agree++
	}
	for _, id := range records {
		if !slices.ContainsFunc(batches, func(b Batch) bool { return b.Record == id }) {
			wrong, err := s.lost(ctx, id)
			return agree, wrong, err
		}
	}
	return agree, nil, nil
}

// recorded lists the batches in the order of publication, and the records of batches.
func (s *Service) recorded(ctx context.Context) (batches []Batch, records []string, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if batches, err = s.Store.Batches(q, s.Node); err == nil {
			records, err = s.Store.Records(q, s.Node, batchRecord)
		}
		return err
	})
	slices.Reverse(batches)
	return batches, records, err
}

// verify looks at one batch in a snapshot of its own: what is published never changes, so they need not be one.
func (s *Service) verify(ctx context.Context, b Batch) (what string, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		m, ok, err := s.manifestOf(q, b.Record)
		switch {
		case err != nil:
			return err
		case !ok:
			what = "record"
			return nil
		case m.batch(b.Record) != b:
			what = "row"
			return nil
		}
		sum, err := s.Store.Digest(q, s.Node, b.Number)
		if err == nil && sum != m.CellsSHA256 {
			what = "cells"
		}
		return err
	})
	return what, err
}

// manifestOf reads the record of a batch, and tells whether there is one.
func (s *Service) manifestOf(q store.Queryer, id string) (m Manifest, ok bool, err error) {
	body, err := s.Store.Record(q, s.Node, id)
	if err != nil || body == nil {
		return m, false, err
	}
	return m, json.Unmarshal(body, &m) == nil, nil
}

// lost is a batch that has a record and is no longer there.
func (s *Service) lost(ctx context.Context, id string) (wrong *Difference, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		m, _, err := s.manifestOf(q, id)
		wrong = &Difference{m.Batch, m.Name, "row"}
		return err
	})
	return wrong, err
}
