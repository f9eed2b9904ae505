package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

// Dialect tells the two databases apart where they truly differ.
type Dialect uint8

// The dialects.
const (
	SQLite Dialect = iota + 1
	Postgres
)

// String names the dialect as migration files do: 0001_name.sqlite.sql.
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "sqlite"
	case Postgres:
		return "postgres"
	}
	return "unknown"
}

// Migrations are the numbered SQL files of one room, at the root of FS: NNNN_name.sql for both databases, or
// NNNN_name.sqlite.sql and NNNN_name.postgres.sql side by side. A released file is never edited.
//
// Records names the tables of the room whose rows are records: only ever added, and always in a use case that also
// appends to the ledger (table ledger_entry). Write refuses anything else. Without Records nothing is looked at.
type Migrations struct {
	Room    string
	FS      fs.FS
	Records []string
}

// DB is an open database: one writer, and a pool of readers.
type DB struct {
	pools
	gate   gate // readers pass it
	writer *writer
	close  func() error
}

// Options are what a program may ask of OpenWith.
type Options struct {
	// BackupFolder is where an SQLite database that is about to be upgraded is copied first; a copy that fails stops
	// the upgrade. The folder is created when absent. Empty means no copy. A database on a server is upgraded without:
	// its operator has pg_dump.
	BackupFolder string
}

// Open opens the database named by target and brings its schema up to date, room by room in the order given. target
// is the path of an SQLite file (created when absent; its folder must exist), an SQLite "file:" URI, or a
// postgres:// DSN. A database written by a newer program, or by one whose released migrations were edited, is refused
// and left as it was.
func Open(ctx context.Context, target string, migrations ...Migrations) (*DB, error) {
	return OpenWith(ctx, target, Options{}, migrations...)
}

// OpenWith is Open with options.
func OpenWith(ctx context.Context, target string, o Options, migrations ...Migrations) (*DB, error) {
	rule, err := newGuard(migrations)
	if err != nil {
		return nil, err
	}
	p, err := connect(ctx, target)
	if err != nil {
		return nil, classify(err)
	}
	if err := p.prepare(ctx, o, rule, migrations); err != nil {
		return nil, errors.Join(classify(err), p.closeAll())
	}
	db := &DB{pools: p}
	db.writer = newWriter(db, rule)
	db.close = sync.OnceValue(func() error {
		db.writer.stop()
		return db.closeAll()
	})
	return db, nil
}

// prepare makes an opened database fit for this program.
func (p *pools) prepare(ctx context.Context, o Options, rule *guard, migrations []Migrations) error {
	if err := p.settle(ctx); err != nil {
		return err
	}
	if err := p.migrate(ctx, o, migrations); err != nil {
		return err
	}
	if err := p.estimate(ctx); err != nil {
		return fmt.Errorf("estimates: %w", err)
	}
	return rule.exist(ctx, p.writing)
}

// Dialect tells which database this is.
func (db *DB) Dialect() Dialect { return db.dialect }

// Close waits for the group being committed, refuses what is still queued, and closes every connection. Calling it
// twice is harmless.
func (db *DB) Close() error { return db.close() }
