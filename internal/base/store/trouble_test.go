package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// nowAndThen fails a write or a sync, at steps that the seed decides, until it has failed eight.
func nowAndThen(seed uint64) func(s step) error {
	random, odds, left := rand.New(rand.NewPCG(seed, 2)), 0.004*float64(1+seed%4), 8
	return func(s step) error {
		if left == 0 {
			return nil
		}
		if random.Float64() < odds*map[kind]float64{writing: 1, truncating: 20, syncing: 5}[s.kind] {
			left--
			return errDisk
		}
		return nil
	}
}

// A disk that fails now and then, and a power cut at any moment before, during and after.
func TestFailingDiskLosesNothingAcknowledged(t *testing.T) {
	const disks = 10
	for seed := range uint64(disks) {
		steps := record(t, 25, func(_ *store.DB, r *rig) { r.failWith(nowAndThen(seed)) })
		wrong := append(cuts(t, steps, powerCuts()/disks, seed), reopened(steps)...)
		for _, err := range wrong[:min(len(wrong), 5)] {
			t.Errorf("disk %d: %v", seed, err)
		}
		t.Logf("disk %d: %d cuts in %d steps, %d failures: %d wrong", seed, powerCuts()/disks, len(steps), failures(steps), len(wrong))
	}
}

func failures(steps []step) (n int) {
	for _, s := range steps {
		if s.kind == failing {
			n++
		}
	}
	return n
}

// reopened checks that after a failed sync nobody was told "stored" before the database had been opened again, synced
// and its log emptied; unless their group had been synced before the failure and only the answer came after it.
func reopened(steps []step) (wrong []error) {
	ran := map[tried]int{}
	failed, opened := -1, true
	var emptied, synced bool
	lastSync := -1 // the last successful sync of the log before the failure
	for i, s := range steps {
		switch {
		case s.kind == failing:
			failed, opened, emptied, synced = i, false, false, false
		case s.kind == opening:
			opened = true
		case s.kind == truncating && s.inLog() && s.off == 0:
			emptied = opened
		case s.kind == syncing && !s.inLog():
			synced = opened
		case s.kind == syncing && opened && emptied && synced:
			failed = -1
		}
		if s.kind == syncing && s.inLog() && failed < 0 {
			lastSync = i
		}
		switch n := s.note.(type) {
		case tried:
			ran[n] = i
		case told:
			whole := opened && emptied && synced
			if at, ok := ran[n.tried]; ok && n.err == nil && failed >= 0 && (at > failed || lastSync < at) && !whole {
				wrong = append(wrong, fmt.Errorf("step %d: %+v was told that it is stored, after the failure at step %d", i, n.tried, failed))
			}
		}
	}
	return wrong
}

// The control: a writer that goes on as if nothing had happened breaks one promise or another on the same disks.
func TestFailingDiskWhenTheWriterGoesOn(t *testing.T) {
	unreopened := 0
	for seed := range uint64(10) {
		steps := record(t, 25, func(db *store.DB, r *rig) {
			store.GoOn(db)
			r.failWith(nowAndThen(seed))
		})
		unreopened += len(reopened(steps))
	}
	if unreopened == 0 {
		t.Error("nobody was told before the database had been reopened")
	}
	t.Logf("%d told before reopening", unreopened)
}

// failedCommit lets one sync of the log fail, at a COMMIT, and cuts the power right after the worker was told. It
// returns what the worker was told, and what was wrong.
func failedCommit(t *testing.T, prepare func(db *store.DB, r *rig)) (wrong []error, answer error) {
	t.Helper()
	r, target := newRig(t, t.TempDir(), "40")
	db, err := store.Open(context.Background(), target, power)
	if err != nil {
		t.Fatal(err)
	}
	prepare(db, r)
	for turn := range 4 {
		if turn == 3 {
			r.failWith(once(func(s step) bool { return s.kind == syncing && s.inLog() }))
		}
		me := tried{0, turn, 0}
		answer = db.Write(context.Background(), take(r, me))
		r.note(told{me, answer})
	}
	steps := r.finish()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	for seed := range uint64(powerCuts() / 3) {
		disk, known := newPlatter(seed), books{}
		for _, s := range steps {
			disk.take(s)
			known.take(s)
		}
		if err := restart(t, disk, known); err != nil {
			wrong = append(wrong, err)
		}
	}
	return wrong, answer
}

// once fails the first step that fits.
func once(fits func(s step) bool) func(s step) error {
	done := false
	return func(s step) error {
		if done || !fits(s) {
			return nil
		}
		done = true
		return errDisk
	}
}

func TestToldToBeLostIsLost(t *testing.T) {
	wrong, answer := failedCommit(t, func(*store.DB, *rig) {})
	wantKind(t, answer, fault.Unavailable, "store.lost")
	for _, err := range wrong {
		t.Error(err)
	}
}

// The control: the log holds the failed commit, and where the disk got it the restart finds it.
func TestToldToBeLostReturnsWhenTheWriterGoesOn(t *testing.T) {
	wrong, answer := failedCommit(t, func(db *store.DB, _ *rig) { store.GoOn(db) })
	wantKind(t, answer, fault.Unavailable, "store.lost")
	returned := 0
	for _, err := range wrong {
		if errors.Is(err, errReturned) {
			returned++
		}
	}
	if returned == 0 || returned != len(wrong) {
		t.Errorf("%d of %d restarts found what was told to be lost, %d found something else wrong", returned, powerCuts()/3, len(wrong)-returned)
	}
	t.Logf("%d of %d restarts found what was told to be lost", returned, powerCuts()/3)
}

// Where a sync fails matters: a checkpoint copies a part of the log while a reader still needs the rest, and does not
// sync it; the next checkpoint copies the rest, and its sync fails. SQLite goes on and in the end reuses the log; what
// was copied first is then nowhere. SQLite does not even report that sync, because it belongs to no commit.
func copyInTwoParts(t *testing.T, prepare func(db *store.DB, r *rig)) []error {
	t.Helper()
	r, target := newRig(t, t.TempDir(), "40")
	db, err := store.Open(context.Background(), target, power)
	if err != nil {
		t.Fatal(err)
	}
	prepare(db, r)
	turn := 0
	write := func(turns int) {
		t.Helper()
		for range turns {
			me := tried{0, turn, 0}
			err := db.Write(context.Background(), take(r, me))
			if r.note(told{me, err}); err != nil {
				t.Fatal(err)
			}
			turn++
		}
	}
	write(5)
	err = db.Read(context.Background(), func(q store.Queryer) error {
		var one int
		if err := q.QueryRow(`SELECT COUNT(*) FROM power_line`).Scan(&one); err != nil { // opens the snapshot
			return err
		}
		write(15) // checkpoints copy what was there when the reader came
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.failWith(once(func(s step) bool { return s.kind == syncing && !s.inLog() }))
	write(40)
	steps := r.finish()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if failures(steps) != 1 {
		t.Fatalf("%d syncs failed, want 1", failures(steps))
	}
	return append(cuts(t, steps, 100, 3), reopened(steps)...)
}

func TestFailedSyncOfACheckpointIsNoticedAndMended(t *testing.T) {
	for _, err := range copyInTwoParts(t, func(*store.DB, *rig) {}) {
		t.Error(err)
	}
}

func TestFailedSyncOfACheckpointWhenTheWriterGoesOn(t *testing.T) {
	wrong := copyInTwoParts(t, func(db *store.DB, _ *rig) { store.GoOn(db) })
	if len(wrong) == 0 {
		t.Error("nothing was lost or damaged")
	}
	t.Logf("%d cuts wrong, the first: %v", len(wrong), wrong[:min(1, len(wrong))])
}

// The classic mistake, as a control of the rig itself: after a failed sync, sync again and believe the answer.
func TestSyncTriedAgainAfterItFailedLoses(t *testing.T) {
	lost, syncs := 0, 0
	steps := record(t, 25, func(_ *store.DB, r *rig) {
		r.retry = true
		r.failWith(func(s step) error {
			if s.kind == syncing && s.inLog() {
				syncs++
			}
			return map[bool]error{true: errDisk}[s.kind == syncing && s.inLog() && syncs%5 == 0]
		})
	})
	for _, err := range cuts(t, steps, powerCuts(), 5) {
		if errors.Is(err, errLost) {
			lost++
		}
	}
	if lost == 0 {
		t.Error("nothing was lost")
	}
	t.Logf("%d cuts lost something", lost)
}
