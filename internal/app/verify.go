package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// Chain is what verification found of the ledger of one node, or of the common facts, and of the imported files that it
// commits to.
type Chain struct {
	Slug string // the node's short name
	ledger.Result
	Signed  []ledger.Checkpoint // the newest checkpoints beside a chain that is good
	Files   int64               // imported files whose observations are those that were published
	BadFile *fact.Difference    // the first that is not
	Gone    []string            // files of statements that are not as they were kept, by SHA-256
	Differs []string            // settlements, samples, adopted days and movements of a gap that do not follow from what they were computed from, by identifier
}

// Verify verifies the chains and the imported files of a database without changing anything in it: that of the node c names, or all of them,
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
	for _, n := range nodes {
		mine := headsOf(heads, n.ID)
		if c.Node != "" && len(mine) == 0 && len(heads) > 0 {
			mine = heads[:1] // another node's: it must not pass for a comparison
		}
		one, err := verifyChain(ctx, r, n, mine, evidence.Folder(filepath.Join(c.Folder, evidenceFolder)))
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	if c.Node == "" {
		all = append(all, gone(nodes, heads)...)
	}
	return all, nil
}

// headsOf are the checkpoints of one node.
func headsOf(heads []ledger.Checkpoint, node string) []ledger.Checkpoint {
	return slices.DeleteFunc(slices.Clone(heads), func(h ledger.Checkpoint) bool { return h.Node != node })
}

// gone are the chains that checkpoints kept elsewhere tell of and the database does not have.
func gone(nodes []access.Node, heads []ledger.Checkpoint) (all []Chain) {
	for _, h := range heads {
		known := slices.ContainsFunc(nodes, func(n access.Node) bool { return n.ID == h.Node }) ||
			slices.ContainsFunc(all, func(c Chain) bool { return c.Node == h.Node })
		if !known {
			all = append(all, Chain{h.Node, ledger.Result{Node: h.Node, FirstBad: &ledger.Bad{Seq: 1, Why: ledger.BadCut}}, nil, 0, nil, nil, nil})
		}
	}
	return all
}

// chains lists the nodes whose chains are to be verified.
func chains(ctx context.Context, r *store.Reader, slug string) (nodes []access.Node, err error) {
	err = r.Read(ctx, func(q store.Queryer) (err error) {
		nodes, err = nodesOf(q)
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
	numbers, err := ledgerdb.Chains(ctx, r)
	for _, number := range numbers {
		if !slices.ContainsFunc(nodes, func(n access.Node) bool { return n.Number == number }) {
			nodes = append(nodes, access.Node{Number: number})
		}
	}
	return nodes, err
}

func verifyChain(ctx context.Context, r *store.Reader, n access.Node, heads []ledger.Checkpoint, files evidence.Folder) (Chain, error) {
	found, err := chainOf(ctx, r, n.Number, n.ID, heads)
	one := Chain{Slug: n.Slug, Result: found}
	if err == nil && found.OK {
		err = r.Read(ctx, func(q store.Queryer) (err error) {
			one.Signed, err = ledgerdb.Store{}.Signed(q, n.Number)
			return err
		})
	}
	if err == nil {
		one.Files, one.BadFile, err = fact.Checker{DB: r, Store: factdb.Store{}, Node: n.Number}.Batches(ctx)
	}
	if err == nil {
		one.Differs, err = deliveriesDiffer(ctx, r, n.Number)
	}
	if err == nil {
		var moved []string
		moved, err = movementsDiffer(ctx, r, n.Number)
		one.Differs = append(one.Differs, moved...)
	}
	if err == nil {
		one.Gone, err = missing(ctx, r, n.Number, files)
	}
	return one, err
}

// missing are the files of statements that are not as they were kept. A database of an older release has none, nor the tables.
func missing(ctx context.Context, r *store.Reader, node int64, files evidence.Folder) (gone []string, err error) {
	var tables []string
	err = r.Read(ctx, func(q store.Queryer) error { tables, err = store.Tables(q, r.Dialect()); return err })
	if err == nil && slices.Contains(tables, "evidence_record") {
		_, gone, err = evidence.Checker{DB: r, Store: evidencedb.Store{}, Folder: files, Node: node}.Files(ctx)
	}
	return gone, err
}
