package app

import (
	"context"
	"fmt"
)

// Rebuild computes every read model again from the records, one transaction each: accounts, persons, services, what was seen, consents, forms, rules and decisions,
// messages, cases, bookings, deliveries, ratings and work orders, tasks, what is published, which figures are held. Whoever reads meanwhile notices nothing unless something was wrong. No record changes, so the ledger
// has nothing to tell.
func (a *App) Rebuild(ctx context.Context) error {
	if err := a.Common.Recount(ctx); err != nil {
		return fmt.Errorf("the common figures: %w", err)
	}
	for _, n := range a.Nodes {
		for _, rebuild := range []func(context.Context) error{
			n.Accounts.Rebuild, n.Persons.Rebuild, n.Catalog.Rebuild, n.Evidence.Rebuild, n.Consents.Rebuild, n.Forms.Rebuild, n.Rules.Rebuild, n.Messages.Rebuild, n.Cases.Rebuild, n.Bookings.Rebuild, n.Deliveries.Rebuild, n.Feedback.Rebuild,
			n.Tasks.Rebuild, n.Openness.Rebuild, n.Facts.Recount,
		} {
			if err := rebuild(ctx); err != nil {
				return fmt.Errorf("node %s: %w", n.Slug, err)
			}
		}
	}
	return nil
}
