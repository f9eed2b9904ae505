// Package storetest gives tests a fresh database each: SQLite in memory (a few milliseconds), and PostgreSQL when
// MIHE_POSTGRES holds a DSN. There is no hand-written fake of a store.
//
// Limit: the in-memory database has no write-ahead log; what depends on files (crashes, locks between processes) is
// tested on files by package store itself.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx", to create schemas
	"github.com/ncruces/go-sqlite3/vfs/mvcc"

	"mihe/internal/base/store"
)

// PostgresEnv is the variable that holds the DSN of a PostgreSQL server for tests.
const PostgresEnv = "MIHE_POSTGRES"

// Open returns an empty SQLite database in memory with the migrations applied; it is closed when the test ends.
func Open(t testing.TB, migrations ...store.Migrations) *store.DB {
	t.Helper()
	return open(t, mvcc.TestDB(t, mvcc.Snapshot{}), migrations)
}

// Each runs exercise as a subtest on every database: SQLite always, PostgreSQL (in a schema of its own, dropped
// afterwards) when MIHE_POSTGRES is set.
func Each(t *testing.T, migrations []store.Migrations, exercise func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachFresh(t, migrations, func(t *testing.T, open func(t *testing.T) *store.DB) { exercise(t, open(t)) })
}

// EachFresh is Each for an exercise of many cases, each of which opens an empty database of its own.
func EachFresh(t *testing.T, migrations []store.Migrations, exercise func(t *testing.T, open func(t *testing.T) *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		exercise(t, func(t *testing.T) *store.DB { return Open(t, migrations...) })
	})
	t.Run("postgres", func(t *testing.T) {
		exercise(t, func(t *testing.T) *store.DB { return open(t, Schema(t), migrations) })
	})
}

// Schema creates an empty PostgreSQL schema and returns the DSN that works in it. Without MIHE_POSTGRES it skips.
func Schema(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv(PostgresEnv)
	if dsn == "" {
		t.Skip(PostgresEnv + " is not set: PostgreSQL is not tried")
	}
	name := "test_" + strings.ToLower(rand.Text())
	run(t, dsn, `CREATE SCHEMA `+name)
	t.Cleanup(func() { run(t, dsn, `DROP SCHEMA `+name+` CASCADE`) })
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatalf("%s: %v", PostgresEnv, err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func run(t testing.TB, dsn, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatalf("%s: %v", PostgresEnv, err)
	}
	defer func() { _ = db.Close() }() // the statement has been acknowledged
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func open(t testing.TB, target string, migrations []store.Migrations) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), target, migrations...)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}
