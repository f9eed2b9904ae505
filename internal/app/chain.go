package app

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
)

// nodesOf lists everything that has a chain: the nodes by number, then the common facts.
func nodesOf(q store.Queryer) ([]access.Node, error) {
	list, err := accessdb.Store{}.Nodes(q)
	return append(list, access.Node{Number: common, ID: commonID, Slug: commonID}), err
}

// chainOf reads the whole chain of a node and says whether it is as it was written. id is what its entries must carry.
func chainOf(ctx context.Context, db ledgerdb.Database, number int64, id string, heads []ledger.Checkpoint) (ledger.Result, error) {
	return ledger.Verify(ctx, &ledgerdb.Source{DB: db, Node: number}, ledger.Options{Node: id, Heads: heads})
}
