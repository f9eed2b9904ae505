package store

import (
	"context"
	"time"

	"mihe/internal/base/fault"
)

// A group is closed by whichever comes first. The time is short because the first member waits for the last: with
// bulk batches of about 30 ms in the queue nobody waits for more than one of them and a commit.
const (
	groupSize = 64
	groupTime = 20 * time.Millisecond
)

// group is the use cases that share one COMMIT.
type group struct {
	s         *session
	rule      *guard
	until     time.Time
	ran       []ran
	lost      error // the whole transaction is gone, with everything that ran well in it
	committed bool  // COMMIT came back well
	undecided bool  // COMMIT failed in a way that does not tell whether it took place
}

// ran is a use case that has run, and its error.
type ran struct {
	job *job
	err error
}

// full tells that no further member is let in.
func (g *group) full() bool {
	return g.lost != nil || len(g.ran) >= groupSize || time.Now().After(g.until)
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
	if err != nil {
		err = g.undo(err)
	}
	g.ran = append(g.ran, ran{j, err})
}

// undo takes back what the last member did, and returns what it is told. When even this fails, the database has undone
// the whole transaction already, as a full disk makes it do, or the connection is lost: then the member's error says
// why, unless it is one of its own.
func (g *group) undo(cause error) error {
	if g.s.exec("ROLLBACK TO SAVEPOINT member") != nil {
		g.lost = cause
		if _, ok := fault.As(cause); !ok {
			cause = unavailable(cause)
		}
		return cause
	}
	g.lost = g.s.exec("RELEASE SAVEPOINT member")
	return cause
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

// commit makes the group durable, unless it has been lost before.
func (g *group) commit() {
	if g.lost != nil {
		return
	}
	g.lost = g.s.exec("COMMIT")
	g.committed = g.lost == nil
	g.undecided = g.lost != nil && undecided(g.lost)
}

// answer tells the members what became of them, once it is known. A member that failed waits for it too: it may have
// failed because of what another member wrote, which nobody else could see before.
func (g *group) answer() {
	for _, r := range g.ran {
		if r.err == nil && g.lost != nil {
			r.err = unavailable(g.lost)
		}
		r.job.done <- r.err
	}
	g.ran = nil
}

// settle gives a group whose COMMIT failed its answer when it is known whether the group is stored.
func (g *group) settle(stored bool) {
	if stored {
		g.lost = nil
	} else {
		g.lost = fault.Wrap(g.lost, fault.Unavailable, "store.lost")
	}
	g.answer()
}

// unavailable makes sure that a member who lost its work through no fault of its own may be told to try again.
func unavailable(err error) error {
	err = classify(err)
	if f, ok := fault.As(err); ok && f.Kind == fault.Unavailable {
		return err
	}
	return fault.Wrap(err, fault.Unavailable, "store.lost")
}
