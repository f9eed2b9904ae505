package ledger

import (
	"context"
	"slices"

	"mihe/internal/base/fault"
)

// Result is what Verify found. Everything before FirstBad is as it was written.
type Result struct {
	Node        string `json:"node"`
	Entries     int64  `json:"entries"` // good ones, from the first on without a gap
	Head        Hash   `json:"head"`    // after them
	Records     int64  `json:"records"`
	Checkpoints int64  `json:"checkpoints"`
	FirstBad    *Bad   `json:"first_bad"`
	OK          bool   `json:"ok"`
}

// Bad is the first entry that is not as it was written. Seq is the entry's number; 0 for the keys and for checkpoints of
// another node, and the number after the last entry for what is missing or left over there.
type Bad struct {
	Seq int64 `json:"seq"`
	Why Why   `json:"why"`
}

// Why names the check that failed; docs/ledger.md describes each.
type Why string

// The checks, in the order in which they are made.
const (
	BadKey        Why = "key"        // a public key is not what its name says, or not introduced as it says
	BadNumber     Why = "number"     // the next entry has not the next number
	BadHeader     Why = "header"     // not in the one form of headers
	BadNode       Why = "node"       // an entry, or a checkpoint kept elsewhere, of another node
	BadSeq        Why = "seq"        // the header has another number than the row
	BadColumns    Why = "columns"    // the columns to search by say something else than the header
	BadLeaf       Why = "leaf"       // not the hash of the header
	BadHead       Why = "head"       // not the hash of the head before and the leaf
	BadOutside    Why = "outside"    // another head than the checkpoint kept elsewhere
	BadCheckpoint Why = "checkpoint" // a checkpoint beside the chain does not hold
	BadRecord     Why = "record"     // the record is absent, changed, or there is one too many
	BadSubject    Why = "subject"    // the list of persons says something else than the header
	BadCut        Why = "cut"        // a checkpoint kept elsewhere signs entries that are gone
	BadEnd        Why = "end"        // the node's head row is not that of the last entry
)

// Options say what Verify compares with.
type Options struct {
	Node  string       // whose chain it should be; empty: the checkpoints kept elsewhere say it, or the first entry
	Heads []Checkpoint // kept elsewhere: only they show that the end was cut off or that everything was written anew
}

// Verify reads the whole chain of a node once, in order, and stops at the first entry that is not as it was written.
// An error means that it could not be read, not that it is bad.
//
// What it can prove depends on what is kept elsewhere. Without Heads, whoever can write the database can cut off the end,
// bring back an older copy, or write everything anew from some entry on, and the result is a chain without fault.
func Verify(ctx context.Context, src Source, o Options) (Result, error) {
	v := &verifier{node: o.Node, heads: o.Heads, outside: map[int64][]Checkpoint{}}
	for _, c := range o.Heads {
		if !c.Holds() || c.Node != o.Heads[0].Node {
			return Result{}, fault.New(fault.Invalid, "ledger.head_file")
		}
		v.node = c.Node
		v.outside[c.Seq] = append(v.outside[c.Seq], c)
	}
	if v.strange = o.Node != "" && o.Node != v.node; v.strange {
		v.node = o.Node
	}
	bad, err := v.run(ctx, src)
	if err != nil {
		return Result{}, err
	}
	v.Node, v.Head, v.FirstBad, v.OK = v.node, v.head, bad, bad == nil
	return v.Result, nil
}

// verifier is one run over a chain.
type verifier struct {
	Result
	node     string // that every header must name
	head     Hash   // after the last good entry
	heads    []Checkpoint
	outside  map[int64][]Checkpoint
	keys     keys
	keysGood bool
	strange  bool  // the checkpoints kept elsewhere are another node's
	batch    Batch // what is left of the present one
}

func (v *verifier) run(ctx context.Context, src Source) (*Bad, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for next := range ahead(ctx, src) {
		if next.err != nil {
			return nil, next.err
		}
		if v.take(next.Batch); v.first(beginnings) != "" {
			return &Bad{0, v.first(beginnings)}, nil
		}
		if len(v.batch.Entries) == 0 {
			if why := v.first(endings); why != "" {
				return &Bad{v.Entries + 1, why}, nil
			}
			return nil, nil
		}
		for _, e := range v.batch.Entries {
			if why := v.entry(e); why != "" {
				return &Bad{v.Entries + 1, why}, nil
			}
		}
	}
	return nil, ctx.Err()
}

// take makes a batch the present one. A node that signs for the first time, or with a new key, adds keys meanwhile.
func (v *verifier) take(b Batch) {
	if v.keys == nil || !slices.Equal(b.Keys, v.batch.Keys) {
		v.keys, v.keysGood = readKeys(b.Keys)
	}
	v.batch = b
}

type fetched struct {
	Batch
	err error
}

// ahead reads one batch while the one before it is being verified. It ends after the batch without entries, after an
// error, and with ctx.
func ahead(ctx context.Context, src Source) <-chan fetched {
	batches := make(chan fetched)
	go func() {
		defer close(batches)
		after := int64(0)
		for {
			b, err := src.Batch(ctx, after)
			select {
			case batches <- fetched{b, err}:
			case <-ctx.Done():
				return
			}
			if err != nil || len(b.Entries) == 0 {
				return
			}
			after += int64(len(b.Entries))
		}
	}()
	return batches
}

// step is one entry under examination.
type step struct {
	RawEntry
	n           int64 // the number it must have
	header      Header
	text        string // of the header
	leaf, head  Hash   // as they must be
	records     int64
	checkpoints int64
}

// check is one thing to look at; it tells whether all is well.
type check struct {
	why  Why
	good func(*verifier, *step) bool
}

var checks = []check{
	{BadNumber, func(_ *verifier, s *step) bool { return s.Seq == s.n }},
	{BadHeader, (*verifier).headerGood},
	{BadNode, func(v *verifier, s *step) bool { return s.header.Node == v.node }},
	{BadSeq, func(_ *verifier, s *step) bool { return s.header.Seq == s.n }},
	{BadColumns, func(_ *verifier, s *step) bool {
		return is(s.Kind, s.header.Kind) && is(s.Actor, s.header.Actor) && s.AtMs == s.header.AtMs
	}},
	{BadLeaf, func(_ *verifier, s *step) bool { return is(s.Leaf, s.leaf.String()) }},
	{BadHead, func(_ *verifier, s *step) bool { return is(s.Head, s.head.String()) }},
	{BadOutside, (*verifier).outsideGood},
	{BadCheckpoint, (*verifier).checkpointsGood},
	{BadRecord, (*verifier).recordsGood},
	{BadSubject, (*verifier).subjectsGood},
}

// entry makes every check of one entry and names the first that fails.
func (v *verifier) entry(e RawEntry) Why {
	s := &step{RawEntry: e, n: v.Entries + 1}
	s.text, _ = e.Header.(string)
	s.leaf = LeafOf([]byte(s.text))
	s.head = HeadOf(v.head, s.leaf)
	for _, c := range checks {
		if !c.good(v, s) {
			return c.why
		}
	}
	v.Entries, v.head = s.n, s.head
	v.Records += s.records
	v.Checkpoints += s.checkpoints
	return ""
}

func (v *verifier) headerGood(s *step) (ok bool) {
	var err error
	if _, ok = s.Header.(string); ok {
		s.header, err = parseHeader(s.text)
	}
	if v.node == "" { // the first entry says which node this is, unless a checkpoint kept elsewhere does
		v.node = s.header.Node
	}
	return ok && err == nil
}

func (v *verifier) outsideGood(s *step) bool {
	for _, c := range v.outside[s.n] {
		if c.Head != s.head {
			return false
		}
	}
	return true
}

// recordsGood accounts for every row of every room up to this number: there must be the record that the header commits
// to, and no other.
func (v *verifier) recordsGood(s *step) bool {
	rows := take(&v.batch.Records, s.n, func(r RawRecord) any { return r.Seq })
	c := s.header.Record
	if c == nil {
		return len(rows) == 0
	}
	if len(rows) != 1 {
		return false
	}
	r := rows[0]
	body, ok := r.Body.(string)
	s.records = 1
	return ok && r.Seq == s.n && r.Room == Room(c.Kind) && is(r.Kind, c.Kind) && is(r.ID, c.ID) && HashOf([]byte(body)) == c.SHA256
}

func (v *verifier) subjectsGood(s *step) bool {
	rows := take(&v.batch.Subjects, s.n, func(r RawSubject) any { return r.Seq })
	if len(rows) != len(s.header.Subjects) {
		return false
	}
	for i, r := range rows {
		if r.Seq != s.n || !is(r.Subject, s.header.Subjects[i]) {
			return false
		}
	}
	return true
}

// edge is one thing to look at before the first entry or after the last.
type edge struct {
	why  Why
	good func(*verifier) bool
}

// first names the first edge that is not as it should be.
func (v *verifier) first(edges []edge) Why {
	for _, e := range edges {
		if !e.good(v) {
			return e.why
		}
	}
	return ""
}

var beginnings = []edge{
	{BadNode, func(v *verifier) bool { return !v.strange }},
	{BadKey, func(v *verifier) bool { return v.keysGood }},
}

var endings = []edge{
	{BadCut, func(v *verifier) bool {
		return !slices.ContainsFunc(v.heads, func(c Checkpoint) bool { return c.Seq > v.Entries })
	}},
	{BadCheckpoint, func(v *verifier) bool { return len(v.batch.Checkpoints) == 0 }},
	{BadRecord, func(v *verifier) bool { return len(v.batch.Records) == 0 }},
	{BadSubject, func(v *verifier) bool { return len(v.batch.Subjects) == 0 }},
	{BadEnd, (*verifier).endGood},
}

// endGood compares the node's head row, which an empty chain does not have.
func (v *verifier) endGood() bool {
	end := v.batch.End
	if v.Entries == 0 {
		return end == nil
	}
	return end != nil && end.Seq == v.Entries && is(end.Head, v.head.String())
}
