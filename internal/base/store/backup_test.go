package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

func TestBackupWhileFourWrite(t *testing.T) {
	folder := t.TempDir()
	r, target := newRig(t, folder, "100")
	db, err := store.Open(context.Background(), target, power)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan bool)
	go func() {
		defer close(ended)
		work(t, db, r, 150)
	}()
	backups := 0
	for running := true; running; backups++ {
		select {
		case <-ended:
			running = false // and one more of the whole
		case <-time.After(5 * time.Millisecond):
		}
		before := r.books()
		path := filepath.Join(folder, "copy.db") // each replaces the last
		if err := store.Backup(context.Background(), db, path); err != nil {
			t.Fatalf("backup: %v", err)
		}
		if err := sound(path, before, r.books()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"copy.db", "mihe.db", "mihe.db-shm", "mihe.db-wal"}, names(t, folder)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if info, err := os.Stat(filepath.Join(folder, "copy.db")); err != nil || info.Mode() != 0o600 {
		t.Errorf("the copy has mode %v, %v; want 0600", info.Mode(), err)
	}
	r.finish()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if backups < 3 {
		t.Errorf("%d backups while four wrote, want a few", backups)
	}
	t.Logf("%d backups", backups)
}

// books returns what the workers know now.
func (r *rig) books() books {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := books{}
	for _, s := range r.steps {
		b.take(s)
	}
	return b
}

// sound checks a copy: everything acknowledged before is there, nothing that was not tried after, nothing in part.
func sound(path string, before, after books) (err error) {
	if err := store.Check(context.Background(), path); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for worker := range 4 {
		var turns int
		err := db.QueryRow(`SELECT COALESCE(MAX(turns), 0) FROM power_tally WHERE worker = $1`, worker).Scan(&turns)
		low, high := len(before.of(worker).won), len(after.of(worker).won)+len(after.of(worker).open)
		if err != nil || turns < low || turns > high {
			return fmt.Errorf("worker %d: %d turns, %w; want between %d and %d", worker, turns, err, low, high)
		}
		var whole book // nobody failed, so the attempt is the turn
		for turn := range turns {
			whole.won = append(whole.won, map[int]bool{turn: true})
		}
		if err := whole.compare(db, worker); err != nil {
			return fmt.Errorf("worker %d: %w", worker, err)
		}
	}
	return nil
}

// The control: whoever copies the file of a running program has no backup.
func TestCopyingTheFileIsNoBackup(t *testing.T) {
	for range 8 { // a copy made just after a checkpoint is whole by chance
		if copiedFile(t) != nil {
			return
		}
	}
	t.Error("eight copied files are taken for good backups")
}

// copiedFile judges a copy of the file alone, made while the database is open.
func copiedFile(t *testing.T) error {
	t.Helper()
	folder := t.TempDir()
	r, target := newRig(t, folder, "40")
	db, err := store.Open(context.Background(), target, power)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	work(t, db, r, 20)
	raw, err := os.ReadFile(filepath.Join(folder, "mihe.db"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "copy.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	wrong := sound(path, r.books(), r.books())
	r.finish()
	return wrong
}

func names(t *testing.T, folder string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestBackupLeavesNothingBehindWhenItFails(t *testing.T) {
	db := storetest.Open(t, notes)
	folder := t.TempDir()
	occupied := filepath.Join(folder, "copy.db")
	if err := os.MkdirAll(filepath.Join(occupied, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	wantKind(t, store.Backup(context.Background(), db, occupied), fault.Unavailable, "store.backup")
	wantKind(t, store.Backup(context.Background(), db, filepath.Join(folder, "no", "copy.db")), fault.Unavailable, "store.backup")
	ended, end := context.WithCancel(context.Background())
	end()
	wantKind(t, store.Backup(ended, db, filepath.Join(folder, "other.db")), fault.Unavailable, "store.cancelled")
	if diff := cmp.Diff([]string{"copy.db"}, names(t, folder)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if err := db.Write(context.Background(), add(1)); err != nil { // and the connection is in order
		t.Error(err)
	}
}

// What a backup that was killed left is gone after the next: of a keyring it would be a second copy of its keys.
func TestBackupForgetsWhatAKilledOneLeft(t *testing.T) {
	folder := t.TempDir()
	db, err := store.Open(context.Background(), filepath.Join(folder, "a.db"), notes)
	if err != nil {
		t.Fatal(err)
	}
	path, other := filepath.Join(folder, "copy [1].db"), filepath.Join(folder, "other.db.1.part")
	for _, left := range []string{path + ".123.part", other} {
		if err := os.WriteFile(left, []byte("keys"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(store.Backup(context.Background(), db, path), db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + ".123.part"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the part is still there: %v", err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("the part of another file: %v", err)
	}
}

func TestBackupOfAServerIsRefused(t *testing.T) {
	db, err := store.Open(context.Background(), storetest.Schema(t), notes)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	wantKind(t, store.Backup(context.Background(), db, filepath.Join(t.TempDir(), "copy.db")), fault.Invalid, "store.pg_dump")
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	db := storetest.Open(t, notes)
	for id := range 200 {
		if err := db.Write(context.Background(), run(`INSERT INTO note_line (node, id, text) VALUES (1, $1, $2)`, id, strings.Repeat("x", 500))); err != nil {
			t.Fatal(err)
		}
	}
	folder := t.TempDir()
	good := filepath.Join(folder, "a copy?with#odd%20name.db")
	if err := store.Backup(context.Background(), db, good); err != nil {
		t.Fatal(err)
	}
	if err := store.Check(context.Background(), good); err != nil {
		t.Errorf("a good copy: %v", err)
	}
	raw, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	torn := append([]byte(nil), raw...)
	clear(torn[len(torn)-4096:])
	for name, content := range map[string][]byte{"empty.db": nil, "short.db": raw[:len(raw)/2], "torn.db": torn, "text.db": []byte(strings.Repeat("text ", 1000))} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := store.Check(context.Background(), path); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: %v, want unavailable", name, err)
		}
	}
	wantKind(t, store.Check(context.Background(), filepath.Join(folder, "absent.db")), fault.Unavailable, "store.open")
	if got, err := os.ReadFile(good); err != nil || !cmp.Equal(got, raw) || len(names(t, folder)) != 5 {
		t.Errorf("checking changed the file, %v, or left something beside it: %v", err, names(t, folder))
	}
}

// How long a writer waits at most while a database of 200 MB is copied, and at other times.
func BenchmarkLongestWaitOfAWriter(b *testing.B) {
	folder := b.TempDir()
	path := filepath.Join(folder, "mihe.db")
	db, err := store.Open(context.Background(), path, notes)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const rows = 70_000
	for first := 0; first < rows; first += 1000 {
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			for id := first; id < first+1000; id++ {
				if _, err := tx.Exec(`INSERT INTO note_line (node, id, text) VALUES (1, $1, $2)`, id, strings.Repeat("x", 3000)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	id := 0
	for b.Loop() {
		longest := func(over <-chan bool) (wait time.Duration) {
			for ; ; id++ {
				select {
				case <-over:
					return wait
				default:
				}
				began := time.Now()
				if err := db.Write(context.Background(), run(`INSERT INTO note_line (node, id, text) VALUES (2, $1, 'short')`, id)); err != nil {
					b.Fatal(err)
				}
				wait = max(wait, time.Since(began))
			}
		}
		quiet := make(chan bool)
		time.AfterFunc(3*time.Second, func() { close(quiet) })
		alone := longest(quiet)
		first, began := id, time.Now()
		copied := make(chan bool)
		go func() {
			defer close(copied)
			if err := store.Backup(context.Background(), db, filepath.Join(folder, "copy.db")); err != nil {
				b.Error(err)
			}
		}()
		during := longest(copied)
		b.ReportMetric(float64(alone.Microseconds())/1000, "ms-longest-alone")
		b.ReportMetric(float64(during.Microseconds())/1000, "ms-longest-during")
		b.ReportMetric(float64(id-first)/time.Since(began).Seconds(), "writes/s-during")
		b.ReportMetric(time.Since(began).Seconds(), "s-backup")
	}
	if info, err := os.Stat(filepath.Join(folder, "copy.db")); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "MB")
	}
}

// A backup is told of once its bytes and then its name are on disk, in this order: after a power cut there is all of it or none.
func TestABackupOutlastsAPowerCut(t *testing.T) {
	db := storetest.Open(t, notes)
	folder := t.TempDir()
	path := filepath.Join(folder, "copy.db")
	var synced []string
	var failing error
	store.WatchDisk(t, func(f *os.File) error {
		if f.Name() != folder {
			synced = append(synced, "bytes")
			return nil
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the folder was brought to disk before the name was there: %v", err)
		}
		synced = append(synced, "name")
		return failing
	})
	if err := store.Backup(t.Context(), db, path); err != nil {
		t.Fatal(err)
	}
	if n := len(synced); n < 2 || synced[n-1] != "name" || synced[n-2] != "bytes" {
		t.Errorf("brought to disk: %v; want the bytes and at last the name", synced)
	}
	failing = errors.New("the disk is gone")
	wantKind(t, store.Backup(t.Context(), db, path), fault.Unavailable, "store.backup")
	if err := store.SyncFolder(filepath.Join(folder, "absent")); err == nil {
		t.Error("a folder that is not there was brought to disk")
	}
}
