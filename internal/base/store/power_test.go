package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mihe/internal/base/store"
)

// cuts replays a recording and cuts the power at n random steps, each with its own choice of what reached the disk. It
// returns what was wrong after each cut at which something was.
func cuts(t *testing.T, steps []step, n int, seed uint64) (wrong []error) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	at := make([]int, n)
	for i := range at {
		at[i] = random.IntN(len(steps) + 1)
	}
	slices.Sort(at)
	disk, known := newPlatter(seed), books{}
	for i, s := range steps {
		for len(at) > 0 && at[0] == i {
			at = at[1:]
			if err := restart(t, disk, known); err != nil {
				wrong = append(wrong, fmt.Errorf("cut before step %d of %d: %w", i, len(steps), err))
			}
		}
		disk.take(s)
		known.take(s)
	}
	for range at {
		if err := restart(t, disk, known); err != nil {
			wrong = append(wrong, fmt.Errorf("cut at the end: %w", err))
		}
	}
	return wrong
}

// restart opens what the cut left as the program would, and returns what is wrong with it.
func restart(t *testing.T, disk *platter, known books) (err error) {
	t.Helper()
	folder, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := disk.cut(folder); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(context.Background(), filepath.Join(folder, "mihe.db"), power)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Read(context.Background(), func(q store.Queryer) error {
		var found string
		if err := q.QueryRow(`PRAGMA integrity_check(1)`).Scan(&found); err != nil || found != "ok" {
			return fmt.Errorf("integrity check: %s %w", found, err)
		}
		return known.compare(q)
	})
}

// record lets the workers work on a rigged disk and returns everything that reached it, with what they were told.
func record(t *testing.T, turns int, prepare func(db *store.DB, r *rig)) []step {
	t.Helper()
	r, target := newRig(t, t.TempDir(), "40")
	db, err := store.Open(context.Background(), target, power)
	if err != nil {
		t.Fatal(err)
	}
	if prepare != nil {
		prepare(db, r)
	}
	work(t, db, r, turns)
	steps := r.finish()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	return steps
}

// powerCuts is how many cuts the tests below make.
func powerCuts() int {
	if scale() > 1 {
		return 2000 * (scale() / 2)
	}
	return 300
}

func TestPowerCutLosesNothingAcknowledged(t *testing.T) {
	steps := record(t, 100, nil)
	wrong := cuts(t, steps, powerCuts(), 1)
	for _, err := range wrong[:min(len(wrong), 5)] {
		t.Error(err)
	}
	t.Logf("%d cuts in %d steps: %d wrong", powerCuts(), len(steps), len(wrong))
}

// The control: without a sync before the acknowledgement the same cuts lose some, or they prove nothing.
func TestPowerCutWithoutSyncLoses(t *testing.T) {
	store.Weaken(t)
	steps := record(t, 100, nil)
	wrong := cuts(t, steps, 300, 1)
	lost := 0
	for _, err := range wrong {
		if !errors.Is(err, errLost) {
			t.Errorf("not a loss: %v", err) // NORMAL gives up the last commits, never the rest
		} else {
			lost++
		}
	}
	if lost == 0 {
		t.Error("nothing was lost")
	}
	t.Logf("300 cuts in %d steps: %d lost", len(steps), lost)
}
