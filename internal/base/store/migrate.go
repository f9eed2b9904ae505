package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"mihe/internal/base/fault"
)

// checksumTable remembers the exact bytes of every migration that ran: goose itself does not notice an edited file.
const checksumTable = `CREATE TABLE IF NOT EXISTS store_migration_checksum (
	room   TEXT NOT NULL,
	file   TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	PRIMARY KEY (room, file)
)`

// migrateAttempts: two programs that start on an empty database both try to create its tables. The loser's attempt is
// undone as a whole, and the next one finds the work done.
const migrateAttempts = 3

func migrate(ctx context.Context, db *sql.DB, d Dialect, rooms []Migrations) (err error) {
	for range migrateAttempts {
		if err = migrateOnce(ctx, db, d, rooms); err == nil || ctx.Err() != nil {
			return err
		}
		if _, ok := fault.As(err); ok {
			return err
		}
	}
	return err
}

func migrateOnce(ctx context.Context, db *sql.DB, d Dialect, rooms []Migrations) error {
	if _, err := db.ExecContext(ctx, checksumTable); err != nil {
		return fmt.Errorf("checksums: %w", err)
	}
	held, err := checksums(ctx, db)
	if err != nil {
		return fmt.Errorf("checksums: %w", err)
	}
	for _, m := range rooms {
		if err := migrateRoom(ctx, db, d, m, held[m.Room]); err != nil {
			return fmt.Errorf("migrate %s: %w", m.Room, err)
		}
		delete(held, m.Room)
	}
	for room := range held { // a room this program has never heard of
		return fault.New(fault.Conflict, "store.newer", "room", room)
	}
	return nil
}

// checksums returns what ran on this database: room, file, sum.
func checksums(ctx context.Context, db *sql.DB) (map[string]map[string]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT room, file, sha256 FROM store_migration_checksum ORDER BY room, file`)
	all, err := All(rows, err, func(r *sql.Rows) (c [3]string, err error) {
		return c, r.Scan(&c[0], &c[1], &c[2])
	})
	held := map[string]map[string]string{}
	for _, c := range all {
		if held[c[0]] == nil {
			held[c[0]] = map[string]string{}
		}
		held[c[0]][c[1]] = c[2]
	}
	return held, err
}

func migrateRoom(ctx context.Context, db *sql.DB, d Dialect, m Migrations, held map[string]string) error {
	files, skip, err := filesOf(m, d)
	if err != nil {
		return err
	}
	if err := compare(m.Room, files, held); err != nil {
		return err
	}
	p, err := goose.NewProvider(gooseDialect(d), db, m.FS, goose.WithTableName(m.Room+"_migration"),
		goose.WithExcludeNames(skip), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	// Up before the comparison of versions, because on an empty database it also creates the version table; it never
	// touches a database that is ahead.
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	if now, last, err := p.GetVersions(ctx); err != nil || now > last {
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "store.newer", "room", m.Room)
	}
	return remember(ctx, db, m.Room, files, held)
}

func gooseDialect(d Dialect) goose.Dialect {
	if d == Postgres {
		return goose.DialectPostgres
	}
	return goose.DialectSQLite3
}

// compare refuses a program whose released files differ from those that made this database.
func compare(room string, files, held map[string]string) error {
	for file, sum := range held {
		switch files[file] {
		case sum:
		case "":
			return fault.New(fault.Conflict, "store.newer", "room", room)
		default:
			return fault.New(fault.Conflict, "store.edited", "room", room, "file", file)
		}
	}
	return nil
}

func remember(ctx context.Context, db *sql.DB, room string, files, held map[string]string) error {
	for file, sum := range files {
		if held[file] != "" {
			continue
		}
		if _, err := db.ExecContext(ctx, `
			INSERT INTO store_migration_checksum (room, file, sha256) VALUES ($1, $2, $3)
			ON CONFLICT (room, file) DO NOTHING`, room, file, sum); err != nil {
			return err
		}
	}
	return nil
}

var (
	roomName      = regexp.MustCompile(`^[a-z]+$`)
	migrationName = regexp.MustCompile(`^([0-9]{4})_[a-z0-9_]+(\.sqlite|\.postgres)?\.sql$`)
)

// filesOf returns the files of one dialect with their sums, and the names that belong to the other. A variant without
// its twin is a mistake: one of the two databases would silently lack it.
func filesOf(m Migrations, d Dialect) (files map[string]string, skip []string, err error) {
	if !roomName.MatchString(m.Room) {
		return nil, nil, fmt.Errorf("room %q: a room's name is lower-case letters", m.Room)
	}
	names, err := fs.Glob(m.FS, "*.sql")
	if err != nil {
		return nil, nil, err
	}
	files = map[string]string{}
	for _, name := range names {
		part := migrationName.FindStringSubmatch(name)
		if part == nil {
			return nil, nil, fmt.Errorf("migration %s: want NNNN_name.sql, NNNN_name.sqlite.sql or NNNN_name.postgres.sql", name)
		}
		if part[2] != "" && !slices.Contains(names, twin(name, part[2])) {
			return nil, nil, fmt.Errorf("migration %s has no %s", name, twin(name, part[2]))
		}
		if part[2] != "" && part[2] != "."+d.String() {
			skip = append(skip, name)
			continue
		}
		raw, err := fs.ReadFile(m.FS, path.Clean(name))
		if err != nil {
			return nil, nil, err
		}
		sum := sha256.Sum256(raw)
		files[name] = hex.EncodeToString(sum[:])
	}
	return files, skip, nil
}

func twin(name, variant string) string {
	other := "." + SQLite.String()
	if variant == other {
		other = "." + Postgres.String()
	}
	return strings.TrimSuffix(name, variant+".sql") + other + ".sql"
}
