package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
)

// Chain is what verification found of the ledger of one node, or of the common facts.
type Chain struct {
	Slug string // the node's short name
	ledger.Result
	Signed []ledger.Checkpoint // the newest checkpoints beside a chain that is good
}

// Verify verifies the chains of a database without changing anything in it: that of the node c names, or all of them,
// the first node's first. heads are checkpoints kept elsewhere, of any of them. The database may be in use.
func Verify(ctx context.Context, c Config, heads []ledger.Checkpoint) (all []Chain, err error) {
	target := c.Database
	if target == "" {
		target = filepath.Join(c.Folder, databaseFile)
	}
	r, err := store.OpenReader(ctx, target)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	nodes, err := chains(ctx, r, c.Node)
	if err != nil {
		return nil, err
	}
	for i, n := range nodes {
		mine := slices.DeleteFunc(slices.Clone(heads), func(h ledger.Checkpoint) bool { return h.Node != n.ID })
		if i == 0 { // a checkpoint of a node that is not here must not go unnoticed
			mine = append(mine, slices.DeleteFunc(slices.Clone(heads), func(h ledger.Checkpoint) bool {
				return slices.ContainsFunc(nodes, func(n access.Node) bool { return n.ID == h.Node })
			})...)
		}
		one, err := verifyChain(ctx, r, n, mine)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// chains lists the nodes whose chains are to be verified.
func chains(ctx context.Context, r *store.Reader, slug string) (nodes []access.Node, err error) {
	err = r.Read(ctx, func(q store.Queryer) (err error) {
		nodes, err = accessdb.Store{}.Nodes(q)
		return err
	})
	if err != nil {
		return nil, err
	}
	if slug != "" {
		nodes = slices.DeleteFunc(nodes, func(n access.Node) bool { return n.Slug != slug })
		if len(nodes) == 0 {
			return nil, fault.New(fault.NotFound, "app.node.unknown", "node", slug)
		}
		return nodes, nil
	}
	nodes = append(nodes, access.Node{Number: common, ID: commonID, Slug: commonID})
	numbers, err := ledgerdb.Chains(ctx, r)
	for _, number := range numbers {
		if !slices.ContainsFunc(nodes, func(n access.Node) bool { return n.Number == number }) {
			nodes = append(nodes, access.Node{Number: number})
		}
	}
	return nodes, err
}

func verifyChain(ctx context.Context, r *store.Reader, n access.Node, heads []ledger.Checkpoint) (Chain, error) {
	found, err := ledger.Verify(ctx, &ledgerdb.Source{DB: r, Node: n.Number}, ledger.Options{Node: n.ID, Heads: heads})
	one := Chain{Slug: n.Slug, Result: found}
	if err == nil && found.OK {
		err = r.Read(ctx, func(q store.Queryer) (err error) {
			one.Signed, err = ledgerdb.Store{}.Signed(q, n.Number)
			return err
		})
	}
	return one, err
}
