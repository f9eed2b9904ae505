package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// Restore is what a restore is asked for.
type Restore struct {
	From   string              // a backup's database file, or its folder: then the newest in it
	Folder string              // the data folder
	Heads  []ledger.Checkpoint // kept elsewhere: the backup must continue them
	Lose   bool                // accept that what was written after the backup is lost
	Words  *i18n.Catalog
}

// Restored is what a restore found and did.
type Restored struct {
	File    string        `json:"file"`
	Chains  []Reach       `json:"chains"`
	Lost    []Lost        `json:"lost"`    // what the backup does not hold
	Proved  string        `json:"proved"`  // against what continuity was proved: database, checkpoint or backup
	Aside   string        `json:"aside"`   // where the replaced database lies, or empty
	Keyring string        `json:"keyring"` // current or backup
	Took    time.Duration `json:"-"`
}

// Lost are entries of a chain that are newer than the backup.
type Lost struct {
	Node    string `json:"node"`
	Entries int64  `json:"entries"`
}

// RestoreTo puts a backup in the place of a data folder's database. The ledger of every node must continue what is known of
// it: the chain of the database that is replaced, where that can be read, and the checkpoints kept elsewhere. Entries that
// are newer than the backup are counted, and lost only when that was accepted. The present keyring stays, so whoever was
// erased since stays erased; only a folder without one takes the backup's.
func RestoreTo(ctx context.Context, r Restore) (done Restored, err error) {
	begun := time.Now()
	if err := os.MkdirAll(r.Folder, 0o700); err != nil {
		return done, fault.Wrap(err, fault.Unavailable, "app.folder", "folder", r.Folder)
	}
	unlock, err := lock(r.Folder)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	m, path, err := findBackup(r.From)
	if err != nil {
		return done, err
	}
	done.File, done.Chains, done.Lost = path, m.Chains, []Lost{}
	if err := checkBackup(ctx, path, m, r.Heads); err != nil {
		return done, err
	}
	if err := done.compare(ctx, r); err != nil {
		return done, err
	}
	if len(done.Lost) > 0 && !r.Lose {
		return done, fault.New(fault.Conflict, "app.restore.newer", "entries", done.Lost[0].Entries, "node", done.Lost[0].Node)
	}
	if err := done.replace(ctx, path, r); err != nil {
		return done, err
	}
	err = reopened(ctx, r)
	done.Took = time.Since(begun)
	return done, err
}

// findBackup reads the manifest of a backup, the newest of a folder.
func findBackup(from string) (m Manifest, path string, err error) {
	path = from
	if info, err := os.Stat(from); err != nil {
		return m, "", fault.Wrap(err, fault.NotFound, "app.restore.unreadable", "file", from)
	} else if info.IsDir() {
		list, err := filepath.Glob(filepath.Join(from, "mihe-*.db.json")) // in the order of their names, which are times
		if err != nil || len(list) == 0 {
			return m, "", fault.New(fault.NotFound, "app.restore.none", "folder", from)
		}
		path = list[len(list)-1][:len(list[len(list)-1])-len(".json")]
	}
	raw, err := os.ReadFile(path + ".json")
	if err != nil {
		return m, "", fault.Wrap(err, fault.Invalid, "app.restore.unfinished", "file", path)
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, "", fault.Wrap(err, fault.Invalid, "app.restore.unfinished", "file", path)
	}
	return m, path, nil
}

// checkBackup makes sure that the file is the one that was written, that SQLite finds nothing wrong with it, and that every
// chain in it is whole and continues the checkpoints kept elsewhere as far as it reaches.
func checkBackup(ctx context.Context, path string, m Manifest, heads []ledger.Checkpoint) error {
	sum, _, err := hashFile(path)
	if err != nil {
		return err
	}
	if sum != m.SHA256 {
		return fault.New(fault.Invalid, "app.restore.changed", "file", path)
	}
	if err := store.Check(ctx, path); err != nil {
		return fault.Wrap(err, fault.Invalid, "app.restore.changed", "file", path)
	}
	r, err := store.OpenArchive(ctx, path)
	if err != nil {
		return err
	}
	for _, c := range m.Chains {
		if err != nil {
			break
		}
		var result ledger.Result
		if result, err = chainOf(ctx, r, c.Number, c.Node, within(heads, c)); err == nil && !result.OK {
			err = fault.New(fault.Invalid, "app.restore.chain", "node", c.Node, "seq", result.FirstBad.Seq, "why", string(result.FirstBad.Why))
		}
	}
	return errors.Join(err, r.Close())
}

// within are the checkpoints of a chain that lie inside it; later ones tell of entries that the backup cannot hold.
func within(heads []ledger.Checkpoint, c Reach) (list []ledger.Checkpoint) {
	for _, h := range heads {
		if h.Node == c.Node && h.Seq <= c.Seq {
			list = append(list, h)
		}
	}
	return list
}

// compare holds the chains of the backup against those of the database in place and against the checkpoints. A chain that
// the backup does not have is lost as a whole.
func (done *Restored) compare(ctx context.Context, r Restore) error {
	newest, reach := map[string]int64{}, map[string]int64{}
	done.Proved = "backup"
	for _, c := range done.Chains {
		reach[c.Node] = c.Seq
		if len(within(r.Heads, c)) > 0 {
			done.Proved = "checkpoint"
		}
	}
	for _, h := range r.Heads {
		newest[h.Node] = max(newest[h.Node], h.Seq)
	}
	present := filepath.Join(r.Folder, databaseFile)
	if _, err := os.Stat(present); err == nil {
		if err := done.follows(ctx, present, newest); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", r.Folder)
	}
	for _, node := range slices.Sorted(maps.Keys(newest)) {
		if n := newest[node] - reach[node]; n > 0 {
			done.Lost = append(done.Lost, Lost{node, n})
		}
	}
	return nil
}

// follows refuses a backup whose chain is not the beginning of the present one. A present database that cannot be read any
// more proves nothing and hinders nothing; one that could not be read just now does.
func (done *Restored) follows(ctx context.Context, present string, newest map[string]int64) error {
	r, err := store.OpenReader(ctx, present)
	if err != nil {
		return ctx.Err() // a broken database is what backups are for
	}
	err = errors.Join(r.Read(ctx, func(q store.Queryer) error { return done.follow(q, newest) }), r.Close())
	if e, ok := fault.As(err); ok && (e.Key == "app.restore.fork" || e.Key == "store.slow" || e.Key == "store.busy") {
		return err
	}
	return ctx.Err()
}

// follow looks at every chain of the present database.
func (done *Restored) follow(q store.Queryer, newest map[string]int64) error {
	nodes, err := nodesOf(q)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		seq, _, err := ledgerdb.Store{}.Head(q, n.Number)
		if err != nil {
			return err
		}
		newest[n.ID] = max(newest[n.ID], seq)
	}
	for _, c := range done.Chains {
		seq, _, err := ledgerdb.Store{}.Head(q, c.Number)
		if err != nil {
			return err
		}
		if seq < c.Seq || c.Seq == 0 {
			continue // the backup is newer: nothing to hold it against
		}
		var head string
		err = q.QueryRow(`SELECT head FROM ledger_entry WHERE node = $1 AND seq = $2`, c.Number, c.Seq).Scan(&head)
		if err != nil {
			return err
		}
		if head != c.Head {
			return fault.New(fault.Invalid, "app.restore.fork")
		}
	}
	done.Proved = "database"
	return nil
}

// replace moves the present database aside and puts the backup in its place; the keyring stays.
func (done *Restored) replace(ctx context.Context, path string, r Restore) error {
	for _, step := range done.steps(ctx, path, r) {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// steps are those of replacing. After each of them the program may be killed: then the folder is as it was, opens nothing until it is restored again, or
// has the backup in place and a note that says so. What takes room on the disk is written first.
func (done *Restored) steps(ctx context.Context, path string, r Restore) []func() error {
	in := func(name string) string { return filepath.Join(r.Folder, name) }
	put := func(name string) func() error {
		return func() error {
			if err := os.Rename(in(name+".restoring"), in(name)); err != nil {
				return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", r.Folder)
			}
			return nil
		}
	}
	return []func() error{
		func() error { return copyFile(path, in(databaseFile+".restoring")) },
		func() error { return writeNote(ctx, path, in(noteFile+".restoring")) },
		func() error { return done.aside(r.Folder) },
		put(noteFile),
		func() error { return done.sync(r.Folder) }, // the note is on disk before what it tells of is there
		put(databaseFile),
		func() error { return done.keyring(path, r) },
		func() error {
			kept := evidence.Folder(filepath.Join(filepath.Dir(path), evidenceFolder))
			if err := kept.CopyTo(evidence.Folder(in(evidenceFolder))); err != nil {
				return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", r.Folder)
			}
			return nil
		},
		func() error { return done.sync(r.Folder) },
	}
}

// aside moves the present database away, and what an earlier restore that stopped half way has left of one: SQLite would take the log of another database
// for that of the backup.
func (done *Restored) aside(folder string) error {
	present := filepath.Join(folder, databaseFile)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_, err := os.Stat(present + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil && done.Aside == "" {
			done.Aside = filepath.Join(folder, "replaced-"+time.Now().UTC().Format(stamp))
			err = os.Mkdir(done.Aside, 0o700)
		}
		if err == nil {
			err = os.Rename(present+suffix, filepath.Join(done.Aside, databaseFile+suffix))
		}
		if err != nil {
			return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", folder)
		}
	}
	return nil
}

// sync makes sure that the new names outlast a power cut: first those of what was put aside.
func (done *Restored) sync(folder string) error {
	var err error
	if done.Aside != "" {
		err = syncFolder(done.Aside)
	}
	if err = errors.Join(err, syncFolder(folder)); err != nil {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", folder)
	}
	return nil
}

// keyring takes the backup's keys where the folder has none.
func (done *Restored) keyring(path string, r Restore) error {
	ring := filepath.Join(r.Folder, keyringFile)
	done.Keyring = "current"
	if _, err := os.Stat(ring); errors.Is(err, fs.ErrNotExist) {
		done.Keyring = "backup"
		half := ring + ".restoring"
		if err := copyFile(filepath.Join(filepath.Dir(path), keyringFile), half); err != nil {
			return err
		}
		if err := os.Rename(half, ring); err != nil {
			return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", r.Folder)
		}
	}
	return nil
}

// syncFolder is the way to disk; tests watch it.
var syncFolder = store.SyncFolder

func copyFile(from, to string) error {
	raw, err := os.Open(from)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "app.restore.unreadable", "file", from)
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err == nil {
		_, err = f.ReadFrom(raw)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err = errors.Join(err, raw.Close()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", filepath.Dir(to))
	}
	return nil
}

// reopened opens the restored folder as the program would: keys must fit, erased persons lose what an older copy brought
// back, and every chain goes on with an entry that says so.
func reopened(ctx context.Context, r Restore) error {
	a, err := Open(ctx, Config{Folder: r.Folder, alone: true}, r.Words)
	if err != nil {
		return fmt.Errorf("the restored folder: %w", err)
	}
	return a.Close()
}
