package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"

	"mihe/internal/base/fault"
)

// IsUnique tells whether err is a second row under a key that must be unique.
func IsUnique(err error) bool {
	return errors.Is(err, sqlite3.CONSTRAINT_UNIQUE) || errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY) ||
		sqlState(err) == "23505" // unique_violation
}

// IsReference tells whether err is a row that refers to one that does not exist, or the removal of one still referred to.
func IsReference(err error) bool {
	return errors.Is(err, sqlite3.CONSTRAINT_FOREIGNKEY) || sqlState(err) == "23503" // foreign_key_violation
}

func sqlState(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// classify says what a driver's error means to the reader. An error that a room has classified already, and one the
// driver knows nothing of, stay as they are.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(err, fault.Unavailable, "store.cancelled")
	}
	if key := sqliteKey(err) + postgresKey(err); key != "" {
		return fault.Wrap(err, fault.Unavailable, key)
	}
	return err
}

// undecided tells whether a COMMIT that failed with err may have taken place all the same. A full disk leaves a commit
// record unwritten, and an error that a server reports has rolled back; after a failed sync, or when the connection
// went away, it may have been kept.
func undecided(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.SeverityUnlocalized != "ERROR"
	}
	return !errors.Is(err, sqlite3.FULL) && !errors.Is(err, sqlite3.CONSTRAINT) && !errors.Is(err, sqlite3.BUSY)
}

func sqliteKey(err error) string {
	var code sqlite3.ErrorCode // the driver gives it as a bare code or inside an Error; As finds both
	if !errors.As(err, &code) {
		return ""
	}
	switch code {
	case sqlite3.FULL:
		return "store.full"
	case sqlite3.READONLY, sqlite3.PERM:
		return "store.readonly"
	case sqlite3.BUSY, sqlite3.LOCKED, sqlite3.PROTOCOL:
		return "store.busy"
	case sqlite3.CANTOPEN:
		return "store.open"
	case sqlite3.INTERRUPT:
		return "store.cancelled"
	case sqlite3.IOERR, sqlite3.CORRUPT, sqlite3.NOTADB, sqlite3.NOMEM:
		return "store.damaged"
	default: // a mistake in a statement, or a constraint: not the database's state
		return ""
	}
}

// postgresKey reads the SQLSTATE: its class says who is at fault, a few codes say more.
func postgresKey(err error) string {
	if errors.As(err, new(*pgconn.ConnectError)) {
		return "store.open"
	}
	state := sqlState(err)
	switch state {
	case "":
		return ""
	case "53100": // disk_full
		return "store.full"
	case "25006": // read_only_sql_transaction
		return "store.readonly"
	case "57014": // query_canceled
		return "store.cancelled"
	case "55P03", "40001", "40P01": // lock_not_available, serialisation_failure, deadlock_detected
		return "store.busy"
	}
	switch state[:2] {
	case "08", "57": // connection exception, operator intervention (shutdown)
		return "store.open"
	case "53", "58", "XX": // out of resources, system error, internal error
		return "store.damaged"
	}
	return ""
}
