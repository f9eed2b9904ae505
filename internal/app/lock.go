package app

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"mihe/internal/base/fault"
)

// lockFile is held by whoever serves or replaces a data folder, so that nobody puts another database under a running
// program.
const lockFile = "lock"

// lock takes the data folder for this process alone until the returned function gives it back. Reading and importing
// beside a server need no lock: transactions keep them apart.
func lock(folder string) (unlock func() error, err error) {
	f, err := os.OpenFile(filepath.Join(folder, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "app.folder", "folder", folder)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fault.Wrap(err, fault.Unavailable, "app.locked", "folder", folder), f.Close())
	}
	return f.Close, nil // closing the file gives the lock back; so does the end of the process
}
