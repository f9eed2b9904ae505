package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"

	"mihe/internal/base/fault"
)

// Check reads the whole of the SQLite database in a file and tells what is wrong with it, without changing it. A file
// that holds no room of this program is not taken for a sound one.
func Check(ctx context.Context, path string) error {
	full, err := filepath.Abs(path)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "store.target")
	}
	if _, err := os.Stat(full); err != nil {
		return fault.Wrap(err, fault.Unavailable, "store.open")
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: full, RawQuery: "mode=ro&immutable=1"}
	if info, err := os.Stat(full + "-wal"); err == nil && info.Size() > 0 {
		u.RawQuery = "mode=ro" // the log belongs to it
	}
	db, err := sql.Open("sqlite3", u.String())
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "store.open")
	}
	err = check(ctx, db, "integrity_check")
	if err == nil {
		err = holdsRooms(ctx, db)
	}
	return errors.Join(classify(err), db.Close())
}

func holdsRooms(ctx context.Context, db *sql.DB) error {
	p := pools{dialect: SQLite, writing: db}
	held, err := p.checksums(ctx)
	if err == nil && len(held) == 0 {
		err = fault.Wrap(errors.New("no room has tables in it"), fault.Unavailable, "store.damaged")
	}
	return err
}

// check runs quick_check or integrity_check, and returns the first thing it finds.
func check(ctx context.Context, db *sql.DB, how string) error {
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA `+how+`(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fault.Wrap(errors.New(found), fault.Unavailable, "store.damaged")
	}
	return nil
}
