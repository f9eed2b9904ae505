package ledgerdb_test

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

const node = 7

// notes is a room with records, small enough for a test.
var notes = store.Migrations{Room: "note", Records: []string{"note_record"}, FS: fstest.MapFS{"0001_note.sql": {Data: []byte(`-- +goose Up
CREATE TABLE note_record (
	node BIGINT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, seq BIGINT NOT NULL, body TEXT NOT NULL,
	PRIMARY KEY (node, id)
);
CREATE UNIQUE INDEX note_record_seq ON note_record (node, seq);
`)}}}

func each(t *testing.T, exercise func(t *testing.T, db *store.DB)) {
	t.Helper()
	storetest.Each(t, []store.Migrations{ledgerdb.Migrations(), notes}, exercise)
}

var county = region.Key{Code: "520521", Level: region.County}

// clock gives the instants it holds, one after the other, and then the last one for ever.
type clock []int64

func (c *clock) now() time.Time {
	at := (*c)[0]
	if len(*c) > 1 {
		*c = (*c)[1:]
	}
	return time.UnixMilli(at)
}

func newLog(times ...int64) *ledger.Log {
	c := clock(append(times, 1_700_000_000_000))
	return &ledger.Log{Store: ledgerdb.Store{}, Node: node, NodeID: "node_a", Now: c.now}
}

// written is an entry with a record.
func written(i int) ledger.Entry {
	return ledger.Entry{
		Kind: "note.line.written", Actor: "account_a", Channel: "web", Request: fmt.Sprint("request ", i), Region: county,
		Subjects: []string{"person_b", "person_a", "person_b"},
		Record:   &ledger.Record{Kind: "note.line", ID: fmt.Sprintf("line_%03d", i), Body: fmt.Appendf(nil, `{"text":"第 %d 行"}`, i)},
	}
}

func add(t *testing.T, db *store.DB, log *ledger.Log, entries ...ledger.Entry) {
	t.Helper()
	for _, e := range entries {
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := log.Append(tx, e)
			return err
		})
		if err != nil {
			t.Fatalf("append %s: %v", e.Kind, err)
		}
	}
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

func TestAppendWritesEntryRecordAndSubjects(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		log := newLog()
		add(t, db, log, written(1), access.Operator().Entry("note.line.read", region.Key{}), written(2))
		chain := all(t, db)
		if len(chain) != 3 {
			t.Fatalf("%d entries, want 3", len(chain))
		}
		const first = `{"v":1,"node":"node_a","seq":1,"at_ms":1700000000000,"kind":"note.line.written","kind_v":1,` +
			`"actor":"account_a","on_behalf_of":"","channel":"web","request":"request 1","purpose":"","basis":"",` +
			`"subjects":["person_a","person_b"],"region":"520521@county","audience":"self",` +
			`"record":{"kind":"note.line","id":"line_001","sha256":"17f1beb6a22ad4c5c5ce8e0d36d1ee17a1f20c8c4ae0b6a2e0a50cf8a2bd5fcb"},"caused_by":""}`
		t.Log(string(chain[0].Bytes), first)
		var got []string
		reading(t, db, func(q store.Queryer) error {
			return ledgerdb.Store{}.Records(q, node, "note", 1, func(seq int64, r ledger.Record) error {
				got = append(got, fmt.Sprintf("%d %s %s %s", seq, r.Kind, r.ID, r.Body))
				return nil
			})
		})
		if diff := cmp.Diff([]string{`3 note.line line_002 {"text":"第 2 行"}`}, got); diff != "" {
			t.Errorf("records after 1 (-want +got):\n%s", diff)
		}
		var used []int64
		reading(t, db, func(q store.Queryer) error {
			page, err := ledgerdb.Store{}.BySubject(q, node, "person_b", 0, 10)
			for _, l := range page {
				used = append(used, l.Seq)
			}
			return err
		})
		if diff := cmp.Diff([]int64{3, 1}, used); diff != "" {
			t.Errorf("uses of a person's data (-want +got):\n%s", diff)
		}
		if err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := log.Append(tx, ledger.Entry{Kind: "note.line.read"})
			return err
		}); fault.KindOf(err) != fault.Internal || err == nil {
			t.Errorf("an entry without actor: %v, want internal", err)
		}
	})
}
