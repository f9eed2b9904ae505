package ledger

import (
	"slices"
	"time"
	"unicode/utf8"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Logged is an entry as it stands in the log.
type Logged struct {
	Header
	Bytes []byte // the header's exact bytes
	Leaf  Hash
	Head  Hash // of the chain that ends here
}

// Store keeps the chain; ledgerdb.Store is one.
type Store interface {
	// Next takes the node's next number and returns the head before it. Whoever else asks waits for this transaction.
	Next(tx *store.Tx, node int64) (seq int64, before Hash, err error)
	// Add keeps the entry, its record (or nil) and its subjects, and moves the node's head.
	Add(tx *store.Tx, node int64, l Logged, r *Record) error
	// Head returns the last number and head; zeros when there is no entry.
	Head(q store.Queryer, node int64) (seq int64, head Hash, err error)
	// Keep adds checkpoints, and those of the keys that are not there yet.
	Keep(tx *store.Tx, node int64, keys []keyring.Public, signed []Checkpoint) error
	// Signed returns the newest checkpoints, all over the same number; none when nothing was signed yet.
	Signed(q store.Queryer, node int64) ([]Checkpoint, error)
	// Keys lists the keys that have signed.
	Keys(q store.Queryer, node int64) ([]string, error)
}

// Log is the chain of one node.
type Log struct {
	Store  Store
	Node   int64  // the local number
	NodeID string // the identifier that headers carry
	Now    func() time.Time
}

// Append adds an entry at the end of the chain, with its record, and returns its number. Time may go backwards when the
// clock is set; numbers never do. An entry that says too little is a defect of the use case and an Internal fault.
func (l *Log) Append(tx *store.Tx, e Entry) (seq int64, err error) {
	h := l.header(e)
	if e.Record != nil && !storable(e.Record.Body) {
		return 0, fault.New(fault.Internal, "ledger.text", "field", "record")
	}
	if field := h.check(); field != "" {
		return 0, fault.New(fault.Internal, "ledger.malformed", "field", field, "kind", e.Kind)
	}
	seq, before, err := l.Store.Next(tx, l.Node)
	if err != nil {
		return 0, err
	}
	h.Seq = seq
	raw, err := h.Bytes()
	if err != nil {
		return 0, err
	}
	leaf := LeafOf(raw)
	return seq, l.Store.Add(tx, l.Node, Logged{Header: h, Bytes: raw, Leaf: leaf, Head: HeadOf(before, leaf)}, e.Record)
}

// header is everything but the number, for which 1 stands until it is known.
func (l *Log) header(e Entry) Header {
	h := Header{
		V: version, Node: l.NodeID, Seq: 1, AtMs: l.Now().UnixMilli(), Kind: e.Kind, KindV: max(e.KindV, 1), Actor: e.Actor,
		OnBehalfOf: e.OnBehalfOf, Channel: e.Channel, Request: e.Request, Purpose: e.Purpose, Basis: e.Basis,
		Subjects: slices.Compact(slices.Sorted(slices.Values(e.Subjects))), Audience: e.Audience, CausedBy: e.CausedBy,
	}
	if e.Region != (region.Key{}) {
		h.Region = e.Region.String()
	}
	if h.Audience == "" {
		h.Audience = Self
	}
	if e.Record != nil {
		h.Record = &Committed{Kind: e.Record.Kind, ID: e.Record.ID, SHA256: HashOf(e.Record.Body)}
	}
	return h
}

// storable tells whether both databases give the bytes back as they are: UTF-8 without NUL.
func storable(body []byte) bool { return utf8.Valid(body) && !slices.Contains(body, 0) }
