package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
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

func (p *pools) migrate(ctx context.Context, o Options, rooms []Migrations) (err error) {
	for range migrateAttempts {
		if err = p.migrateOnce(ctx, o, rooms); err == nil || ctx.Err() != nil {
			return err
		}
		if _, ok := fault.As(err); ok {
			return err
		}
	}
	return err
}

// migrateOnce looks at every room before it changes anything: a refused program leaves the database as it was.
func (p *pools) migrateOnce(ctx context.Context, o Options, rooms []Migrations) error {
	held, err := p.checksums(ctx)
	if err != nil {
		return fmt.Errorf("checksums: %w", err)
	}
	pending, err := p.plan(ctx, rooms, held)
	if err != nil || len(pending) == 0 {
		return err
	}
	if len(held) > 0 {
		if err := p.backupBeforeUpgrade(ctx, o, pending); err != nil {
			return err
		}
	}
	if _, err := p.writing.ExecContext(ctx, checksumTable); err != nil {
		return fmt.Errorf("checksums: %w", err)
	}
	for _, u := range pending {
		if err := p.upgrade(ctx, u); err != nil {
			return fmt.Errorf("migrate %s: %w", u.Room, err)
		}
	}
	return nil
}

// sums is what ran on a database: room, file, sum.
type sums map[string]map[string]string

// checksums returns what ran on this database; an empty one has no table of it yet.
func (p *pools) checksums(ctx context.Context) (sums, error) {
	there := `SELECT COUNT(*) FROM sqlite_master WHERE name = 'store_migration_checksum'`
	if p.dialect == Postgres {
		there = `SELECT COUNT(to_regclass('store_migration_checksum'))`
	}
	var n int
	if err := p.writing.QueryRowContext(ctx, there).Scan(&n); err != nil || n == 0 {
		return nil, err
	}
	rows, err := p.writing.QueryContext(ctx, `SELECT room, file, sha256 FROM store_migration_checksum ORDER BY room, file`)
	all, err := All(rows, err, func(r *sql.Rows) (c [3]string, err error) {
		return c, r.Scan(&c[0], &c[1], &c[2])
	})
	held := sums{}
	for _, c := range all {
		if held[c[0]] == nil {
			held[c[0]] = map[string]string{}
		}
		held[c[0]][c[1]] = c[2]
	}
	return held, err
}

// upgrade is a room whose files have not all run.
type upgrade struct {
	Migrations
	files map[string]string // the room's files for this database, with their sums
	skip  []string          // those for the other
	held  map[string]string // what has run
	ran   int               // the highest number that has run; a program that was killed may have kept no sum of it
}

// plan returns the rooms with something to run, and refuses a database that this program must not touch.
func (p *pools) plan(ctx context.Context, rooms []Migrations, held sums) (pending []upgrade, err error) {
	known := map[string]bool{}
	for _, m := range rooms {
		u := upgrade{Migrations: m, held: held[m.Room]}
		if u.files, u.skip, err = filesOf(m, p.dialect); err == nil {
			err = p.compare(ctx, &u)
		}
		if err != nil {
			return nil, fmt.Errorf("migrate %s: %w", m.Room, err)
		}
		known[m.Room] = true
		if len(u.files) > len(u.held) {
			pending = append(pending, u)
		}
	}
	for _, room := range slices.Sorted(maps.Keys(held)) {
		if !known[room] {
			return nil, fault.New(fault.Conflict, "store.newer", "room", room)
		}
	}
	return pending, nil
}

// upgrade runs what is pending in a room.
func (p *pools) upgrade(ctx context.Context, u upgrade) error {
	g, err := goose.NewProvider(gooseDialect(p.dialect), p.writing, u.FS, goose.WithTableName(u.Room+"_migration"),
		goose.WithExcludeNames(u.skip), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	if _, err := g.Up(ctx); err != nil {
		return err
	}
	return remember(ctx, p.writing, u.Room, u.files, u.held)
}

func gooseDialect(d Dialect) goose.Dialect {
	if d == Postgres {
		return goose.DialectPostgres
	}
	return goose.DialectSQLite3
}

// compare refuses a program whose released files differ from those that made this database, or that lacks some.
func (p *pools) compare(ctx context.Context, u *upgrade) error {
	for _, file := range slices.Sorted(maps.Keys(u.held)) {
		switch u.files[file] {
		case u.held[file]:
		case "":
			return fault.New(fault.Conflict, "store.newer", "room", u.Room)
		default:
			return fault.New(fault.Conflict, "store.edited", "room", u.Room, "file", file)
		}
	}
	if len(u.held) == 0 {
		return nil
	}
	last := 0
	if err := p.writing.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM `+u.Room+`_migration`).Scan(&u.ran); err != nil {
		return err
	}
	for file := range u.files {
		number, _ := strconv.Atoi(file[:4]) // filesOf has checked the name
		last = max(last, number)
	}
	if u.ran > last {
		return fault.New(fault.Conflict, "store.newer", "room", u.Room)
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

// RoomName tells whether a name can be a room's: it becomes part of SQL text, so nothing but small letters may be in it.
func RoomName(name string) bool { return roomName.MatchString(name) }

var (
	roomName      = regexp.MustCompile(`^[a-z]+$`)
	migrationName = regexp.MustCompile(`^([0-9]{4})_[a-z0-9_]+(\.sqlite|\.postgres)?\.sql$`)
)

// filesOf returns the files of one dialect with their sums, and the names that belong to the other. A variant without
// its twin is a mistake: one of the two databases would silently lack it.
func filesOf(m Migrations, d Dialect) (files map[string]string, skip []string, err error) {
	if !RoomName(m.Room) {
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
