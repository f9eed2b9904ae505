package store

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/ncruces/go-sqlite3"

	"mihe/internal/base/fault"
)

// After a failure the database is reopened at once, and then again and again with pauses that double. A full disk may
// stay full for a night.
const (
	firstPause = 20 * time.Millisecond
	longPause  = 5 * time.Second
)

// holdTime is how long the members of a group wait to learn whether it is stored when its COMMIT failed in a way that
// does not tell. They learn it as soon as the database has been reopened.
const holdTime = 10 * time.Second

// writer owns the one writing connection. Its queue is unbuffered: senders are served in the order they came, and a
// caller whose context ends simply stops waiting.
//
// After a failed COMMIT, a failed sync or a lost connection nothing is acknowledged until reopen has brought the
// database into a known state; whoever comes meanwhile is refused at once.
type writer struct {
	db     *DB
	rule   *guard
	reopen func(context.Context, *group) (stored bool, err error) // db.reopen; the control of a test puts in another
	time   time.Duration                                          // groupTime; a test that needs one group sets more
	queue  chan *job
	quit   context.Context
	stop   func()

	// Only the loop's goroutine touches the rest.
	s      *session
	broken error            // why nothing is acknowledged now, or nil
	held   *group           // the group that waits to learn whether it is stored, or nil
	until  time.Time        // how long it waits
	pause  time.Duration    // before the next attempt to reopen
	again  <-chan time.Time // the end of that pause, or nil
}

var errTrouble = errors.New("a write or sync of the database file failed")

func newWriter(db *DB, rule *guard) *writer {
	quit, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	w := &writer{db: db, rule: rule, reopen: db.reopen, time: groupTime, queue: make(chan *job), quit: quit}
	w.stop = func() {
		cancel()
		<-ended
	}
	go func() {
		defer close(ended)
		w.loop()
	}()
	return w
}

func (w *writer) loop() {
	for {
		select {
		case j := <-w.queue:
			w.serve(j)
		case <-w.again:
			w.recover()
		case <-w.quit.Done():
			w.giveUp(w.quit.Err())
			w.s.release()
			return
		}
	}
}

// serve commits one group that starts with first.
func (w *writer) serve(first *job) {
	if err := w.begin(); err != nil {
		first.done <- w.refusal(err)
		return
	}
	g := &group{s: w.s, rule: w.rule, until: time.Now().Add(w.time)}
	for j := first; j != nil; j = w.next(g) {
		g.member(j)
	}
	g.commit()
	if g.lost != nil || w.db.disk.hasTrouble() {
		w.fail(g)
		return
	}
	g.answer()
}

// begin begins a transaction, on a fresh connection when there is none. A connection may have been lost while nobody
// wrote, so the first failure is one that reopening may mend.
func (w *writer) begin() error {
	if w.broken != nil {
		return w.broken
	}
	err := w.beginOnce()
	if err == nil || errors.Is(err, sqlite3.BUSY) {
		return err
	}
	if w.fail(&group{lost: err}); w.broken != nil {
		return w.broken
	}
	return w.beginOnce()
}

func (w *writer) beginOnce() (err error) {
	if w.s == nil {
		if w.s, err = newSession(w.quit, w.db.writing, w.db.dialect); err != nil {
			return err
		}
	}
	return w.s.begin()
}

// next returns the use case that has waited longest, or nil when nobody waits or the group is full.
func (w *writer) next(g *group) *job {
	if g.full() {
		return nil
	}
	select {
	case j := <-w.queue:
		return j
	default:
		return nil
	}
}

// fail stops acknowledging after g was lost, or after it was committed while the disk had trouble. Members whose fate
// is known are told at once, the others when the database has been reopened.
func (w *writer) fail(g *group) {
	w.s.abandon()
	w.s = nil
	if g.committed || g.undecided {
		w.held, w.until = g, time.Now().Add(holdTime)
	} else {
		g.answer()
	}
	slog.Error("store: writing has stopped until the database has been reopened and checked", "error", cmp.Or(g.lost, errTrouble))
	w.pause = firstPause / 2
	w.recover()
}

// recover tries once to reopen the database. When that fails it will be tried again after a pause, which is never
// shorter than the attempt was.
func (w *writer) recover() {
	began := time.Now()
	stored, err := w.reopen(w.quit, w.held)
	if w.broken = err; err != nil {
		if time.Now().After(w.until) {
			w.giveUp(err)
		}
		w.pause = max(min(2*w.pause, longPause), time.Since(began))
		w.again = time.After(w.pause)
		return
	}
	w.again = nil
	if w.held != nil {
		w.held.settle(stored)
		w.held = nil
	}
	slog.Info("store: writing goes on", "reopened_in", time.Since(began))
}

// giveUp tells the held group that nobody knows.
func (w *writer) giveUp(cause error) {
	if w.held == nil {
		return
	}
	w.held.lost = fault.Wrap(errors.Join(w.held.lost, cause), fault.Unavailable, "store.unsure")
	w.held.answer()
	w.held = nil
}

// refusal is what a use case is told that was not run at all. A full disk and a server that is away are named; what
// else is wrong the operator finds in the log.
func (w *writer) refusal(err error) error {
	err = unavailable(err)
	if f, ok := fault.As(err); w.broken == nil || ok && (f.Key == "store.full" || f.Key == "store.open") {
		return err
	}
	return fault.Wrap(err, fault.Unavailable, "store.stopped")
}
