package catalog

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// ActsFor says where a provider is, and whether an account acts for it: for rooms that keep something of providers and know no directory. It asks
// for no right.
func (g *Register) ActsFor(q store.Queryer, account, provider string) (at region.Key, acts bool, err error) {
	p, err := g.provider(q, provider)
	if err != nil {
		return at, false, err
	}
	agents, err := g.Store.Agents(q, g.Node)
	return p.Region, slices.Contains(agents, Agent{Provider: provider, Account: account, Acts: true}), err
}

// Employers lists the providers whose staff an actor may keep, by id: those it acts for, or all of the regions whose register it keeps.
func (g *Register) Employers(ctx context.Context, who access.Actor) (list []Provider, err error) {
	err = g.DB.Read(ctx, func(q store.Queryer) error {
		all, err := g.Store.Entries(q, g.Node)
		if err != nil {
			return err
		}
		agents, err := g.Store.Agents(q, g.Node)
		for _, e := range all {
			if e.Provider == nil {
				continue
			}
			acts := slices.Contains(agents, Agent{Provider: e.ID, Account: who.ID, Acts: true}) && who.May(party.CanStaff, e.Provider.Region)
			if acts || who.May(party.CanKeep, e.Provider.Region) {
				list = append(list, *e.Provider)
			}
		}
		return err
	})
	return list, err
}
