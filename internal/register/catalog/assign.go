package catalog

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// Assign says that an account acts for a provider from here on, or no longer. The account needs the right to declare besides.
func (g *Register) Assign(ctx context.Context, who access.Actor, a Agent) error {
	if ident.Check("acct", a.Account) != nil {
		return wrong("account")
	}
	return g.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := g.provider(tx, a.Provider)
		if err != nil {
			return err
		}
		if err := hidden(who.CheckAt(CanEnter, p.Region), "catalog.provider.absent"); err != nil {
			return err
		}
		return g.write(tx, who, "catalog.provider.assigned", p.Region, Record{Agent: &a})
	})
}
