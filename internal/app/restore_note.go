package app

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// noteFile says that a backup stands in the place of the database. It lies in the data folder from before that is so until the ledger of every node
// says it: a restore may stop anywhere between, and what stops payments after it must not be forgotten.
const noteFile = "restored.json"

// restoreNote is how far every chain reached in the backup. A node whose chain has no entry of a restore after that lacks it still.
type restoreNote struct {
	Chains []Reach `json:"chains"`
}

// writeNote writes the note of a backup, which is read itself: a manifest could leave out a chain.
func writeNote(ctx context.Context, backup, path string) error {
	chains, err := reaches(ctx, backup)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(restoreNote{chains}, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err == nil {
		_, err = f.Write(append(raw, '\n'))
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", filepath.Dir(path))
	}
	return nil
}

// note reads the note of a restore that no ledger may know of yet; nil where there is none. One that cannot be read opens nothing, nor does one of a
// restore that stopped before its backup was in place. A database elsewhere is not what was restored.
func (c Config) note(target string) (*restoreNote, error) {
	path := filepath.Join(c.Folder, noteFile)
	raw, err := os.ReadFile(path)
	if c.Database != "" || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var n restoreNote
	if err == nil {
		err = json.Unmarshal(raw, &n)
	}
	if err != nil || len(n.Chains) == 0 {
		return nil, fault.Wrap(err, fault.Unavailable, "app.restore.note", "file", path)
	}
	if _, err := os.Stat(target); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unavailable, "app.restore.half", "folder", c.Folder)
	}
	return &n, nil
}

// remember makes the entry of a restore in every ledger that lacks it, and takes the note away when all have it. A note that outlives that is read once
// more and finds every entry there.
func (a *App) remember(ctx context.Context, note *restoreNote) error {
	if note == nil {
		return nil
	}
	for _, n := range a.Nodes {
		if err := a.DB.Write(ctx, func(tx *store.Tx) error { return n.remember(tx, *note) }); err != nil {
			return err
		}
	}
	if err := os.Remove(filepath.Join(a.Folder, noteFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", a.Folder)
	}
	return nil
}

func (n *Node) remember(tx *store.Tx, note restoreNote) error {
	var from int64
	for _, c := range note.Chains {
		if c.Node == n.ID {
			from = c.Seq
		}
	}
	var has int
	err := tx.QueryRow(`SELECT count(*) FROM ledger_entry WHERE node = $1 AND kind = $2 AND seq > $3`, n.Number, restoredKind, from).Scan(&has)
	if err == nil && has == 0 {
		_, err = n.Log.Append(tx, access.Operator().Entry(restoredKind, region.Country))
	}
	return err
}

// restoredKind is the entry with which a chain goes on after a restore.
const restoredKind = "app.backup.restored"

// restored says when the node was last restored: what it handed over between the backup and then, it has forgotten.
func (n *Node) restored(q store.Queryer) (int64, error) {
	return ledgerdb.Store{}.Last(q, n.Number, restoredKind)
}
