package ledgerdb_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/ledger/ledgertest"
	"mihe/internal/base/store"
)

// A chain that grows while it is verified is good: entries, records and checkpoints that come meanwhile are no finding.
func TestVerifyWhileTheChainGrows(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "growing.db")
	db, err := store.Open(ctx, path, ledgertest.Migrations()...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	log := ledgertest.Log()
	keeper := ledgertest.Keeper(t, db, log, keyringtest.Keys(t, node))
	var first []ledger.Entry
	for i := range 1000 {
		first = append(first, ledgertest.Mixed(i))
	}
	ledgertest.Append(t, db, log, first...)
	stop := make(chan bool)
	var growing sync.WaitGroup
	growing.Go(func() {
		for i := len(first); ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			ledgertest.Append(t, db, log, ledgertest.Mixed(i))
			if i%5 == 0 {
				ledgertest.Sign(t, keeper)
			}
		}
	})
	r, err := store.OpenReader(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	last := int64(0)
	for range 15 {
		got, err := ledger.Verify(ctx, &ledgerdb.Source{DB: r, Node: node}, ledger.Options{})
		if err != nil || !got.OK || got.Entries < last {
			t.Errorf("Verify = %+v, %+v, %v", got, got.FirstBad, err)
		}
		last = got.Entries
	}
	close(stop)
	growing.Wait()
	if last <= int64(len(first)) {
		t.Errorf("the chain had %d entries to the end: it did not grow, so nothing was tried", last)
	}
}
