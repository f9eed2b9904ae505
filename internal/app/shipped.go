package app

import (
	"context"
	"slices"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
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

// Count is how many observations are held, in all vintages.
func (a *App) Count(ctx context.Context) (n int64, err error) {
	err = a.DB.Read(ctx, func(q store.Queryer) error {
		list, err := a.Facts.Seen.Holdings(q, a.Node.Number)
		for _, h := range list {
			n += h.Count
		}
		return err
	})
	return n, err
}
