package ledger_test

import (
	"context"
	"path/filepath"
	"testing"

	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/ledger/ledgertest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// BenchmarkVerify verifies a chain in a file, with records and checkpoints, through a Reader as the command does.
func BenchmarkVerify(b *testing.B) {
	const entries, together = 200_000, 1000
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "mihe.db")
	db, err := store.Open(ctx, path, ledgertest.Migrations()...)
	if err != nil {
		b.Fatal(err)
	}
	log := ledgertest.Log()
	keeper := ledgertest.Keeper(b, db, log, keyringtest.Keys(b, ledgertest.Node))
	for i := 0; i < entries; i += together {
		var some []ledger.Entry
		for j := range together {
			some = append(some, ledgertest.Mixed(i+j))
		}
		ledgertest.Append(b, db, log, some...)
		ledgertest.Sign(b, keeper)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	r, err := store.OpenReader(ctx, path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	for b.Loop() {
		got, err := ledger.Verify(ctx, &ledgerdb.Source{DB: r, Node: ledgertest.Node}, ledger.Options{})
		if err != nil || !got.OK || got.Entries != entries {
			b.Fatalf("Verify = %+v, %v", got, err)
		}
	}
	b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkAppend(b *testing.B) {
	db := storetest.Open(b, ledgertest.Migrations()...)
	log := ledgertest.Log()
	n := 0
	for b.Loop() {
		var some []ledger.Entry
		for range 100 {
			some = append(some, ledgertest.Mixed(n))
			n++
		}
		ledgertest.Append(b, db, log, some...)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
}
