package app

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
)

// nodesOf lists everything that has a chain: the common facts, then the nodes.
func nodesOf(q store.Queryer) ([]access.Node, error) {
	list, err := accessdb.Store{}.Nodes(q)
	return append([]access.Node{{Number: common, ID: commonID, Slug: commonID}}, list...), err
}

// chainOf reads the whole chain of a number and says whether it is as it was written.
func chainOf(ctx context.Context, db ledgerdb.Database, number int64, heads []ledger.Checkpoint) (ledger.Result, error) {
	return ledger.Verify(ctx, &ledgerdb.Source{DB: db, Node: number}, ledger.Options{Heads: heads})
}
