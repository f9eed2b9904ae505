// Package ledgertest builds chains for tests, copies them into memory, and attacks the copies.
//
// A Copy holds every row as the database does and is a ledger.Source, so thousands of attacks run through the very code
// that verifies files; Save writes a copy back into a file for the two verifiers of test/verify.
package ledgertest

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Node and NodeID are the node of every chain here.
const (
	Node   = 7
	NodeID = "node_a"
)

// Migrations are the ledger's and those of a room small enough for a test: note.
func Migrations() []store.Migrations {
	return []store.Migrations{ledgerdb.Migrations(), {Room: "note", Records: []string{"note_record"}, FS: fstest.MapFS{
		"0001_note.sql": {Data: []byte(`-- +goose Up
CREATE TABLE note_record (
	node BIGINT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, seq BIGINT NOT NULL, body TEXT NOT NULL,
	PRIMARY KEY (node, id)
);
CREATE UNIQUE INDEX note_record_seq ON note_record (node, seq);
`)},
	}}}
}

// Start is when the clock of every chain begins.
const Start = 1_700_000_000_000

// Log returns the log of Node. Its clock moves a second with every entry.
func Log() *ledger.Log {
	at := int64(Start)
	return &ledger.Log{Store: ledgerdb.Store{}, Node: Node, NodeID: NodeID, Now: func() time.Time {
		at += 1000
		return time.UnixMilli(at)
	}}
}

// Written is an entry with a record of the room note. Its texts hold what has to be escaped.
func Written(i int) ledger.Entry {
	e := ledger.Entry{
		Kind: "note.line.written", Actor: fmt.Sprint("account_", i%5), Channel: "web", Request: fmt.Sprint("request ", i),
		Region: region.Key{Code: "520521", Level: region.County}, CausedBy: `quote " and stroke \`,
		Audience: []ledger.Audience{ledger.Self, ledger.Parent, ledger.Peer("node_b"), ledger.Public}[i%4],
		Record:   &ledger.Record{Kind: "note.line", ID: fmt.Sprintf("line_%06d", i), Body: fmt.Appendf(nil, `{"n":%d,"text":"%c %d"}`, i, 0x7b2c, i)}, // a Chinese character
	}
	if i%3 == 0 {
		e.Subjects = []string{"person_b", "person_a", "person_b"}
	}
	return e
}

// Read is an entry about one person, without a record.
func Read(i int) ledger.Entry {
	return ledger.Entry{
		Kind: "access.person.read", Actor: "account_1", Channel: "counter", Request: fmt.Sprint("request ", i), OnBehalfOf: "person_d",
		Purpose: "own_data", Basis: "own_request", Subjects: []string{fmt.Sprint("person_", i%7)},
	}
}

// Mixed is the i-th entry of a chain in which records, reads and bare entries take turns.
func Mixed(i int) ledger.Entry {
	switch i % 4 {
	case 0:
		return Read(i)
	case 1:
		return ledger.Entry{Kind: "note.list.printed", Actor: "account_2", Channel: "command"}
	}
	return Written(i)
}

// Append adds entries, each in a use case of its own unless together is set.
func Append(t testing.TB, db *store.DB, log *ledger.Log, entries ...ledger.Entry) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		for _, e := range entries {
			if _, err := log.Append(tx, e); err != nil {
				return fmt.Errorf("append %s: %w", e.Kind, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Keeper returns the keeper of a chain, which signs with both algorithms.
func Keeper(t testing.TB, db *store.DB, log *ledger.Log, keys *keyring.Keys) *ledger.Keeper {
	return &ledger.Keeper{
		Log: log, DB: db, Keys: keys, Algorithms: keyring.Algorithms,
		Failed: func(err error) { t.Errorf("checkpoint: %v", err) },
	}
}

// Sign makes a checkpoint of the present head.
func Sign(t testing.TB, k *ledger.Keeper) []ledger.Checkpoint {
	t.Helper()
	signed, err := k.Sign(context.Background())
	if err != nil || len(signed) != len(k.Algorithms) {
		t.Fatalf("Sign = %d checkpoints, %v", len(signed), err)
	}
	return signed
}
