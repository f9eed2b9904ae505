package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"mihe/internal/base/store"
)

// diedAfterFailedSync has a program die after a sync of the log failed and before it could do anything about it; the
// next program finds in the kernel's memory what never reached the disk. after is that next program: it commits twice
// and is told that both are stored. Then the power goes. It returns in how many of the ways of a disk one was missing.
func diedAfterFailedSync(t *testing.T, after func(target string) error) (lost int) {
	t.Helper()
	folder, next := t.TempDir(), t.TempDir()
	r, target := newRig(t, folder, "1000")
	db, err := store.Open(context.Background(), target, power)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), take(r, tried{0, 0, 0})); err != nil {
		t.Fatal(err)
	}
	fails := make(chan bool, 1) // the program dies at once: nothing after the failure reaches the files
	r.failWith(func(s step) error {
		if s.kind == syncing && s.inLog() && len(fails) == 0 {
			copyFolder(t, folder, next)
			r.over = true
			fails <- true
			return errDisk
		}
		return nil
	})
	_ = db.Write(context.Background(), take(r, tried{0, 1, 0})) // its answer died with it
	steps := r.finish()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	failed := 0
	for steps[failed].kind != failing {
		failed++
	}
	steps = steps[:failed+1]

	r, target = newRig(t, next, "1000")
	if err := after(target); err != nil {
		t.Fatal(err)
	}
	steps = append(steps, r.finish()...)
	for seed := range uint64(100) {
		if survivors(t, steps, seed) != 2 {
			lost++
		}
	}
	return lost
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range []string{"mihe.db", "mihe.db-wal"} { // the index of the log is lost with the last program
		raw, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// survivors cuts the power at the end and counts what is left of the two commits.
func survivors(t *testing.T, steps []step, seed uint64) (n int) {
	t.Helper()
	disk, folder := newPlatter(seed), t.TempDir()
	for _, s := range steps {
		disk.take(s)
	}
	if err := disk.cut(folder); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(context.Background(), filepath.Join(folder, "mihe.db"), power)
	if err != nil {
		return 0
	}
	defer func() { _ = db.Close() }()
	err = db.Read(context.Background(), func(q store.Queryer) error {
		return q.QueryRow(`SELECT COUNT(*) FROM power_tally WHERE worker >= 100`).Scan(&n)
	})
	if err != nil {
		return 0
	}
	return n
}

const afterwards = `INSERT INTO power_tally (worker, turns, bytes) VALUES ($1, 0, 0)`

func TestNextProgramDoesNotBuildOnWhatOnlyTheKernelRemembers(t *testing.T) {
	lost := diedAfterFailedSync(t, func(target string) error {
		db, err := store.Open(context.Background(), target, power)
		if err != nil {
			return err
		}
		t.Cleanup(func() { _ = db.Close() }) // it dies too, when the power goes
		for worker := range 2 {
			if err := db.Write(context.Background(), run(afterwards, 100+worker)); err != nil {
				return err
			}
		}
		return nil
	})
	if lost > 0 {
		t.Errorf("%d of 100 power cuts lost something acknowledged", lost)
	}
}

// The control: a program that opens the file and writes.
func TestNextProgramThatJustWritesLoses(t *testing.T) {
	lost := diedAfterFailedSync(t, func(target string) error {
		db, err := sql.Open("sqlite3", target+"&_pragma=synchronous(full)")
		if err != nil {
			return err
		}
		t.Cleanup(func() { _ = db.Close() })
		for worker := range 2 {
			if _, err := db.Exec(afterwards, 100+worker); err != nil {
				return err
			}
		}
		return nil
	})
	if lost == 0 {
		t.Error("nothing was lost")
	}
	t.Logf("%d of 100 power cuts lost something acknowledged", lost)
}
