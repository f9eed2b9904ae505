package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/ncruces/go-sqlite3/driver"

	"mihe/internal/base/fault"
)

// CopyTo writes a snapshot of an SQLite database to a file of its own, while writing goes on, and replaces what stood at
// path only when the copy is whole and on disk: a power cut leaves the old file or the new one. The copy is made in
// one go, which ctx cannot stop.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if db.dialect != SQLite {
		return fault.New(fault.Invalid, "store.target")
	}
	half := path + ".half"
	_ = os.Remove(half) // of an attempt that was cut short; if it stays, the copy fails
	err := db.copyInto(ctx, half)
	if err == nil {
		err = syncFile(half)
	}
	if err == nil {
		err = os.Rename(half, path)
	}
	if err != nil {
		_ = os.Remove(half) // worth nothing; the next attempt removes it too
		return classify(err)
	}
	return syncFile(filepath.Dir(path))
}

func (db *DB) copyInto(ctx context.Context, path string) (err error) {
	target, err := sqliteURL(path) // readable by the owner alone
	if err != nil {
		return err
	}
	conn, err := db.reading.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return conn.Raw(func(c any) error { return c.(driver.Conn).Raw().Backup("main", target.String()) })
}

// syncFile waits until a file, or the names in a folder, are on disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
