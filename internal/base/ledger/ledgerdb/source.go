package ledgerdb

import (
	"context"
	"database/sql"
	"math"
	"regexp"
	"slices"
	"strings"

	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// batchSize is how many entries are read in one snapshot: a verification takes longer than a snapshot may.
const batchSize = 512

// Database is what a Source reads; *store.DB and *store.Reader are some.
type Database interface {
	Read(ctx context.Context, fn func(q store.Queryer) error) error
	Dialect() store.Dialect
}

// Source gives a node's chain to ledger.Verify, with the records of every room that the database has tables of. The chain
// may grow meanwhile. A table that is not there counts as empty.
type Source struct {
	DB   Database
	Node int64

	tables []string // that there are; read once
}

var _ ledger.Source = (*Source)(nil)

var recordTables = regexp.MustCompile(`^[a-z]+_record$`)

// Chains lists the numbers of the nodes that have entries or a head.
func Chains(ctx context.Context, db Database) (all []int64, err error) {
	err = db.Read(ctx, func(q store.Queryer) error {
		rows, err := q.Query(`SELECT node FROM ledger_head ORDER BY node`)
		all, err = store.All(rows, err, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
		if err != nil {
			return err
		}
		// A walk over millions of entries would say the same; this takes one look for each node.
		next := sql.NullInt64{Int64: math.MinInt64, Valid: true}
		for {
			err := q.QueryRow(`SELECT min(node) FROM ledger_entry WHERE node > $1`, next.Int64).Scan(&next)
			if err != nil || !next.Valid {
				return err
			}
			if !slices.Contains(all, next.Int64) {
				all = append(all, next.Int64)
			}
		}
	})
	slices.Sort(all)
	return all, err
}

// Batch returns the entries after a number with what belongs to them, as they are in one snapshot.
func (s *Source) Batch(ctx context.Context, after int64) (b ledger.Batch, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if s.tables == nil {
			if s.tables, err = store.Tables(q, s.DB.Dialect()); err != nil {
				return err
			}
		}
		bounds := span{after: after, limit: batchSize}
		b.Entries, err = rawRows(s, q, "ledger_entry", `
			SELECT seq, kind, actor, at_ms, header, leaf, head FROM ledger_entry WHERE node = $1`, ` ORDER BY seq`,
			func(e *ledger.RawEntry) []any {
				return []any{&e.Seq, &e.Kind, &e.Actor, &e.AtMs, &e.Header, &e.Leaf, &e.Head}
			}, bounds)
		if err != nil {
			return err
		}
		// What could belong to as many entries; after the last one, whatever is left over: one row says enough.
		bounds = span{after: after, upTo: after + int64(len(b.Entries))}
		if len(b.Entries) == 0 {
			bounds = span{after: after, limit: 1}
		}
		return s.beside(q, &b, bounds)
	})
	return b, err
}

// beside reads what stands beside the entries of a batch.
func (s *Source) beside(q store.Queryer, b *ledger.Batch, bounds span) (err error) {
	b.Keys, err = rawRows(s, q, "ledger_key", `SELECT key, algorithm, public, introduced, introduction FROM ledger_key WHERE node = $1`,
		` ORDER BY key`, func(k *ledger.RawKey) []any {
			return []any{&k.Key, &k.Algorithm, &k.Public, &k.Introduced, &k.Introduction}
		})
	if err != nil {
		return err
	}
	if b.Records, err = s.records(q, bounds); err != nil {
		return err
	}
	b.Subjects, err = rawRows(s, q, "ledger_subject", `SELECT seq, subject FROM ledger_subject WHERE node = $1`, ` ORDER BY seq, subject`,
		func(r *ledger.RawSubject) []any { return []any{&r.Seq, &r.Subject} }, bounds)
	if err != nil {
		return err
	}
	b.Checkpoints, err = rawRows(s, q, "ledger_checkpoint", `
		SELECT seq, algorithm, head, at_ms, key, signature FROM ledger_checkpoint WHERE node = $1`, ` ORDER BY seq, algorithm`,
		func(c *ledger.RawCheckpoint) []any {
			return []any{&c.Seq, &c.Algorithm, &c.Head, &c.AtMs, &c.Key, &c.Signature}
		}, bounds)
	if err != nil || len(b.Entries) > 0 {
		return err
	}
	heads, err := rawRows(s, q, "ledger_head", `SELECT seq, head FROM ledger_head WHERE node = $1`, ``,
		func(h *ledger.RawHead) []any { return []any{&h.Seq, &h.Head} })
	if len(heads) > 0 {
		b.End = &heads[0]
	}
	return err
}

// records reads the rows of every room and brings them into one order.
func (s *Source) records(q store.Queryer, bounds span) (all []ledger.RawRecord, err error) {
	for _, table := range s.tables {
		if !recordTables.MatchString(table) {
			continue
		}
		rows, err := rawRows(s, q, table, `SELECT seq, kind, id, body FROM `+table+` WHERE node = $1`, ` ORDER BY seq, id`,
			func(r *ledger.RawRecord) []any { return []any{&r.Seq, &r.Kind, &r.ID, &r.Body} }, bounds)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i].Room = strings.TrimSuffix(table, "_record")
		}
		all = append(all, rows...)
	}
	slices.SortStableFunc(all, func(a, b ledger.RawRecord) int { return ledger.CompareSeq(a.Seq, b.Seq) })
	return all, nil
}

// span bounds the numbers of rows. After 0 is from the beginning, with whatever stands before it.
type span struct{ after, upTo, limit int64 }

// rawRows reads rows of a table as they are, whatever their columns hold. query ends in its WHERE, order follows it.
func rawRows[T any](s *Source, q store.Queryer, table, query, order string, fields func(*T) []any, bounds ...span) ([]T, error) {
	if !slices.Contains(s.tables, table) {
		return nil, nil
	}
	c := chosen{text: query, args: []any{s.Node}}
	for _, b := range bounds {
		if b.after != 0 {
			c.and(`seq > $?`, b.after)
		}
		if b.upTo != 0 {
			c.and(`seq <= $?`, b.upTo)
		}
		if b.limit != 0 {
			order += ` LIMIT $?`
			c.more(order, b.limit)
			order = ""
		}
	}
	c.text += order
	rows, err := q.Query(c.text, c.args...)
	return store.All(rows, err, func(r *sql.Rows) (one T, err error) { return one, r.Scan(fields(&one)...) })
}
