package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/ncruces/go-sqlite3"
	sqlite "github.com/ncruces/go-sqlite3/driver" // registers "sqlite3", too

	"mihe/internal/base/fault"
)

// pools are the connections of one database: exactly one that writes, a few that read.
type pools struct {
	dialect Dialect
	file    *url.URL // the SQLite database
	disk    *disk    // watches its files
	writing *sql.DB
	reading *sql.DB
}

func (p pools) closeAll() error { return errors.Join(p.reading.Close(), p.writing.Close()) }

func connect(ctx context.Context, target string) (pools, error) {
	if strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://") {
		return connectPostgres(ctx, target)
	}
	return connectSQLite(ctx, target)
}

// readers is how many snapshots may be open at once. Reading SQLite is computing, so more connections than twice
// the cores only cost memory (about 3 MB each).
func readers() int { return min(max(2*runtime.GOMAXPROCS(0), 4), 16) }

func pool(db *sql.DB, size int) *sql.DB {
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db
}

// sqlitePragmas are set on every SQLite connection, through the DSN, so that no pooled connection can miss them. The
// busy timeout comes first because the others may have to wait for a lock.
var sqlitePragmas = []string{"busy_timeout(10000)", "foreign_keys(on)", "secure_delete(on)", "synchronous(full)"}

func connectSQLite(ctx context.Context, target string) (pools, error) {
	u, err := sqliteURL(target)
	if err != nil {
		return pools{}, err
	}
	p := pools{dialect: SQLite, disk: &disk{}}
	p.file = p.disk.watch(u)
	if err := p.openFile(); err != nil {
		return pools{}, err
	}
	// The first connection creates the file and turns on the write-ahead log, which readers expect to find. When two
	// programs do so at once SQLite refuses one of them without waiting.
	waitFor(othersLeave, func() bool {
		err = p.writing.PingContext(ctx)
		return !errors.Is(err, sqlite3.BUSY)
	})
	if err != nil {
		return pools{}, errors.Join(fault.Wrap(err, fault.Unavailable, "store.open"), p.closeAll())
	}
	return p, nil
}

// openFile makes both pools of a file; they connect when they are first used.
func (p *pools) openFile() (err error) {
	if p.writing, err = openWriting(p.file); err != nil {
		return err
	}
	p.reading, err = openReading(sqliteDSN(p.file, "_txlock=deferred", slices.Concat(sqlitePragmas, []string{"query_only(on)", "cache_size(-2000)"})))
	return err
}

// openReading makes the pool of connections that read an SQLite database.
func openReading(dsn string) (*sql.DB, error) {
	c, err := (&sqlite.SQLite{}).OpenConnector(dsn)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "store.open")
	}
	return pool(sql.OpenDB(keeping{c}), readers()), nil
}

func openWriting(u *url.URL) (*sql.DB, error) {
	return openSQLite(u, 1, "_txlock=immediate", slices.Concat(sqlitePragmas, []string{"journal_mode(wal)", "cache_size(-16000)"}))
}

func openSQLite(u *url.URL, size int, lock string, pragmas []string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", sqliteDSN(u, lock, pragmas))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "store.open")
	}
	return pool(db, size), nil
}

func sqliteDSN(u *url.URL, lock string, pragmas []string) string {
	query := []string{lock}
	if u.RawQuery != "" {
		query = append(query, u.RawQuery)
	}
	for _, p := range pragmas {
		query = append(query, "_pragma="+url.QueryEscape(p))
	}
	with := *u
	with.RawQuery = strings.Join(query, "&")
	return with.String()
}

// sqliteURL makes a URI of a path, so that no character of a folder's name can be taken for an option.
func sqliteURL(target string) (*url.URL, error) {
	if strings.HasPrefix(target, "file:") {
		u, err := url.Parse(target)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "store.target")
		}
		return u, nil
	}
	path, err := filepath.Abs(target)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "store.target")
	}
	// SQLite would create the file readable by everyone; its log inherits the mode of the file.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "store.open")
	}
	if err := f.Close(); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "store.open")
	}
	return &url.URL{Scheme: "file", OmitHost: true, Path: path}, nil
}

func connectPostgres(ctx context.Context, dsn string) (pools, error) {
	writing, err := pgx.ParseConfig(dsn)
	if err != nil {
		return pools{}, fault.Wrap(err, fault.Invalid, "store.target")
	}
	reading := writing.Copy()
	writing.RuntimeParams["synchronous_commit"] = "on"
	reading.RuntimeParams["default_transaction_read_only"] = "on"
	reading.RuntimeParams["statement_timeout"] = strconv.FormatInt(readLimit.Milliseconds(), 10)
	p := pools{dialect: Postgres, writing: pool(stdlib.OpenDB(*writing), 1), reading: pool(stdlib.OpenDB(*reading), readers())}
	if err := p.writing.PingContext(ctx); err != nil {
		return pools{}, errors.Join(fault.Wrap(err, fault.Unavailable, "store.open"), p.closeAll())
	}
	return p, nil
}
