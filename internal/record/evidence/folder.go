package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"mihe/internal/base/store"
)

// Folder is where files lie, each under the SHA-256 of its bytes. Whoever reads one is given these bytes or an error.
type Folder string

// errChanged is a file whose bytes are not those of its name.
var errChanged = errors.New("the file is not the one that was kept")

func (f Folder) path(sum string) string { return filepath.Join(string(f), sum[:2], sum) }

// put writes a file and returns its name. It is whole on disk before the name is there; the same file twice is one.
func (f Folder) put(raw []byte) (sum string, err error) {
	hash := sha256.Sum256(raw)
	sum = hex.EncodeToString(hash[:])
	path := f.path(sum)
	if _, err := f.get(sum); err == nil {
		return sum, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	half, err := os.CreateTemp(filepath.Dir(path), "half-*")
	if err != nil {
		return "", err
	}
	_, err = half.Write(raw)
	err = errors.Join(err, half.Sync(), half.Close())
	if err == nil {
		err = os.Rename(half.Name(), path)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(half.Name()))
	}
	return sum, store.SyncFolder(filepath.Dir(path))
}

// get reads a file and compares it with its name.
func (f Folder) get(sum string) ([]byte, error) {
	if len(sum) != 2*sha256.Size {
		return nil, fs.ErrNotExist
	}
	raw, err := os.ReadFile(f.path(sum))
	if err != nil {
		return nil, err
	}
	if hash := sha256.Sum256(raw); hex.EncodeToString(hash[:]) != sum {
		return nil, errChanged
	}
	return raw, nil
}

// CopyTo copies the files that are not yet in another folder: a backup that is made again copies what is new.
func (f Folder) CopyTo(to Folder) error {
	err := filepath.WalkDir(string(f), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || len(entry.Name()) != 2*sha256.Size {
			return err
		}
		if _, err := to.get(entry.Name()); err == nil {
			return nil
		}
		raw, err := f.get(entry.Name())
		if err == nil {
			_, err = to.put(raw)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		if _, there := os.Stat(string(f)); errors.Is(there, fs.ErrNotExist) {
			return nil // nobody has kept a file yet
		}
	}
	return err
}
