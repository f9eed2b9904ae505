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
	return Checker{s.DB, s.Store, s.Node}.Batches(ctx)
}

// Checker compares the batches of a node with their records in a database that nobody has to have opened for writing.
type Checker struct {
	DB interface {
		Read(ctx context.Context, fn func(q store.Queryer) error) error
	}
	Store Store
	Node  int64
}

// Batches is Service.VerifyBatches for whoever may read the whole database.
func (c Checker) Batches(ctx context.Context) (agree int64, wrong *Difference, err error) {
	batches, records, err := c.recorded(ctx)
	if err != nil {
		return 0, nil, err
	}
	for _, b := range batches {
		what, err := c.verify(ctx, b)
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
			wrong, err := c.lost(ctx, id)
			return agree, wrong, err
		}
	}
	return agree, nil, nil
}

// recorded lists the batches in the order of publication, and the records of batches.
func (c Checker) recorded(ctx context.Context) (batches []Batch, records []string, err error) {
	err = c.DB.Read(ctx, func(q store.Queryer) (err error) {
		if batches, err = c.Store.Batches(q, c.Node); err == nil {
			records, err = c.Store.Records(q, c.Node, batchRecord)
		}
		return err
	})
	slices.Reverse(batches)
	return batches, records, err
}

// verify looks at one batch in a snapshot of its own: what is published never changes, so they need not be one.
func (c Checker) verify(ctx context.Context, b Batch) (what string, err error) {
	err = c.DB.Read(ctx, func(q store.Queryer) error {
		m, ok, err := manifestOf(q, c.Store, c.Node, b.Record)
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
		sum, err := c.Store.Digest(q, c.Node, b.Number)
		if err == nil && sum != m.CellsSHA256 {
			what = "cells"
		}
		return err
	})
	return what, err
}

// manifestOf reads the record of a batch, and tells whether there is one.
func manifestOf(q store.Queryer, records Store, node int64, id string) (m Manifest, ok bool, err error) {
	body, err := records.Record(q, node, id)
	if err != nil || body == nil {
		return m, false, err
	}
	return m, json.Unmarshal(body, &m) == nil, nil
}

// lost is a batch that has a record and is no longer there.
func (c Checker) lost(ctx context.Context, id string) (wrong *Difference, err error) {
	err = c.DB.Read(ctx, func(q store.Queryer) error {
		m, _, err := manifestOf(q, c.Store, c.Node, id)
		wrong = &Difference{m.Batch, m.Name, "row"}
		return err
	})
	return wrong, err
}
