package catalog

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Accounts are the accounts of the node, as this room needs them; *access.Service is one.
type Accounts interface {
	Named(ctx context.Context, user string) (account string, err error)
	HoldsAt(q store.Queryer, account string, right access.Right, at region.Key) (bool, error)
	Guard(ctx context.Context, who access.Actor, try func() error) error
}

// AssignNamed is Assign for an account known by its user name. Names are tried no more often than passwords.
func (g *Register) AssignNamed(ctx context.Context, who access.Actor, provider, user string) error {
	err := g.DB.Read(ctx, func(q store.Queryer) error { _, err := g.assigning(q, who, provider); return err })
	if err != nil {
		return err
	}
	return g.Accounts.Guard(ctx, who, func() error {
		account, err := g.Accounts.Named(ctx, user)
		if err == nil && account == "" {
			err = unfit()
		}
		if err != nil {
			return err
		}
		return g.Assign(ctx, who, Agent{Provider: provider, Account: account, Acts: true})
	})
}

// Assign says that an account acts for a provider from here on, or no longer. To begin, the account must be there and hold the right to declare
// where the provider works; one that does not fit is told from none by nobody.
func (g *Register) Assign(ctx context.Context, who access.Actor, a Agent) error {
	if ident.Check("acct", a.Account) != nil {
		return wrong("account")
	}
	return g.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := g.assigning(tx, who, a.Provider)
		if err != nil {
			return err
		}
		agents, err := g.Store.Agents(tx, g.Node)
		if err != nil {
			return err
		}
		switch acts := slices.Contains(agents, Agent{Provider: a.Provider, Account: a.Account, Acts: true}); {
		case acts && a.Acts:
			return fault.New(fault.Conflict, "catalog.agent.already").At("account")
		case !acts && !a.Acts:
			return fault.New(fault.Conflict, "catalog.agent.none").At("account")
		}
		if a.Acts {
			if err := g.suits(tx, p, a.Account); err != nil {
				return err
			}
		}
		return g.write(tx, who, "catalog.provider.assigned", p.Region, Record{Agent: &a})
	})
}

// assigning returns the provider, to whoever may enter it.
func (g *Register) assigning(q store.Queryer, who access.Actor, provider string) (Provider, error) {
	p, err := g.provider(q, provider)
	if err != nil {
		return p, err
	}
	return p, hidden(who.CheckAt(CanEnter, p.Region), "catalog.provider.absent")
}

// suits refuses an account that could not declare for any location of the provider, nor at its seat while it has none.
func (g *Register) suits(q store.Queryer, p Provider, account string) error {
	entries, err := g.Store.Entries(q, g.Node)
	if err != nil {
		return err
	}
	var places []region.Key
	for _, e := range entries {
		if e.Location != nil && e.Location.Provider == p.ID {
			places = append(places, e.Location.Region)
		}
	}
	if len(places) == 0 {
		places = []region.Key{p.Region}
	}
	for _, at := range places {
		if may, err := g.Accounts.HoldsAt(q, account, CanDeclare, at); err != nil || may {
			return err
		}
	}
	return unfit()
}

func unfit() error { return fault.New(fault.Invalid, "catalog.agent.unfit").At("account") }

// Clerks are the accounts that act for a provider.
type Clerks struct {
	Provider
	Accounts []string
}

// Clerks lists the providers that the actor may enter, each with the accounts that act for it, by id.
func (g *Register) Clerks(ctx context.Context, who access.Actor) (list []Clerks, err error) {
	if err := who.Check(CanEnter); err != nil {
		return nil, err
	}
	err = g.DB.Read(ctx, func(q store.Queryer) error {
		entries, err := g.Store.Entries(q, g.Node)
		if err != nil {
			return err
		}
		agents, err := g.Store.Agents(q, g.Node)
		list = nil
		for _, e := range entries {
			if e.Provider == nil || !who.May(CanEnter, e.Provider.Region) {
				continue
			}
			c := Clerks{Provider: *e.Provider}
			for _, a := range agents {
				if a.Provider == c.ID {
					c.Accounts = append(c.Accounts, a.Account)
				}
			}
			list = append(list, c)
		}
		return err
	})
	return list, err
}
