package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// Manifest describes one backup of the database: which file, its hash, and how far every chain reaches in it.
type Manifest struct {
	File   string  `json:"file"`
	SHA256 string  `json:"sha256"`
	Bytes  int64   `json:"bytes"`
	AtMs   int64   `json:"at_ms"`
	Chains []Reach `json:"chains"`
}

// Reach is how far the ledger of a node reaches.
type Reach struct {
	Number int64  `json:"number"` // of the node in this database
	Node   string `json:"node"`
	Seq    int64  `json:"seq"`
	Head   string `json:"head"`
}

// stamp names the files of a backup.
const stamp = "20060102T150405.000Z"

// Backup writes a snapshot of the database into the folder to, while writing goes on, with a manifest beside it. The
// keyring is copied too, over the one that lay there: old keys in old copies would bring back persons who were erased.
func (a *App) Backup(ctx context.Context, who access.Actor, to string) (m Manifest, err error) {
	if err := who.Check(access.ManageNode); err != nil {
		return m, err
	}
	if a.DB.Dialect() != store.SQLite {
		return m, fault.New(fault.Invalid, "app.backup.postgres") // before anything is written
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return m, fault.Wrap(err, fault.Unavailable, "app.folder", "folder", to)
	}
	if err := a.elsewhere(to); err != nil {
		return m, err
	}
	e := who.Entry("app.backup.made", region.Country)
	if err := a.DB.Write(ctx, func(tx *store.Tx) error { _, err := a.Log.Append(tx, e); return err }); err != nil {
		return m, err
	}
	now := time.Now().UTC()
	m.AtMs, m.File = now.UnixMilli(), "mihe-"+now.Format(stamp)+".db"
	path := filepath.Join(to, m.File)
	if err := store.Backup(ctx, a.DB, path); err != nil {
		return m, err
	}
	// After the database: whoever was made meanwhile has a key and no row, and whoever was erased meanwhile has no key.
	if err := a.Ring.Backup(ctx, filepath.Join(to, keyringFile)); err != nil {
		return m, err
	}
	// Files after the database too: what a record names is among them. Theirs are sealed, and open with the present keyring alone.
	if err := a.files().CopyTo(evidence.Folder(filepath.Join(to, evidenceFolder))); err != nil {
		return m, fault.Wrap(err, fault.Unavailable, "app.folder", "folder", to)
	}
	if m.SHA256, m.Bytes, err = hashFile(path); err != nil {
		return m, err
	}
	if m.Chains, err = reaches(ctx, path); err != nil {
		return m, err
	}
	return m, writeManifest(path+".json", m)
}

// elsewhere refuses the data folder itself: the copy of the keyring would take the place of the one in use.
func (a *App) elsewhere(to string) error {
	there, err := os.Stat(to)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", to)
	}
	if own, err := os.Stat(a.Folder); err != nil || os.SameFile(own, there) {
		return fault.Wrap(err, fault.Invalid, "app.backup.itself", "folder", to)
	}
	return nil
}

// reaches reads how far the chains of a database file reach.
func reaches(ctx context.Context, path string) (list []Reach, err error) {
	r, err := store.OpenArchive(ctx, path)
	if err != nil {
		return nil, err
	}
	err = r.Read(ctx, func(q store.Queryer) error {
		nodes, err := nodesOf(q)
		if err != nil {
			return err
		}
		for _, n := range nodes {
			seq, head, err := ledgerdb.Store{}.Head(q, n.Number)
			if err != nil {
				return err
			}
			list = append(list, Reach{n.Number, n.ID, seq, head.String()})
		}
		return nil
	})
	return list, errors.Join(err, r.Close())
}

func hashFile(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, fault.Wrap(err, fault.NotFound, "app.restore.unreadable", "file", path)
	}
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, errors.Join(err, f.Close())
}

// writeManifest writes the manifest last: a backup without one was not finished.
func writeManifest(path string, m Manifest) error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", filepath.Dir(path))
	}
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", filepath.Dir(path))
	}
	return nil
}
