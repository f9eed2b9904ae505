package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mihe/internal/base/fault"
)

// entryTable is the ledger's table of entries: what a use case appends when it changes a record.
const entryTable = "ledger_entry"

// guard holds every use case to the rule of records: they are only ever added, and never without a ledger entry in
// the same use case. It reads the SQL text, so it sees what a statement says, not what a foreign key or a trigger
// does; the schema has neither cascades nor triggers. It is there against forgetting, not against malice.
type guard struct {
	records []string          // empty: no room keeps records, and nothing is looked at
	known   map[string]effect // what each text does, worked out once; only the use case that has the turn touches it
}

// effect is what one SQL text does to append-only tables.
type effect struct {
	record  string // the table of records it adds to, or ""
	entry   bool   // it adds a ledger entry
	changes string // the append-only table it would change, or ""
}

// knownLimit bounds the texts kept, should a room ever build them.
const knownLimit = 1024

var tableName = regexp.MustCompile(`^[a-z]+_[a-z0-9_]+$`)

func newGuard(rooms []Migrations) (*guard, error) {
	g := &guard{known: map[string]effect{}}
	for _, m := range rooms {
		for _, table := range m.Records {
			if !tableName.MatchString(table) {
				return nil, fmt.Errorf("room %s: %q is no name of a table of records", m.Room, table)
			}
			g.records = append(g.records, table)
		}
	}
	return g, nil
}

// exist refuses a table of records that the schema does not have: a name misspelt would guard nothing.
func (g *guard) exist(ctx context.Context, db *sql.DB) error {
	for _, table := range g.records {
		if _, err := db.ExecContext(ctx, `SELECT 1 FROM `+table+` WHERE 1 = 0`); err != nil { //nolint:gosec // a checked name
			return fmt.Errorf("table of records %s: %w", table, err)
		}
	}
	return nil
}

// effectOf returns what a text does, from memory after the first time.
func (g *guard) effectOf(query string) effect {
	if len(g.records) == 0 {
		return effect{}
	}
	e, ok := g.known[query]
	if !ok {
		if len(g.known) >= knownLimit {
			clear(g.known)
		}
		e = g.classify(query)
		g.known[query] = e
	}
	return e
}

// sqlWord finds the words of a text, dots and semicolons; strings and comments are consumed so that nothing
// inside them counts.
var sqlWord = regexp.MustCompile(`(?s)'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|"[^"]*"|` + "`[^`]*`" + `|\[\w+\]|[\pL_][\pL\pN_$]*|[.;]`)

func words(query string) []string {
	var all []string
	for _, w := range sqlWord.FindAllString(query, -1) {
		switch {
		case w[0] == '\'', strings.HasPrefix(w, "--"), strings.HasPrefix(w, "/*"):
		case w == ".":
			// The name of a schema before a table's name says nothing here.
			all = all[:max(len(all)-1, 0)]
		default:
			all = append(all, strings.ToLower(strings.Trim(w, "\"`[]")))
		}
	}
	return append(all, ";") // a following word always exists
}

// classify reads a text once. It looks for the few ways in which SQL names the table that it changes, wherever they
// stand, so that one inside WITH counts too.
func (g *guard) classify(query string) (e effect) {
	all := words(query)
	var into string
	for i, word := range all[:len(all)-1] {
		before := ""
		if i > 0 {
			before = all[i-1]
		}
		switch {
		case word == "into" && (before == "replace" || before == "merge"):
			e.changed(g, all[i+1:i+2])
		case word == "into":
			into = all[i+1]
			e.entry = e.entry || into == entryTable
			if slices.Contains(g.records, into) {
				e.record = into
			}
		case word == "update" && before == "do":
			e.changed(g, []string{into})
		case word == "update" && before != "for" && before != "key", // FOR UPDATE and FOR NO KEY UPDATE lock and change nothing
			word == "from" && before == "delete":
			e.changed(g, target(all[i+1:]))
		case word == "truncate", word == "drop", word == "alter":
			e.changed(g, all[i+1:])
		}
	}
	return e
}

// target returns the table named after UPDATE [OR x] [ONLY] or DELETE FROM [ONLY].
func target(after []string) []string {
	if after[0] == "or" && len(after) > 2 {
		after = after[2:]
	}
	if after[0] == "only" {
		after = after[1:]
	}
	return after[:min(1, len(after))]
}

func (e *effect) changed(g *guard, tables []string) {
	for _, table := range tables {
		if table == entryTable || slices.Contains(g.records, table) {
			e.changes = table
		}
	}
}

// seen is what one use case has done to records so far.
type seen struct {
	record  string
	entry   bool
	refused error
}

// allow refuses a text that would change what is only ever added to. The refusal is remembered, so that a use case
// that swallows it is undone all the same.
func (s *seen) allow(e effect, query string) error {
	if e.changes != "" && s.refused == nil {
		s.refused = fault.Wrap(errors.New(query), fault.Internal, "store.append_only", "table", e.changes)
	}
	return s.refused
}

// queried notes a statement whose rows come back (INSERT ... RETURNING). Whether it added any is not known here, so it
// counts against the use case and never for it: entries are added with Exec.
func (s *seen) queried(e effect) {
	if e.record != "" {
		s.record = e.record
	}
}

// executed notes a statement that tells how many rows it touched: one that touched none changed no record.
func (s *seen) executed(e effect, done sql.Result) {
	if e.record == "" && !e.entry {
		return
	}
	if n, err := done.RowsAffected(); err == nil && n == 0 {
		return
	}
	s.queried(e)
	s.entry = s.entry || e.entry
}

// verdict is what becomes of a use case that ended with err.
func (s *seen) verdict(err error) error {
	switch {
	case s.refused != nil:
		return s.refused
	case err == nil && s.record != "" && !s.entry:
		return fault.New(fault.Internal, "store.unrecorded", "table", s.record)
	}
	return err
}
