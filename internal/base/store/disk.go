package store

import (
	"crypto/rand"
	"errors"
	"net/url"
	"sync/atomic"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// disk stands between SQLite and the files of one database and notes what goes wrong there. SQLite itself tells too
// little: a checkpoint that fails inside COMMIT is passed over in silence, and this driver reports a full disk as an
// I/O error. It changes no byte.
type disk struct {
	vfs.VFSFilename // the file system of SQLite, or that of a test

	// troubled: a write or a sync of the database or its log failed, other than for want of room. What the kernel
	// holds of these files may differ from what is on disk, and a later sync that succeeds proves nothing.
	troubled atomic.Bool
}

// watch makes SQLite reach its files through d, and returns the URL that does. A file system without files (a test's
// database in memory) is left alone. The name stays registered for the life of the process: a reader that ends late
// must still find it.
func (d *disk) watch(u *url.URL) *url.URL {
	query := u.Query()
	base, ok := vfs.Find(query.Get("vfs")).(vfs.VFSFilename)
	if !ok {
		return u
	}
	d.VFSFilename = base
	name := "store-" + rand.Text()
	vfs.Register(name, d)
	query.Set("vfs", name)
	watched := *u
	watched.RawQuery = query.Encode()
	return &watched
}

// hasTrouble tells whether there was trouble since the database was last opened. PostgreSQL has no disk here.
func (d *disk) hasTrouble() bool { return d != nil && d.troubled.Load() }

// sqliteFile is all that SQLite may ask of a file on disk.
type sqliteFile interface {
	vfs.FileSharedMemory
	vfs.FileLockState
	vfs.FileHasMoved
	vfs.FileSizeHint
	vfs.FilePersistWAL
	vfs.FilePowersafeOverwrite
}

// OpenFilename opens a file and watches it.
func (d *disk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, got, err := d.VFSFilename.OpenFilename(name, flags)
	if err != nil {
		return file, got, err
	}
	if f, ok := file.(sqliteFile); ok && flags&(vfs.OPEN_MAIN_DB|vfs.OPEN_WAL) != 0 {
		return &watchedFile{f, d}, got, nil
	}
	return file, got, nil
}

// watchedFile is the database or its log.
type watchedFile struct {
	sqliteFile
	disk *disk
}

func (f *watchedFile) WriteAt(p []byte, off int64) (int, error) {
	n, err := f.sqliteFile.WriteAt(p, off)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return n, vfs.SystemError(err, sqlite3.FULL)
	}
	return n, f.note(err)
}

func (f *watchedFile) Truncate(size int64) error { return f.note(f.sqliteFile.Truncate(size)) }

func (f *watchedFile) Sync(flags vfs.SyncFlag) error { return f.note(f.sqliteFile.Sync(flags)) }

func (f *watchedFile) note(err error) error {
	if err != nil {
		f.disk.troubled.Store(true)
	}
	return err
}
