package accessdb_test

import (
	"fmt"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// BenchmarkListOfTenThousand reads one page of 25 of a node's 10,000 accounts; the persons have no keys.
func BenchmarkListOfTenThousand(b *testing.B) {
	w := accesstest.New(b, storetest.Open(b, accesstest.Migrations()...))
	err := w.DB.Write(ctx, func(tx *store.Tx) error {
		for i := range 10_000 {
			a := access.Account{ID: fmt.Sprintf("acct_%05d", i), Person: fmt.Sprintf("person_%05d", i), Home: accesstest.County, State: access.Active, User: "x", Name: "x"}
			m := access.Assignment{ID: fmt.Sprintf("mandate_%05d", i), Account: a.ID, Mandate: access.Mandate{Role: accesstest.Reader, At: accesstest.County}}
			if err := nodeStore.AddAccount(tx, 1, a); err != nil {
				return err
			}
			if err := nodeStore.AddMandate(tx, 1, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	who := w.Who(access.Mandate{Role: accesstest.System, At: accesstest.City})
	for b.Loop() {
		if page, total, err := w.List(ctx, who, access.Filter{}, 5000, 25); err != nil || len(page) != 25 || total != 10_000 {
			b.Fatalf("%d of %d: %v", len(page), total, err)
		}
	}
}

// BenchmarkActor is what every request of somebody signed in costs before its page is made.
func BenchmarkActor(b *testing.B) {
	w := accesstest.New(b, storetest.Open(b, accesstest.Migrations()...))
	m := w.Member(b, "user-a", accesstest.County, access.Mandate{Role: accesstest.Reader, At: accesstest.County})
	if err := w.KeepSession(ctx, "one", m.ID, "{}"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n, found, err := w.FindSession(ctx, "one")
		if err != nil || !found {
			b.Fatal(err)
		}
		if who, err := w.Actor(ctx, n.Account, access.Way{}); err != nil || !who.SignedIn() {
			b.Fatal(err)
		}
	}
}
