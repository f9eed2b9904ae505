package app

import (
	"context"
	"slices"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// shippedRows is how many observations ship with the program; it only scales the progress that is shown.
const shippedRows = 320_000

// commonID names the chain of the common facts in its ledger.
const commonID = "common"

// loadShipped stores the shipped facts as one batch named after their content, once for all nodes.
func (a *App) loadShipped(ctx context.Context, progress func(done, total int64)) error {
	name, err := data.Version()
	if err != nil {
		return err
	}
	a.Common = a.factsOf(common, region.Country, logOf(common, commonID))
	held, err := a.Common.Batches(ctx, access.Operator())
	if err != nil || slices.ContainsFunc(held, func(b fact.Batch) bool { return b.Name == name }) {
		return err
	}
	report := func(rows int64) {
		if progress != nil {
			progress(rows, shippedRows)
		}
	}
	_, _, err = a.Common.Load(ctx, access.Operator(), name, fact.Shipped(), report)
	return err
}

// Count is how many of the official observations that ship with the program are held, in all vintages: neither what nodes
// have imported nor what a demonstration makes up.
func (a *App) Count(ctx context.Context) (n int64, err error) {
	err = a.DB.Read(ctx, func(q store.Queryer) error {
		list, err := factdb.Store{}.Holdings(q, common)
		for _, h := range list {
			n += h.Count
		}
		return err
	})
	return n, err
}
