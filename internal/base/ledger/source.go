package ledger

import (
	"cmp"
	"context"
	"math"
)

// Source gives a stored chain to Verify as it lies in the database. Nothing about a stored value may be taken for
// granted, so each is what the column holds: an int64 or a string where all is well.
type Source interface {
	// Batch returns some entries after a number, in order, all records, subjects and checkpoints that could belong to as
	// many, and all keys, which may have become more since. After the last entry it returns none, and with it whatever is left over. 0 asks from the beginning, with
	// whatever stands before it.
	Batch(ctx context.Context, after int64) (Batch, error)
}

// Batch is a piece of a stored chain. Its lists are in the order of their numbers.
type Batch struct {
	Entries     []RawEntry
	Records     []RawRecord
	Subjects    []RawSubject
	Checkpoints []RawCheckpoint
	Keys        []RawKey
	End         *RawHead // the node's head row, as it stands at the end of the chain; nil when there is none
}

// RawEntry is a row of ledger_entry.
type RawEntry struct{ Seq, Kind, Actor, AtMs, Header, Leaf, Head any }

// RawRecord is a row of a room's records.
type RawRecord struct {
	Room                string
	Seq, Kind, ID, Body any
}

// RawSubject is a row of ledger_subject.
type RawSubject struct{ Seq, Subject any }

// RawCheckpoint is a row of ledger_checkpoint.
type RawCheckpoint struct{ Seq, Algorithm, Head, AtMs, Key, Signature any }

// RawKey is a row of ledger_key.
type RawKey struct{ Key, Algorithm, Public, Introduced, Introduction any }

// RawHead is a row of ledger_head.
type RawHead struct{ Seq, Head any }

// position is the number at which a row has to be accounted for: SQLite lets a column of whole numbers hold 2.5, which
// comes before 3, and text, which comes after every number.
func position(seq any) int64 {
	switch v := seq.(type) {
	case int64:
		return v
	case float64:
		if up := math.Ceil(v); up < math.MaxInt64 {
			return int64(up)
		}
	}
	return math.MaxInt64
}

// take cuts off the rows that have to be accounted for at number n.
func take[T any](rows *[]T, n int64, seq func(T) any) []T {
	end := 0
	for end < len(*rows) {
		if position(seq((*rows)[end])) > n {
			break
		}
		end++
	}
	taken := (*rows)[:end]
	*rows = (*rows)[end:]
	return taken
}

// is tells whether a stored value is this text, and not a number or bytes that look like it.
func is(v any, text string) bool {
	s, ok := v.(string)
	return ok && s == text
}

// CompareSeq orders stored numbers as take expects them.
func CompareSeq(a, b any) int { return cmp.Compare(position(a), position(b)) }
