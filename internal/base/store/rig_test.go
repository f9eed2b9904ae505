package store_test

import (
	"bytes"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
)

// rig stands below the store in place of the disk. It records every write, truncation and sync of the database and its
// log in order, can fail any of them, and can say what a power cut would have left.
type rig struct {
	vfs.VFSFilename
	t    testing.TB
	name string

	mu    sync.Mutex
	steps []step
	over  bool               // the recording has ended
	fail  func(s step) error // asked before each write, truncation and sync; nil means that all is well
	retry bool               // a sync that fails is tried again, and then succeeds
}

type kind uint8

const (
	writing kind = iota
	truncating
	syncing
	failing // a sync that failed: what was not yet synced may never reach the disk
	removing
	opening // a new connection to the database
	noting  // something the test wants to find in its place among the others
)

type step struct {
	kind kind
	path string // the database, its log, or the journal under which SQLite first writes a new database
	off  int64  // of a write; the size of a truncation
	data []byte
	note any
}

// newRig registers a rig for one test and returns it with the target that opens the database in folder through it.
// checkpoint is the number of pages after which SQLite copies its log into the database.
func newRig(t testing.TB, folder, checkpoint string) (*rig, string) {
	t.Helper()
	r := &rig{VFSFilename: vfs.Find("os").(vfs.VFSFilename), t: t, name: strings.NewReplacer("/", "-", "#", "-").Replace(t.Name())}
	vfs.Register(r.name, r)
	t.Cleanup(func() { vfs.Unregister(r.name) })
	// The store makes an ordinary file private before SQLite sees it; a URI it leaves to SQLite.
	path := filepath.Join(folder, "mihe.db")
	f, err := os.OpenFile(path, os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return r, "file:" + path + "?vfs=" + r.name + "&_pragma=wal_autocheckpoint(" + checkpoint + ")"
}

// rigged is all that SQLite asks of a file on disk.
type rigged interface {
	vfs.FileSharedMemory
	vfs.FileLockState
	vfs.FileHasMoved
	vfs.FileSizeHint
	vfs.FilePersistWAL
	vfs.FilePowersafeOverwrite
}

type rigFile struct {
	rigged
	rig  *rig
	path string
}

func (r *rig) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, got, err := r.VFSFilename.OpenFilename(name, flags)
	if err != nil || flags&(vfs.OPEN_MAIN_DB|vfs.OPEN_WAL|vfs.OPEN_MAIN_JOURNAL) == 0 {
		return file, got, err
	}
	if flags&vfs.OPEN_MAIN_DB != 0 {
		r.record(step{kind: opening})
	}
	return &rigFile{file.(rigged), r, filepath.Base(name.String())}, got, nil
}

// Delete records the end of a journal. The log must not be removed while a database is in use: what a power cut does to
// a removed log is not modelled.
func (r *rig) Delete(path string, syncDir bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := step{kind: removing, path: filepath.Base(path)}
	if !r.over && s.inLog() {
		r.t.Errorf("%s was removed in the middle", s.path)
	}
	r.steps = append(r.steps, s)
	return r.VFSFilename.Delete(path, syncDir)
}

func (r *rig) record(s step) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps = append(r.steps, s)
}

func (r *rig) note(what any) { r.record(step{kind: noting, note: what}) }

// failWith sets what fails from now on.
func (r *rig) failWith(fail func(s step) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = fail
}

// finish ends the recording and returns it.
func (r *rig) finish() []step {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over, r.fail = true, nil
	return r.steps
}

// do performs one step, or fails it: a failing write still writes a part.
func (f *rigFile) do(s step, perform func(part []byte) error) error {
	f.rig.mu.Lock()
	defer f.rig.mu.Unlock()
	s.path = f.path
	var err error
	if f.rig.fail != nil {
		err = f.rig.fail(s)
	}
	switch {
	case err == nil:
		err = perform(s.data)
	case s.kind == syncing:
		s.kind = failing
	case s.kind == truncating:
		return err
	default:
		s.data = s.data[:len(s.data)/3]
		if e := perform(s.data); e != nil {
			return e
		}
	}
	s.data = bytes.Clone(s.data)
	f.rig.steps = append(f.rig.steps, s)
	if s.kind == failing && f.rig.retry {
		s.kind = syncing
		f.rig.steps = append(f.rig.steps, s)
		return nil
	}
	return err
}

func (f *rigFile) WriteAt(p []byte, off int64) (n int, err error) {
	err = f.do(step{kind: writing, off: off, data: p}, func(part []byte) (err error) {
		n, err = f.rigged.WriteAt(part, off)
		return err
	})
	return n, err
}

func (f *rigFile) Truncate(size int64) error {
	return f.do(step{kind: truncating, off: size}, func([]byte) error { return f.rigged.Truncate(size) })
}

// Sync does not trouble the real disk: only the recording decides what is durable.
func (f *rigFile) Sync(vfs.SyncFlag) error {
	return f.do(step{kind: syncing}, func([]byte) error { return nil })
}

// What the operating system says, in the form in which Go's files say it.
var (
	errFull = &fs.PathError{Op: "write", Path: "mihe.db", Err: syscall.ENOSPC}
	errDisk = &fs.PathError{Op: "sync", Path: "mihe.db", Err: syscall.EIO}
)

// sector is what a disk writes whole or not at all.
const sector = 512

// platter is what would be on disk: for each file the synced bytes, and the steps since.
type platter struct {
	rand  *rand.Rand
	files map[string]*track
}

type track struct {
	synced  []byte
	pending []step
	removed bool // and the folder not yet synced
}

func newPlatter(seed uint64) *platter {
	return &platter{rand: rand.New(rand.NewPCG(seed, 0)), files: map[string]*track{}}
}

// take carries on to the next step.
func (p *platter) take(s step) {
	if s.path == "" {
		return
	}
	f := p.files[s.path]
	if f == nil {
		f = &track{}
		p.files[s.path] = f
	}
	switch s.kind {
	case removing:
		f.removed = true
	case writing, truncating:
		f.pending = append(f.pending, s)
	case syncing:
		f.settle(func(int, int64) bool { return true })
		if s.inLog() { // which syncs the folder too
			maps.DeleteFunc(p.files, func(_ string, f *track) bool { return f.removed })
		}
	case failing: // the kernel reports it once, forgets what it could not write, and calls everything clean
		f.settle(p.choice())
	default: // nothing that a disk would notice
	}
}

// cut writes to folder what the files hold when the power goes now.
func (p *platter) cut(folder string) error {
	for _, path := range slices.Sorted(maps.Keys(p.files)) {
		f := p.files[path]
		if f.removed && p.rand.IntN(2) == 0 {
			continue
		}
		if err := os.WriteFile(filepath.Join(folder, path), apply(bytes.Clone(f.synced), f.pending, p.choice()), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// choice decides which sectors of which steps reached the disk, in one of the ways of a disk: nothing, everything, all
// up to some step, or each sector in its own time.
func (p *platter) choice() func(i int, at int64) bool {
	seed := p.rand.Uint64()
	switch p.rand.IntN(8) {
	case 0:
		return func(int, int64) bool { return false }
	case 1:
		return func(int, int64) bool { return true }
	case 2:
		return func(i int, _ int64) bool { return i < int(seed%16) }
	default:
		odds := p.rand.Float64()
		return func(i int, at int64) bool {
			return rand.New(rand.NewPCG(seed+uint64(i), uint64(at/sector))).Float64() < odds
		}
	}
}

func (f *track) settle(reached func(i int, at int64) bool) {
	f.synced = apply(f.synced, f.pending, reached)
	f.pending = nil
}

// apply changes image by those sectors of the steps that reached the disk.
func apply(image []byte, steps []step, reached func(i int, at int64) bool) []byte {
	for i, s := range steps {
		if s.kind == truncating {
			if reached(i, -1) {
				image = resize(image, s.off)
			}
			continue
		}
		for at := s.off; at < s.off+int64(len(s.data)); {
			end := min(at-at%sector+sector, s.off+int64(len(s.data)))
			if reached(i, at) {
				image = resize(image, max(end, int64(len(image))))
				copy(image[at:end], s.data[at-s.off:end-s.off])
			}
			at = end
		}
	}
	return image
}

func resize(image []byte, size int64) []byte {
	if size <= int64(len(image)) {
		return image[:size]
	}
	return append(image, make([]byte, size-int64(len(image)))...)
}

// inLog tells whether a step belongs to the log of the database.
func (s step) inLog() bool { return strings.HasSuffix(s.path, "-wal") }
