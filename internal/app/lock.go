package app

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"mihe/internal/base/fault"
)

// The files that are locked in a data folder. Whoever has it open shares the first, so that nobody puts another database
// under a running program; whoever replaces the database holds it alone. The second is held by the one server.
const (
	lockFile  = "lock"
	serveFile = "lock-serve"
)

// lock takes the data folder for this process alone until the returned function gives it back.
func lock(folder string) (unlock func() error, err error) {
	return hold(folder, lockFile, syscall.LOCK_EX)
}

// share keeps others from replacing the database. Programs that read and import beside a server share the folder:
// transactions keep them apart.
func share(folder string) (unlock func() error, err error) {
	return hold(folder, lockFile, syscall.LOCK_SH)
}

func hold(folder, file string, how int) (unlock func() error, err error) {
	f, err := os.OpenFile(filepath.Join(folder, file), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "app.folder", "folder", folder)
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fault.Wrap(err, fault.Unavailable, "app.locked", "folder", folder), f.Close())
	}
	return f.Close, nil // closing the file gives the lock back; so does the end of the process
}
