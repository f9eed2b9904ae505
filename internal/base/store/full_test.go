package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// fullDisk fills up at the write that begins at, counted from the start, and stays full until there is room again.
// When it is full a file cannot grow; every second time nothing can be written at all, as where overwriting needs room
// too.
type fullDisk struct {
	folder  string
	rig     *rig
	writes  int
	begins  int
	times   int
	full    bool
	strict  bool
	reached map[string]int // at which kinds of writes it filled up
}

func (d *fullDisk) fail(s step) error {
	if s.kind != writing {
		return nil
	}
	d.writes++
	if !d.full && d.writes < d.begins {
		return nil
	}
	info, err := os.Stat(filepath.Join(d.folder, s.path))
	grows := err != nil || s.off+int64(len(s.data)) > info.Size()
	if !d.full {
		d.full, d.strict = true, d.times%2 == 0
		d.times++
		d.reached[what(s, grows)]++
		return errFull
	}
	if grows || d.strict {
		return errFull
	}
	return nil
}

func what(s step, grows bool) string {
	name := "page of the database"
	if s.inLog() {
		name = "log"
	}
	if grows {
		return name + ", growing"
	}
	return name
}

// room frees some, and lets the disk fill up again a few writes later.
func (d *fullDisk) room() {
	d.rig.mu.Lock()
	defer d.rig.mu.Unlock()
	d.full = false
	d.begins = d.writes + 1 + 7*d.times%61
}

func (d *fullDisk) isFull() bool {
	d.rig.mu.Lock()
	defer d.rig.mu.Unlock()
	return d.full
}

func TestFullDiskAtEveryWrite(t *testing.T) {
	points := 100
	if scale() > 1 {
		points = 500
	}
	folder := t.TempDir()
	r, target := newRig(t, folder, "40")
	db, err := store.Open(context.Background(), target, power)
	if err != nil {
		t.Fatal(err)
	}
	disk := &fullDisk{folder: folder, rig: r, reached: map[string]int{}}
	disk.room()
	r.failWith(disk.fail)
	w := &soloist{t: t, db: db, rig: r, known: books{}}
	refused, longest := 0, time.Duration(0)
	for disk.times < points || disk.isFull() {
		if err := w.write(); err == nil && !disk.isFull() {
			continue
		}
		for range 3 { // it stays full: whoever writes is told why, and whoever reads is served
			if err := w.write(); err != nil {
				refused++
			}
			w.read()
		}
		disk.room()
		longest = max(longest, w.untilStored(disk))
		if t.Failed() {
			t.Fatalf("at point %d", disk.times)
		}
	}
	r.failWith(nil)
	w.untilStored(disk)
	steps := r.finish()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	for _, err := range cuts(t, steps, points, 4) { // and the power may go too
		t.Error(err)
	}
	t.Logf("%d points %v, %d turns, %d refusals, the longest way back %v", disk.times, disk.reached, w.turn, refused, longest)
}

// soloist is one worker who expects nothing but a full disk.
type soloist struct {
	t             *testing.T
	db            *store.DB
	rig           *rig
	turn, attempt int
	known         books
}

func (w *soloist) write() error {
	w.t.Helper()
	me := tried{0, w.turn, w.attempt}
	w.attempt++
	err := w.db.Write(context.Background(), take(w.rig, me))
	w.rig.note(told{me, err})
	w.known.take(step{note: me})
	w.known.take(step{note: told{me, err}})
	if err == nil {
		w.turn++
		return nil
	}
	wantKind(w.t, err, fault.Unavailable, "store.full")
	return err
}

func (w *soloist) read() {
	w.t.Helper()
	if err := w.db.Read(context.Background(), w.known.compare); err != nil {
		w.t.Errorf("read: %v", err)
	}
}

// untilStored writes until something is stored, and tells how long that took after there was room. The disk may fill
// up again before, while the store recovers.
func (w *soloist) untilStored(disk *fullDisk) time.Duration {
	w.t.Helper()
	began := time.Now()
	for w.write() != nil && time.Since(began) < patience {
		if disk.isFull() {
			disk.room()
			began = time.Now()
		}
		time.Sleep(time.Millisecond)
	}
	if w.read(); time.Since(began) >= patience {
		w.t.Errorf("nothing could be stored for %v after there was room again", patience)
	}
	return time.Since(began)
}
