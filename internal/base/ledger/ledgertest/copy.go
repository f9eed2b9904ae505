package ledgertest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"slices"
	"testing"

	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
)

// Copy is a node's chain in memory, row by row.
type Copy struct {
	Entries     []ledger.RawEntry
	Records     []ledger.RawRecord
	Subjects    []ledger.RawSubject
	Checkpoints []ledger.RawCheckpoint
	PublicKeys  []ledger.RawKey
	End         *ledger.RawHead
}

var _ ledger.Source = (*Copy)(nil)

// Load reads everything through the source that verification uses.
func Load(t testing.TB, db ledgerdb.Database) *Copy {
	t.Helper()
	ctx := context.Background()
	src := &ledgerdb.Source{DB: db, Node: Node}
	var c Copy
	for after := int64(0); ; after = int64(len(c.Entries)) {
		b, err := src.Batch(ctx, after)
		if err != nil {
			t.Fatal(err)
		}
		c.Entries = append(c.Entries, b.Entries...)
		c.Records = append(c.Records, b.Records...)
		c.Subjects = append(c.Subjects, b.Subjects...)
		c.Checkpoints = append(c.Checkpoints, b.Checkpoints...)
		c.PublicKeys, c.End = b.Keys, b.End
		if len(b.Entries) == 0 {
			return &c
		}
	}
}

// Clone returns a copy that can be changed apart.
func (c *Copy) Clone() *Copy {
	n := &Copy{
		Entries: slices.Clone(c.Entries), Records: slices.Clone(c.Records), Subjects: slices.Clone(c.Subjects),
		Checkpoints: slices.Clone(c.Checkpoints), PublicKeys: slices.Clone(c.PublicKeys),
	}
	if c.End != nil {
		end := *c.End
		n.End = &end
	}
	return n
}

// Equal tells whether two copies hold the same rows.
func (c *Copy) Equal(d *Copy) bool {
	return slices.Equal(c.Entries, d.Entries) && slices.Equal(c.Records, d.Records) && slices.Equal(c.Subjects, d.Subjects) &&
		slices.Equal(c.Checkpoints, d.Checkpoints) && slices.Equal(c.PublicKeys, d.PublicKeys) && *c.End == *d.End
}

// Batch is part of ledger.Source. It answers in the order of numbers, as a database does.
func (c *Copy) Batch(_ context.Context, after int64) (ledger.Batch, error) {
	const some = 64
	b := ledger.Batch{Keys: c.PublicKeys, Entries: between(c.Entries, after, 1<<62, func(e ledger.RawEntry) any { return e.Seq })}
	b.Entries = b.Entries[:min(some, len(b.Entries))]
	upTo := after + int64(len(b.Entries))
	if len(b.Entries) == 0 {
		upTo = 1 << 62
		b.End = c.End
	}
	b.Records = between(c.Records, after, upTo, func(r ledger.RawRecord) any { return r.Seq })
	b.Subjects = between(c.Subjects, after, upTo, func(s ledger.RawSubject) any { return s.Seq })
	b.Checkpoints = between(c.Checkpoints, after, upTo, func(s ledger.RawCheckpoint) any { return s.Seq })
	return b, nil
}

// between returns rows with numbers after one and up to another. 0 is before everything.
func between[T any](rows []T, after, upTo int64, seq func(T) any) []T {
	var some []T
	for _, r := range rows {
		n := seq(r).(int64) // attacks that spoil the type of a number are tried on files alone
		if (after == 0 || n > after) && n <= upTo {
			some = append(some, r)
		}
	}
	slices.SortStableFunc(some, func(a, b T) int { return ledger.CompareSeq(seq(a), seq(b)) })
	return some
}

// Save writes the copy over the chain in an SQLite file, in place of what it holds, past everything that guards it: whoever
// attacks does so too.
func (c *Copy) Save(t testing.TB, path string) {
	t.Helper()
	ctx := context.Background()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err == nil {
		err = errors.Join(c.save(ctx, tx), tx.Commit(), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (c *Copy) save(ctx context.Context, tx *sql.Tx) error {
	for _, table := range []string{"ledger_entry", "ledger_subject", "ledger_checkpoint", "ledger_key", "ledger_head", "note_record"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table); err != nil { //nolint:gosec // a name of the list above
			return err
		}
	}
	var failed error
	put := func(query string, args ...any) {
		if failed == nil {
			_, failed = tx.ExecContext(ctx, query, append([]any{Node}, args...)...)
		}
	}
	for _, e := range c.Entries {
		put(`INSERT INTO ledger_entry (node, seq, kind, actor, at_ms, header, leaf, head) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			e.Seq, e.Kind, e.Actor, e.AtMs, e.Header, e.Leaf, e.Head)
	}
	for _, r := range c.Records {
		put(`INSERT INTO note_record (node, id, kind, seq, body) VALUES ($1, $2, $3, $4, $5)`, r.ID, r.Kind, r.Seq, r.Body)
	}
	for _, s := range c.Subjects {
		put(`INSERT INTO ledger_subject (node, subject, seq) VALUES ($1, $2, $3)`, s.Subject, s.Seq)
	}
	for _, p := range c.Checkpoints {
		put(`INSERT INTO ledger_checkpoint (node, seq, algorithm, head, at_ms, key, signature) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			p.Seq, p.Algorithm, p.Head, p.AtMs, p.Key, p.Signature)
	}
	for _, k := range c.PublicKeys {
		put(`INSERT INTO ledger_key (node, key, algorithm, public, introduced, introduction) VALUES ($1, $2, $3, $4, $5, $6)`,
			k.Key, k.Algorithm, k.Public, k.Introduced, k.Introduction)
	}
	if c.End != nil {
		put(`INSERT INTO ledger_head (node, seq, head) VALUES ($1, $2, $3)`, c.End.Seq, c.End.Head)
	}
	return failed
}

// CopyFile copies a closed database file.
func CopyFile(t testing.TB, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, raw, 0o600) //nolint:gosec // a file of the test
	}
	if err != nil {
		t.Fatal(err)
	}
}
