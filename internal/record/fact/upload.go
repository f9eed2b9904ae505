package fact

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"mihe/internal/base/fault"
)

// uploads is the folder of the files that one node's people have sent. A file is named after the sum of its bytes, so the
// same file is kept once and nothing that somebody typed becomes part of a path.
type uploads struct {
	folder string
	limit  int64 // bytes
}

// put stores what r yields and returns its sum. Nothing is ever whole in memory, and an upload that fails leaves nothing.
func (u uploads) put(r io.Reader) (sum string, err error) {
	if err := os.MkdirAll(u.folder, 0o700); err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "fact.upload.store")
	}
	f, err := os.CreateTemp(u.folder, "part-*") // mode 0600
	if err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "fact.upload.store")
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	sum, err = u.copy(f, r)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	if err := os.Rename(f.Name(), u.path(sum)); err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "fact.upload.store")
	}
	return sum, nil
}

// copy writes up to the limit, and makes sure that it is on disk.
func (u uploads) copy(f *os.File, r io.Reader) (string, error) {
	sum := sha256.New()
	limited := &io.LimitedReader{R: r, N: u.limit + 1}
	n, err := io.Copy(io.MultiWriter(writing{f}, sum), limited)
	switch {
	case err != nil && !errors.As(err, new(*storing)):
		return "", fault.Wrap(err, fault.Invalid, "fact.upload.broken").At("file") // the sender's line, or no form
	case err != nil:
		return "", fault.Wrap(err, fault.Unavailable, "fact.upload.store")
	case n > u.limit:
		return "", fault.New(fault.Invalid, "fact.upload.large", "max", u.limit>>20).At("file")
	}
	if err := f.Sync(); err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "fact.upload.store")
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// writing tells a failure to write from one to read.
type writing struct{ f *os.File }

func (w writing) Write(b []byte) (int, error) {
	n, err := w.f.Write(b)
	if err != nil {
		err = &storing{err}
	}
	return n, err
}

type storing struct{ error }

func (s *storing) Unwrap() error { return s.error }

func (u uploads) path(sum string) string { return filepath.Join(u.folder, sum) }

// open gives back a file, and NotFound once it has been removed.
func (u uploads) open(sum string) (io.ReadCloser, error) {
	f, err := os.Open(u.path(sum))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.Wrap(err, fault.NotFound, "fact.upload.gone")
	}
	return f, err
}

// uploadName is a stored file or what a broken upload has left.
var uploadName = regexp.MustCompile(`^([0-9a-f]{64}|part-[0-9]+)$`)

// sweep removes every file that was stored before an instant and that keep does not name. A younger one may be on its way
// to its job, and files of other names are none of ours.
func (u uploads) sweep(before time.Time, keep map[string]bool) error {
	list, err := os.ReadDir(u.folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, f := range list {
		info, e := f.Info()
		if e == nil && uploadName.MatchString(f.Name()) && !keep[f.Name()] && info.ModTime().Before(before) {
			e = os.Remove(u.path(f.Name()))
		}
		err = errors.Join(err, e)
	}
	return err
}
