package store_test

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// hold keeps the writer busy until release is called, so that a test can fill the queue in a known order.
func hold(t *testing.T, db *store.DB) (release func() error) {
	t.Helper()
	started, free, done := make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		done <- db.Write(context.Background(), func(*store.Tx) error {
			close(started)
			<-free
			return nil
		})
	}()
	<-started
	return func() error {
		close(free)
		return within(t, "the slow member", done)
	}
}

// enqueue starts a Write and returns once it surely waits in the queue.
func enqueue(ctx context.Context, db *store.DB, fn func(tx *store.Tx) error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- db.Write(ctx, fn) }()
	time.Sleep(20 * time.Millisecond) // there is no way to see a sender wait; the order is checked by the results
	return done
}

func TestGroupSharesOneCommitAndFailuresHurtNobodyElse(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		refuse := errors.New("refused by its own rule")
		store.LongGroups(db)
		release := hold(t, db)

		var acknowledged atomic.Bool
		first := make(chan error, 1)
		go func() {
			err := db.Write(ctx, add(1))
			acknowledged.Store(true)
			first <- err
		}()
		time.Sleep(20 * time.Millisecond)
		failing := enqueue(ctx, db, func(tx *store.Tx) error {
			return errors.Join(add(2)(tx), refuse)
		})
		duplicate := enqueue(ctx, db, add(1))
		panicking := enqueue(ctx, db, func(tx *store.Tx) error {
			if err := add(3)(tx); err != nil {
				return err
			}
			panic("a defect")
		})
		var seen []int
		var early bool
		last := enqueue(ctx, db, func(tx *store.Tx) (err error) {
			seen, err = idsIn(tx)
			early = acknowledged.Load()
			return errors.Join(err, add(4)(tx))
		})
		if err := release(); err != nil {
			t.Fatalf("the slow member: %v", err)
		}

		if err := within(t, "first", first); err != nil {
			t.Errorf("first: %v", err)
		}
		if err := within(t, "failing", failing); !errors.Is(err, refuse) {
			t.Errorf("failing: %v, want its own error", err)
		}
		if err := within(t, "duplicate", duplicate); !store.IsUnique(err) {
			t.Errorf("duplicate: %v, want a unique violation", err)
		}
		wantKind(t, within(t, "panicking", panicking), fault.Internal, "store.panic")
		if err := within(t, "last", last); err != nil {
			t.Errorf("last: %v", err)
		}
		if diff := cmp.Diff([]int{1}, seen); diff != "" {
			t.Errorf("the last member of the group saw (-want +got):\n%s", diff)
		}
		if early {
			t.Error("the first member was acknowledged while its group was still open")
		}
		if diff := cmp.Diff([]int{1, 4}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestCancelledMember(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		release := hold(t, db)
		gone, cancel := context.WithCancel(context.Background())
		queued := enqueue(gone, db, add(1))
		cancel()
		wantKind(t, within(t, "queued", queued), fault.Unavailable, "store.cancelled")
		if err := release(); err != nil {
			t.Fatal(err)
		}

		running, stop := context.WithCancel(context.Background())
		err := db.Write(running, func(tx *store.Tx) error {
			stop() // the person closed the page; a cancelled statement would undo the whole group
			return add(2)(tx)
		})
		if err != nil {
			t.Errorf("cancelled while running: %v, want it stored", err)
		}
		if err := db.Write(running, add(3)); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("cancelled before asking: %v, want unavailable", err)
		}
		if diff := cmp.Diff([]int{2}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestVanishingMemberIsUndone(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ended := make(chan bool)
		go func() {
			defer close(ended)
			_ = db.Write(context.Background(), func(tx *store.Tx) error { // Goexit leaves nothing to check
				if err := add(1)(tx); err != nil {
					return err
				}
				runtime.Goexit() // what t.FailNow does
				return nil
			})
		}()
		<-ended
		if err := db.Write(context.Background(), add(2)); err != nil {
			t.Fatalf("after a vanished member: %v", err)
		}
		if diff := cmp.Diff([]int{2}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestSwallowedErrorAndStaleTx(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		if err := db.Write(context.Background(), add(1)); err != nil {
			t.Fatal(err)
		}
		var kept *store.Tx
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			kept = tx
			_ = add(1)(tx) // swallowed: SQLite goes on, PostgreSQL has spoiled the savepoint
			return nil
		})
		if db.Dialect() == store.Postgres && err == nil {
			t.Error("a swallowed error on PostgreSQL was reported as success")
		}
		if err := add(9)(kept); err == nil {
			t.Error("a Tx kept after its use case still writes")
		}
		if _, err := idsIn(kept); err == nil {
			t.Error("a Tx kept after its use case still reads")
		}
		var id int
		if err := kept.QueryRow(`SELECT id FROM note_line WHERE node = 1`).Scan(&id); err == nil {
			t.Error("a Tx kept after its use case still reads a row")
		}
		if err := db.Write(context.Background(), add(2)); err != nil {
			t.Errorf("the next use case: %v", err)
		}
		if diff := cmp.Diff([]int{1, 2}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestManyWritersKeepEveryAcknowledgedRow(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		const writers, each = 20, 25
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					if err := db.Write(context.Background(), add(w*each+i)); err != nil {
						t.Errorf("write: %v", err)
					}
				}
			})
		}
		wg.Wait()
		if got := len(ids(t, db)); got != writers*each {
			t.Errorf("%d rows stored, want %d", got, writers*each)
		}
	})
}

// deferred fails only at COMMIT, which is how a failing disk looks from here.
var deferred = store.Migrations{Room: "late", FS: sqlFiles(map[string]string{
	"0001_late.sql": `CREATE TABLE late_parent (id BIGINT PRIMARY KEY);
CREATE TABLE late_child (id BIGINT PRIMARY KEY, parent BIGINT REFERENCES late_parent (id) DEFERRABLE INITIALLY DEFERRED);`,
})}

func TestFailedCommitLosesItsGroupAndTheWriterGoesOn(t *testing.T) {
	storetest.Each(t, []store.Migrations{notes, deferred}, func(t *testing.T, db *store.DB) {
		if err := db.Write(context.Background(), add(1)); err != nil {
			t.Fatal(err)
		}
		store.LongGroups(db)
		release := hold(t, db)
		with := enqueue(context.Background(), db, add(2))
		bad := enqueue(context.Background(), db, func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO late_child (id, parent) VALUES (1, 404)`)
			return err
		})
		wantKind(t, release(), fault.Unavailable, "store.lost")
		wantKind(t, within(t, "the member beside it", with), fault.Unavailable, "store.lost")
		wantKind(t, within(t, "the bad member", bad), fault.Unavailable, "store.lost")
		if err := db.Write(context.Background(), add(3)); err != nil {
			t.Errorf("after the failed commit: %v", err)
		}
		if diff := cmp.Diff([]int{1, 3}, ids(t, db)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestCloseRefusesLaterWrites(t *testing.T) {
	db := storetest.Open(t, notes)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantKind(t, db.Write(context.Background(), add(1)), fault.Unavailable, "store.closed")
	if err := db.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestTheQueueIsFair(t *testing.T) {
	db := storetest.Open(t, notes)
	release := hold(t, db)
	var order []int
	var waiting []<-chan error
	for i := range 8 {
		waiting = append(waiting, enqueue(context.Background(), db, func(*store.Tx) error {
			order = append(order, i) // members run one after the other
			return nil
		}))
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	for _, done := range waiting {
		if err := within(t, "a member", done); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]int{0, 1, 2, 3, 4, 5, 6, 7}, order); diff != "" {
		t.Errorf("order (-asked +ran):\n%s", diff)
	}
}

// A statement is kept between uses, so one whose rows are still open must not be started again: that is an error, never
// rows of the wrong query.
func TestStatementInUse(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		const query = `SELECT id FROM note_line WHERE node = $1 ORDER BY id`
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			for n := range 3 {
				if err := add(n)(tx); err != nil {
					return err
				}
			}
			rows, err := tx.Query(query, 1)
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }() // read to no end on purpose
			if !rows.Next() {
				return errors.Join(errors.New("no rows"), rows.Err())
			}
			second, err := tx.Query(query, 1)
			if _, err = store.All(second, err, func(*sql.Rows) (int, error) { return 0, nil }); err == nil {
				t.Error("the same statement ran twice at a time")
			}
			return nil
		})
		if err != nil && fault.KindOf(err) != fault.Unavailable { // a PostgreSQL connection is lost over this
			t.Errorf("the use case ended with %v", err)
		}
	})
}
