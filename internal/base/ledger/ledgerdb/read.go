package ledgerdb

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Head returns the node's last number and head: zero for a node that has no entry.
func (Store) Head(q store.Queryer, node int64) (seq int64, head ledger.Hash, err error) {
	var text string
	err = q.QueryRow(`SELECT seq, head FROM ledger_head WHERE node = $1`, node).Scan(&seq, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ledger.Hash{}, nil
	}
	if err != nil {
		return 0, ledger.Hash{}, err
	}
	head, ok := ledger.ParseHash(text)
	if !ok {
		return 0, ledger.Hash{}, fmt.Errorf("the head of node %d is %q", node, text)
	}
	return seq, head, nil
}

// Last returns the moment of the node's last entry of a kind, in UTC milliseconds: 0 where there is none.
func (Store) Last(q store.Queryer, node int64, kind string) (atMs int64, err error) {
	err = q.QueryRow(`SELECT at_ms FROM ledger_entry WHERE node = $1 AND kind = $2 ORDER BY seq DESC LIMIT 1`, node, kind).Scan(&atMs)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return atMs, err
}

// Each calls each with the node's entries from a number on, in order, and stops at its first error. No other query may
// run on q meanwhile.
func (Store) Each(q store.Queryer, node, from int64, each func(ledger.Logged) error) error {
	rows, err := q.Query(`
		SELECT seq, header, leaf, head FROM ledger_entry
		WHERE node = $1 AND seq >= $2 ORDER BY seq`, node, from)
	if err != nil {
		return err
	}
	return walk(rows, scanLogged, each)
}

// walk calls each with every row and closes rows.
func walk[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error), each func(T) error) error {
	defer func() { _ = rows.Close() }() // Err below tells what went wrong
	for rows.Next() {
		one, err := scan(rows)
		if err == nil {
			err = each(one)
		}
		if err != nil {
			return err
		}
	}
	return rows.Err()
}

// scanLogged reads seq, header, leaf and head.
func scanLogged(r *sql.Rows) (l ledger.Logged, err error) {
	var seq int64
	var leaf, head string
	if err := r.Scan(&seq, &l.Bytes, &leaf, &head); err != nil {
		return l, err
	}
	if l.Header, err = ledger.ParseHeader(l.Bytes); err != nil {
		return l, fmt.Errorf("entry %d: %w", seq, err)
	}
	var okLeaf, okHead bool
	l.Leaf, okLeaf = ledger.ParseHash(leaf)
	l.Head, okHead = ledger.ParseHash(head)
	if !okLeaf || !okHead || l.Seq != seq {
		return l, fmt.Errorf("entry %d is damaged: run verify", seq)
	}
	return l, nil
}

// Filter chooses entries. Its zero value chooses all.
type Filter struct {
	Kind    string // a kind, or its first parts: "steering", "steering.task"
	Actor   string
	Subject string
	FromMs  int64 // not before this instant
	ToMs    int64 // before this instant; 0 is no bound
	Before  int64 // numbers below this one, for the next page; 0 is no bound
}

// Page returns at most limit entries that the filter chooses, the newest first.
//
// Limit, told honestly: time has no index of its own, since it is not the order; a narrow span long ago in a ledger of
// millions walks over everything newer.
func (Store) Page(q store.Queryer, node int64, f Filter, limit int) ([]ledger.Logged, error) {
	c := chosen{text: `SELECT e.seq, e.header, e.leaf, e.head FROM ledger_entry e WHERE e.node = $1`, args: []any{node}}
	if f.Kind != "" {
		// Not along the index of kinds: a room may have written most of a ledger, and all of that would be sorted for one page.
		c.and(`(e.kind = $? OR e.kind || '' >= $? AND e.kind || '' < $?)`, f.Kind, f.Kind+".", f.Kind+"/")
	}
	if f.Actor != "" {
		c.and(`e.actor = $?`, f.Actor)
	}
	if f.Subject != "" {
		c.and(`e.seq IN (SELECT s.seq FROM ledger_subject s WHERE s.node = $1 AND s.subject = $?)`, f.Subject)
	}
	if f.FromMs != 0 {
		c.and(`e.at_ms >= $?`, f.FromMs)
	}
	if f.ToMs != 0 {
		c.and(`e.at_ms < $?`, f.ToMs)
	}
	if f.Before != 0 {
		c.and(`e.seq < $?`, f.Before)
	}
	c.more(` ORDER BY e.seq DESC LIMIT $?`, limit)
	rows, err := q.Query(c.text, c.args...)
	return store.All(rows, err, scanLogged)
}

// chosen is a query that grows by conditions. Only a condition that is asked for is written, so that the database finds
// the index for it.
type chosen struct {
	text string
	args []any
}

func (c *chosen) and(condition string, args ...any) { c.more(" AND "+condition, args...) }

// more adds text in which each $? is the next placeholder.
func (c *chosen) more(text string, args ...any) {
	for _, a := range args {
		c.args = append(c.args, a)
		text = strings.Replace(text, "$?", "$"+strconv.Itoa(len(c.args)), 1)
	}
	c.text += text
}

// BySubject returns at most limit entries about one person, the newest first: every use of their data. before is the
// number below which to go on, 0 for the first page.
func (Store) BySubject(q store.Queryer, node int64, subject string, before int64, limit int) ([]ledger.Logged, error) {
	rows, err := q.Query(`
		SELECT e.seq, e.header, e.leaf, e.head
		FROM ledger_subject s JOIN ledger_entry e ON e.node = s.node AND e.seq = s.seq
		WHERE s.node = $1 AND s.subject = $2 AND (CAST($3 AS BIGINT) = 0 OR s.seq < $3)
		ORDER BY s.seq DESC LIMIT $4`, node, subject, before, limit)
	return store.All(rows, err, scanLogged)
}

// Records calls each with the records of a room in ledger order, those after a number, and stops at its first error: what
// read models are rebuilt from. No other query may run on q meanwhile.
func (Store) Records(q store.Queryer, node int64, room string, afterSeq int64, each func(seq int64, r ledger.Record) error) error {
	table, err := recordTable(room)
	if err != nil {
		return err
	}
	rows, err := q.Query(`SELECT seq, kind, id, body FROM `+table+` WHERE node = $1 AND seq > $2 ORDER BY seq`, node, afterSeq)
	if err != nil {
		return err
	}
	type numbered struct {
		seq int64
		ledger.Record
	}
	scan := func(r *sql.Rows) (n numbered, err error) { return n, r.Scan(&n.seq, &n.Kind, &n.ID, &n.Body) }
	return walk(rows, scan, func(n numbered) error { return each(n.seq, n.Record) })
}
