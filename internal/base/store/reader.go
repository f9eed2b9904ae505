package store

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"

	"mihe/internal/base/fault"
)

// Reader reads a database and changes nothing in it: no migration runs, and whatever program wrote it may go on writing.
// Beside an SQLite database that nobody has open, the files of locks and of an empty log may appear.
type Reader struct{ db DB }

// OpenReader opens the database named by target, which must exist: an SQLite file or a postgres:// DSN.
func OpenReader(ctx context.Context, target string) (*Reader, error) {
	var r Reader
	if strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://") {
		p, err := connectPostgres(ctx, target)
		if err != nil {
			return nil, classify(err)
		}
		r.db.dialect, r.db.reading = Postgres, p.reading
		return &r, classify(p.writing.Close())
	}
	return openFile(ctx, target, "mode=ro")
}

// OpenArchive opens an SQLite file that nobody writes any more, such as a backup, and leaves no file beside it.
func OpenArchive(ctx context.Context, path string) (*Reader, error) {
	return openFile(ctx, path, "mode=ro&immutable=1")
}

func openFile(ctx context.Context, path, mode string) (*Reader, error) {
	var r Reader
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "store.target")
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: mode + "&_txlock=deferred" +
		"&_pragma=busy_timeout(10000)&_pragma=query_only(on)&_pragma=cache_size(-16000)"}
	db, err := openReading(u.String())
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close() // the first failure says more
		return nil, fault.Wrap(err, fault.Unavailable, "store.open")
	}
	r.db.dialect, r.db.reading = SQLite, db
	return &r, nil
}

// Read runs fn over one snapshot, as DB.Read does.
func (r *Reader) Read(ctx context.Context, fn func(q Queryer) error) error { return r.db.Read(ctx, fn) }

// Dialect tells which database this is.
func (r *Reader) Dialect() Dialect { return r.db.dialect }

// Close closes every connection.
func (r *Reader) Close() error { return r.db.reading.Close() }

// Tables lists the tables of a database in order.
func Tables(q Queryer, d Dialect) ([]string, error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_stat1' ORDER BY name`
	if d == Postgres {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name COLLATE "C"`
	}
	rows, err := q.Query(query)
	return All(rows, err, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) })
}
