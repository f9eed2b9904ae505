package catalog

import (
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
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
