package ledger_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger/ledgertest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

func TestTheKeeperSignsOnceAMinuteAndAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := storetest.Open(t, ledgertest.Migrations()...)
		log := ledgertest.Log()
		keeper := ledgertest.Keeper(t, db, log, keyringtest.Keys(t, ledgertest.Node))
		signed := func() (n int64) {
			err := db.Read(t.Context(), func(q store.Queryer) error {
				return q.QueryRow(`SELECT coalesce(max(seq), 0) FROM ledger_checkpoint`).Scan(&n)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan bool)
		go func() {
			keeper.Run(ctx)
			close(ended)
		}()
		entries := int64(0)
		for minute, more := range []int64{1, 1, 0, 2} {
			before := signed()
			for range more {
				ledgertest.Append(t, db, log, ledgertest.Written(minute*10+int(entries)))
				entries++
			}
			time.Sleep(59 * time.Second)
			synctest.Wait()
			if n := signed(); n != before {
				t.Errorf("minute %d: signed up to %d before the minute was over", minute, n)
			}
			time.Sleep(time.Second)
			synctest.Wait()
			if n := signed(); n != entries {
				t.Errorf("minute %d: signed up to %d, want %d", minute, n, entries)
			}
		}
		ledgertest.Append(t, db, log, ledgertest.Mixed(99))
		stop()
		<-ended
		if n := signed(); n != 5 {
			t.Errorf("at the end: signed up to %d, want 5", n)
		}
	})
}
