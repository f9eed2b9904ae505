package store

import (
	"context"
	"database/sql"
	"time"

	"mihe/internal/base/fault"
)

// A group is closed by whichever comes first. The time is short because the first member waits for the last: with
// bulk batches of about 30 ms in the queue nobody waits for more than one of them and a commit.
const (
	groupSize = 64
	groupTime = 20 * time.Millisecond
)

// writer owns the one writing connection. Its queue is unbuffered: senders are served in the order they came, and a
// caller whose context ends simply stops waiting.
type writer struct {
	db    *sql.DB
	rule  *guard
	begin string
	queue chan *job
	quit  chan struct{}
	ended chan struct{}
	dead  error // set by a failed COMMIT; only the loop's goroutine touches it
}

func newWriter(db *sql.DB, d Dialect, rule *guard) *writer {
	w := &writer{
		db: db, rule: rule, begin: "BEGIN IMMEDIATE",
		queue: make(chan *job), quit: make(chan struct{}), ended: make(chan struct{}),
	}
	if d == Postgres {
		w.begin = "BEGIN"
	}
	go w.loop()
	return w
}

func (w *writer) stop() {
	close(w.quit)
	<-w.ended
}

func (w *writer) loop() {
	defer close(w.ended)
	var s *session
	for {
		select {
		case j := <-w.queue:
			s = w.serve(s, j)
		case <-w.quit:
			s.release()
			return
		}
	}
}

// serve commits one group that starts with first and returns the session for the next group: the same one, or nil
// when the connection can no longer be trusted.
func (w *writer) serve(s *session, first *job) *session {
	if w.dead != nil {
		first.done <- w.dead
		return s
	}
	s, err := w.open(s)
	if err != nil {
		first.done <- unavailable(err)
		return nil
	}
	g := group{s: s, rule: w.rule, until: time.Now().Add(groupTime)}
	for j := first; j != nil && g.lost == nil; j = w.next(&g) {
		g.member(j)
	}
	if g.lost == nil {
		if err := s.exec("COMMIT"); err != nil {
			w.dead = fault.Wrap(err, fault.Unavailable, "store.stopped")
			g.lost = w.dead
		}
	}
	g.answer()
	if g.lost != nil {
		s.discard()
		return nil
	}
	return s
}

// open begins a transaction, on a fresh connection when there is none.
func (w *writer) open(s *session) (_ *session, err error) {
	if s == nil {
		if s, err = newSession(w.db); err != nil {
			return nil, err
		}
	}
	if err := s.exec(w.begin); err != nil {
		s.discard()
		return nil, err
	}
	return s, nil
}

// next returns the use case that has waited longest, or nil when nobody waits or the group is full.
func (w *writer) next(g *group) *job {
	if len(g.ran) >= groupSize || time.Now().After(g.until) {
		return nil
	}
	select {
	case j := <-w.queue:
		return j
	default:
		return nil
	}
}

// group is the use cases that share one COMMIT.
type group struct {
	s     *session
	rule  *guard
	until time.Time
	ran   []ran
	lost  error // the whole transaction is gone, with everything that ran well in it
}

// ran is a use case that has run, and its error.
type ran struct {
	job *job
	err error
}

// member runs one use case in its savepoint.
func (g *group) member(j *job) {
	if err := j.ctx.Err(); err != nil {
		j.done <- err
		return
	}
	if g.lost = g.s.exec("SAVEPOINT member"); g.lost != nil {
		j.done <- unavailable(g.lost)
		return
	}
	err := g.turn(j)
	if err == nil {
		// A use case may have swallowed the error of a statement that spoiled its savepoint: this tells.
		err = g.s.exec("RELEASE SAVEPOINT member")
	}
	g.ran = append(g.ran, ran{j, err})
	if err != nil {
		g.undo(err)
	}
}

// undo takes back what the last member did. When even this fails, the database has undone the whole transaction
// already: a full disk does that.
func (g *group) undo(cause error) {
	if g.s.exec("ROLLBACK TO SAVEPOINT member") != nil {
		g.lost = cause
		return
	}
	g.lost = g.s.exec("RELEASE SAVEPOINT member")
}

// turn lets the caller run its use case. The context given to its statements ends with it, so rows left open are
// closed and a Tx kept for later is useless.
func (g *group) turn(j *job) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	tx := &Tx{ctx: ctx, s: g.s, rule: g.rule}
	j.turn <- tx
	return tx.seen.verdict(<-j.outcome)
}

// answer tells the members what became of them, after the COMMIT. A member that failed waits for it too: it may have
// failed because of what another member wrote, which nobody else could see before.
func (g *group) answer() {
	for _, r := range g.ran {
		if r.err == nil && g.lost != nil {
			r.err = unavailable(g.lost)
		}
		r.job.done <- r.err
	}
}

// unavailable makes sure that a member who lost its work through no fault of its own may be told to try again.
func unavailable(err error) error {
	err = classify(err)
	if f, ok := fault.As(err); ok && f.Kind == fault.Unavailable {
		return err
	}
	return fault.Wrap(err, fault.Unavailable, "store.lost")
}
