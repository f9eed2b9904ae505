package ledgerdb_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/ledger/ledgertest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

const node = ledgertest.Node

func each(t *testing.T, exercise func(t *testing.T, db *store.DB)) {
	t.Helper()
	storetest.Each(t, ledgertest.Migrations(), exercise)
}

func reading(t *testing.T, db *store.DB, fn func(q store.Queryer) error) {
	t.Helper()
	if err := db.Read(context.Background(), fn); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// all returns the whole chain.
func all(t *testing.T, db *store.DB) (chain []ledger.Logged) {
	t.Helper()
	reading(t, db, func(q store.Queryer) error {
		return ledgerdb.Store{}.Each(q, node, 1, func(l ledger.Logged) error {
			chain = append(chain, l)
			return nil
		})
	})
	return chain
}

// mixed appends n entries of every sort.
func mixed(t *testing.T, db *store.DB, log *ledger.Log, n int) {
	t.Helper()
	for i := range n {
		ledgertest.Append(t, db, log, ledgertest.Mixed(i))
	}
}

// The expected bytes and hashes were made with Python's hashlib from the text of docs/ledger.md.
func TestTheFirstEntryByteByByte(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		e := ledgertest.Written(2)
		e.Subjects = []string{"person_b", "person_a", "person_b"}
		ledgertest.Append(t, db, ledgertest.Log(), e)
		l := all(t, db)[0]
		const header = `{"v":1,"node":"node_a","seq":1,"at_ms":1700000001000,"kind":"note.line.written","kind_v":1,"actor":"account_2",` +
			`"on_behalf_of":"","channel":"web","request":"request 2","purpose":"","basis":"","subjects":["person_a","person_b"],` +
			`"region":"520521@county","audience":"peer:node_b","record":{"kind":"note.line","id":"line_000002",` +
			`"sha256":"2d47356c786da3fe2cd6a4ae5b35b758d61ae3377823dd5e94a419494dce1382"},"caused_by":"quote \" and stroke \\"}`
		if diff := cmp.Diff(header, string(l.Bytes)); diff != "" {
			t.Errorf("header (-want +got):\n%s", diff)
		}
		const leaf, head = "ffb118b991234dad3b327fc3e7e8a6a2a8f2b2072d45abd01a228ca8238373e4", "1d14a7fc17cff23030ee3f63a7feb3753854b40cd0cf2cf3cb0962277a9507eb"
		if l.Leaf.String() != leaf || l.Head.String() != head {
			t.Errorf("leaf %s, head %s; want %s, %s", l.Leaf, l.Head, leaf, head)
		}
	})
}

func TestEntriesFormAChain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		mixed(t, db, ledgertest.Log(), 12)
		before := ledger.Hash{}
		chain := all(t, db)
		for i, l := range chain {
			if l.Seq != int64(i+1) || l.Leaf != ledger.LeafOf(l.Bytes) || l.Head != ledger.HeadOf(before, l.Leaf) {
				t.Errorf("entry %d has number %d, leaf %s, head %s", i+1, l.Seq, l.Leaf, l.Head)
			}
			before = l.Head
		}
		reading(t, db, func(q store.Queryer) error {
			seq, head, err := ledgerdb.Store{}.Head(q, node)
			if seq != 12 || head != before {
				t.Errorf("Head = %d, %s; want 12, %s", seq, head, before)
			}
			if none, zero, err := (ledgerdb.Store{}).Head(q, node+1); none != 0 || zero != (ledger.Hash{}) || err != nil {
				t.Errorf("Head of an empty node = %d, %s, %v", none, zero, err)
			}
			return err
		})
	})
}

// The last entry of a kind is found by its number, whatever the clock says; a kind that begins alike is another.
func TestTheLastOfAKind(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		log := ledgertest.Log()
		for i, ms := range []int64{5000, 3000, 9000, 9500} {
			e := ledgertest.Mixed(i)
			e.Kind = []string{"note.line.written", "note.line.written", "note.line.written_over", "note.line.read"}[i]
			log.Now = func() time.Time { return time.UnixMilli(ms) }
			ledgertest.Append(t, db, log, e)
		}
		reading(t, db, func(q store.Queryer) error {
			for kind, want := range map[string]int64{"note.line.written": 3000, "note.line.written_over": 9000, "note.line.read": 9500, "note.line": 0, "note.line.gone": 0} {
				if at, err := (ledgerdb.Store{}).Last(q, node, kind); err != nil || at != want {
					t.Errorf("the last %s was at %d, %v, want %d", kind, at, err, want)
				}
			}
			at, err := ledgerdb.Store{}.Last(q, node+1, "note.line.read")
			if at != 0 {
				t.Errorf("another node's is at %d", at)
			}
			return err
		})
	})
}

// trust.md R5: entries are ordered by number, whatever the clock does.
func TestTheClockMayJump(t *testing.T) {
	const hour, year = int64(3_600_000), int64(365 * 24 * 3_600_000)
	jumps := []int64{0, 1000, -1000, hour, -hour, 10 * year, -10 * year, -70 * year, 0}
	each(t, func(t *testing.T, db *store.DB) {
		log := ledgertest.Log()
		for i, jump := range jumps {
			log.Now = func() time.Time { return time.UnixMilli(ledgertest.Start + jump) }
			ledgertest.Append(t, db, log, ledgertest.Mixed(i))
		}
		chain := all(t, db)
		for i, l := range chain {
			if l.Seq != int64(i+1) || l.AtMs != ledgertest.Start+jumps[i] {
				t.Errorf("entry %d: number %d at %d", i+1, l.Seq, l.AtMs)
			}
		}
		reading(t, db, func(q store.Queryer) error {
			page, err := ledgerdb.Store{}.Page(q, node, ledgerdb.Filter{}, 100)
			for i, l := range page {
				if l.Seq != int64(len(jumps)-i) {
					t.Errorf("place %d of the newest holds %d", i, l.Seq)
				}
			}
			return err
		})
		got, err := ledger.Verify(context.Background(), &ledgerdb.Source{DB: db, Node: node}, ledger.Options{})
		if err != nil || !got.OK || got.Entries != int64(len(jumps)) {
			t.Errorf("Verify = %+v, %v", got, err)
		}
	})
}

func TestAnEntryThatSaysTooLittleIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		for name, change := range map[string]func(*ledger.Entry){
			"kind of two parts": func(e *ledger.Entry) { e.Kind = "note.written" },
			"no actor":          func(e *ledger.Entry) { e.Actor = "" },
			"no channel":        func(e *ledger.Entry) { e.Channel = "" },
			"a line feed":       func(e *ledger.Entry) { e.Request = "a\nb" },
			"no UTF-8":          func(e *ledger.Entry) { e.Request = "\xff" },
			"empty subject":     func(e *ledger.Entry) { e.Subjects = []string{""} },
			"strange audience":  func(e *ledger.Entry) { e.Audience = "everyone" },
			"foreign record":    func(e *ledger.Entry) { e.Record.Kind = "fact.line" },
			"record without id": func(e *ledger.Entry) { e.Record.ID = "" },
			"NUL in a record":   func(e *ledger.Entry) { e.Record.Body = []byte("a\x00b") },
			"bytes in a record": func(e *ledger.Entry) { e.Record.Body = []byte("\xff") },
		} {
			e := ledgertest.Written(2)
			change(&e)
			err := db.Write(context.Background(), func(tx *store.Tx) error {
				_, err := ledgertest.Log().Append(tx, e)
				return err
			})
			if f, ok := fault.As(err); !ok || f.Kind != fault.Internal || !strings.HasPrefix(f.Key, "ledger.") {
				t.Errorf("%s: %v, want an internal fault of the ledger", name, err)
			}
		}
		if n := len(all(t, db)); n != 0 {
			t.Errorf("%d entries were written", n)
		}
		ledgertest.Append(t, db, ledgertest.Log(), ledgertest.Written(2)) // the control
	})
}

// A use case that fails after its entry leaves no gap in the numbers.
func TestAFailedUseCaseLeavesNoGap(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		log, refused := ledgertest.Log(), errors.New("refused by its own rule")
		ledgertest.Append(t, db, log, ledgertest.Written(2))
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			if seq, err := log.Append(tx, ledgertest.Written(3)); seq != 2 || err != nil {
				t.Errorf("Append = %d, %v, want 2", seq, err)
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		ledgertest.Append(t, db, log, ledgertest.Written(3))
		if chain := all(t, db); len(chain) != 2 || chain[1].Seq != 2 {
			t.Errorf("the chain has %d entries", len(chain))
		}
	})
}

func TestARecordIsAddedOnceAndNeverChanged(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		log := ledgertest.Log()
		ledgertest.Append(t, db, log, ledgertest.Written(2))
		for name, use := range map[string]func(tx *store.Tx) error{
			"the same record again": func(tx *store.Tx) error {
				_, err := log.Append(tx, ledgertest.Written(2))
				return err
			},
			"a record without an entry": func(tx *store.Tx) error {
				_, err := tx.Exec(`INSERT INTO note_record (node, id, kind, seq, body) VALUES (7, 'x', 'note.line', 9, '{}')`)
				return err
			},
			"a changed record": func(tx *store.Tx) error {
				_, err := tx.Exec(`UPDATE note_record SET body = '' WHERE node = 7`)
				return err
			},
			"a changed entry": func(tx *store.Tx) error {
				_, err := tx.Exec(`UPDATE ledger_entry SET actor = '' WHERE node = 7`)
				return err
			},
			"a forgotten subject": func(tx *store.Tx) error {
				_, err := tx.Exec(`DELETE FROM ledger_subject WHERE node = 7`)
				return err
			},
		} {
			if err := db.Write(context.Background(), use); err == nil {
				t.Errorf("%s was stored", name)
			}
		}
		if n := len(all(t, db)); n != 1 {
			t.Errorf("%d entries, want 1", n)
		}
	})
}

func TestRecordsComeInLedgerOrder(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		mixed(t, db, ledgertest.Log(), 12)
		var got []string
		reading(t, db, func(q store.Queryer) error {
			return ledgerdb.Store{}.Records(q, node, "note", 4, func(seq int64, r ledger.Record) error {
				got = append(got, fmt.Sprintf("%d %s %s %s", seq, r.Kind, r.ID, r.Body))
				return nil
			})
		})
		var want []string
		for i := range 12 {
			if e := ledgertest.Mixed(i); e.Record != nil && i >= 4 {
				want = append(want, fmt.Sprintf("%d %s %s %s", i+1, e.Record.Kind, e.Record.ID, e.Record.Body))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("records after 4 (-want +got):\n%s", diff)
		}
		stop := errors.New("enough")
		err := db.Read(context.Background(), func(q store.Queryer) error {
			return ledgerdb.Store{}.Records(q, node, "note", 0, func(int64, ledger.Record) error { return stop })
		})
		if !errors.Is(err, stop) {
			t.Errorf("the caller's error came back as %v", err)
		}
		err = db.Read(context.Background(), func(q store.Queryer) error {
			return ledgerdb.Store{}.Records(q, node, "note_record; DROP TABLE note", 0, nil)
		})
		if err == nil {
			t.Error("a room's name that is no name became SQL")
		}
	})
}

func TestPagesAndUsesOfAPerson(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		log := ledgertest.Log()
		mixed(t, db, log, 40)
		other := ledgertest.Log()
		other.Node, other.NodeID = node+1, "node_b"
		mixed(t, db, other, 40)
		chain := all(t, db)
		has := func(list []string, s string) bool {
			return strings.Contains(" "+strings.Join(list, " ")+" ", " "+s+" ")
		}
		for name, c := range map[string]struct {
			filter ledgerdb.Filter
			want   func(ledger.Logged) bool
		}{
			"all":         {ledgerdb.Filter{}, func(ledger.Logged) bool { return true }},
			"a room":      {ledgerdb.Filter{Kind: "note"}, func(l ledger.Logged) bool { return strings.HasPrefix(l.Kind, "note.") }},
			"a noun":      {ledgerdb.Filter{Kind: "note.line"}, func(l ledger.Logged) bool { return l.Kind == "note.line.written" }},
			"half a noun": {ledgerdb.Filter{Kind: "note.li"}, func(ledger.Logged) bool { return false }},
			"a kind":      {ledgerdb.Filter{Kind: "note.list.printed"}, func(l ledger.Logged) bool { return l.Kind == "note.list.printed" }},
			"an actor":    {ledgerdb.Filter{Actor: "account_3"}, func(l ledger.Logged) bool { return l.Actor == "account_3" }},
			"a person":    {ledgerdb.Filter{Subject: "person_a"}, func(l ledger.Logged) bool { return has(l.Subjects, "person_a") }},
			"from":        {ledgerdb.Filter{FromMs: chain[9].AtMs}, func(l ledger.Logged) bool { return l.Seq >= 10 }},
			"to":          {ledgerdb.Filter{ToMs: chain[9].AtMs}, func(l ledger.Logged) bool { return l.Seq < 10 }},
			"before":      {ledgerdb.Filter{Before: 7}, func(l ledger.Logged) bool { return l.Seq < 7 }},
			"all of it": {ledgerdb.Filter{Kind: "note", Actor: "account_3", Subject: "person_a", FromMs: 1, ToMs: 1 << 60, Before: 35}, func(l ledger.Logged) bool {
				return l.Kind == "note.line.written" && l.Actor == "account_3" && has(l.Subjects, "person_a") && l.Seq < 35
			}},
		} {
			var want, got []int64
			for _, l := range slices.Backward(chain) {
				if c.want(l) {
					want = append(want, l.Seq)
				}
			}
			reading(t, db, func(q store.Queryer) error {
				page, err := ledgerdb.Store{}.Page(q, node, c.filter, 100)
				for _, l := range page {
					got = append(got, l.Seq)
				}
				return err
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		reading(t, db, func(q store.Queryer) error {
			first, err := ledgerdb.Store{}.BySubject(q, node, "person_a", 0, 2)
			if err != nil || len(first) != 2 {
				t.Fatalf("BySubject = %d entries, %v", len(first), err)
			}
			rest, err := ledgerdb.Store{}.BySubject(q, node, "person_a", first[1].Seq, 100)
			last := int64(1 << 60)
			for _, l := range append(first, rest...) {
				if l.Seq >= last || !has(l.Subjects, "person_a") {
					t.Errorf("entry %d after %d, about %v", l.Seq, last, l.Subjects)
				}
				last = l.Seq
			}
			if want := 7; len(first)+len(rest) != want { // 3, 6, 15, 18, 27, 30, 39 of the 40 name person_a
				t.Errorf("%d uses of a person's data, want %d", len(first)+len(rest), want)
			}
			if far, err := (ledgerdb.Store{}).BySubject(q, node, "person_a", 1<<40, 100); err != nil || len(far) != 7 {
				t.Errorf("before an entry whose number takes more than 32 bits: %d uses, %v; want 7", len(far), err)
			}
			return err
		})
	})
}

func TestCheckpointsAreKeptWithTheirKeys(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		log, keys := ledgertest.Log(), keyringtest.Keys(t, node)
		keeper := ledgertest.Keeper(t, db, log, keys)
		if signed, err := keeper.Sign(ctx); len(signed) != 0 || err != nil {
			t.Errorf("an empty chain was signed: %v, %v", signed, err)
		}
		mixed(t, db, log, 5)
		first := ledgertest.Sign(t, keeper)
		if again, err := keeper.Sign(ctx); len(again) != 0 || err != nil {
			t.Errorf("signed again without new entries: %v, %v", again, err)
		}
		for _, algorithm := range keyring.Algorithms {
			if err := keys.Rotate(ctx, algorithm); err != nil {
				t.Fatal(err)
			}
		}
		ledgertest.Append(t, db, log, ledgertest.Mixed(101))
		second := ledgertest.Sign(t, keeper)
		if first[0].Key == second[0].Key {
			t.Error("the key was not rotated")
		}
		reading(t, db, func(q store.Queryer) error {
			got, err := ledgerdb.Store{}.Signed(q, node)
			if diff := cmp.Diff(second, got); diff != "" {
				t.Errorf("newest checkpoints (-signed +kept):\n%s", diff)
			}
			return err
		})
		got, err := ledger.Verify(ctx, &ledgerdb.Source{DB: db, Node: node}, ledger.Options{Heads: append(first, second...)})
		if err != nil || !got.OK || got.Checkpoints != 4 || got.Entries != 6 {
			t.Errorf("Verify = %+v, %v", got, err)
		}
		if err := keeper.Check(ctx); err != nil {
			t.Errorf("the right keyring: %v", err)
		}
		keeper.Keys = keyringtest.Keys(t, node)
		if err := keeper.Check(ctx); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("another node's keyring: %v, want unavailable", err)
		}
	})
}
