package store

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"

	"mihe/internal/base/fault"
)

// backupPages is how much of a database is copied, and put on disk, at a time. Small pieces keep the disk free for
// commits, which wait for it.
const backupPages = 512

// Backup copies an SQLite database to path while reading and writing go on. The copy holds every use case that was
// acknowledged before Backup was called, none in part, and is a database of its own, readable by its owner alone. It
// appears under its name when it is complete and on disk, in place of a file that may be there; it is not checked, see
// Check. While it runs the log cannot shrink. A database on a server is refused: its own tools copy it better.
func Backup(ctx context.Context, db *DB, path string) error {
	if db.dialect == Postgres {
		return fault.New(fault.Invalid, "store.pg_dump")
	}
	inside, leave, err := db.gate.enter(ctx)
	if err != nil {
		return classify(err)
	}
	defer leave()
	return backupFailed(db.backup(inside, path))
}

func backupFailed(err error) error {
	if err = classify(err); err == nil || fault.KindOf(err) != fault.Internal {
		return err
	}
	return fault.Wrap(err, fault.Unavailable, "store.backup")
}

func (p *pools) backup(ctx context.Context, path string) (err error) {
	if err := forgetParts(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // readable by its owner alone
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := p.copyTo(ctx, f); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}

// forgetParts removes what a backup that was killed left of a file: of a keyring it would be a second copy of its keys.
func forgetParts(path string) error {
	folder, base := filepath.Split(path)
	entries, err := os.ReadDir(filepath.Clean(folder))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), base+".") && strings.HasSuffix(e.Name(), ".part") {
			err = errors.Join(err, os.Remove(filepath.Join(folder, e.Name())))
		}
	}
	return err
}

// copyTo copies one snapshot. The transaction keeps SQLite from starting anew whenever somebody writes.
func (p *pools) copyTo(ctx context.Context, f *os.File) (err error) {
	tx, err := p.reading.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Close()) }()
	var tables int
	if _, err := tx.ExecContext(ctx, `BEGIN`); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_master`).Scan(&tables); err != nil {
		return err
	}
	err = tx.Raw(func(c any) error { return copyPages(ctx, c.(driver.Conn), f) })
	_, ended := tx.ExecContext(context.Background(), `ROLLBACK`)
	return errors.Join(err, ended)
}

func copyPages(ctx context.Context, from driver.Conn, f *os.File) (err error) {
	// What is not complete is thrown away, so SQLite need not be careful with it; f puts it on disk.
	to := url.URL{Scheme: "file", OmitHost: true, Path: f.Name(), RawQuery: "_pragma=journal_mode(off)&_pragma=synchronous(off)"}
	b, err := from.Raw().BackupInit("main", to.String())
	if err != nil {
		return err
	}
	for done := false; !done && err == nil; {
		if done, err = b.Step(backupPages); err == nil {
			err = errors.Join(onDisk(f), ctx.Err())
		}
	}
	// Closing may still write.
	return errors.Join(err, b.Close(), onDisk(f))
}

// SyncFolder makes the names in a folder outlast a power cut.
func SyncFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(onDisk(d), d.Close())
}

// onDisk returns once the disk holds what was written; tests watch it.
var onDisk = (*os.File).Sync
