package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"mihe/internal/base/fault"
)

// Write runs fn inside the next group and returns when the group is on disk, or when it is certain that nothing of
// fn is. An error from fn undoes fn alone; a panic does too and comes back as an Internal fault. When ctx ends
// before fn starts, fn is skipped; once started it runs to its end, because a statement cancelled half-way would take
// the whole group with it. Use cases run in the order in which they asked.
func (db *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	j := &job{ctx: ctx, turn: make(chan *Tx), outcome: make(chan error, 1), done: make(chan error, 1)}
	select {
	case db.writer.queue <- j:
	case <-ctx.Done():
		return classify(ctx.Err())
	case <-db.writer.quit.Done():
		return fault.New(fault.Unavailable, "store.closed")
	}
	select {
	case tx := <-j.turn:
		j.run(tx, fn)
		return classify(<-j.done)
	case err := <-j.done:
		return classify(err)
	}
}

// job is one use case on its way through the writer. The caller's own goroutine runs it when the writer gives it the
// turn, so a stack trace names the caller and a test may stop itself inside.
type job struct {
	ctx     context.Context
	turn    chan *Tx
	outcome chan error // what fn returned
	done    chan error // what became of it
}

var errVanished = errors.New("the use case ended its goroutine without returning")

func (j *job) run(tx *Tx, fn func(tx *Tx) error) {
	err := errVanished
	defer func() {
		if p := recover(); p != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", p, debug.Stack()), fault.Internal, "store.panic")
		}
		j.outcome <- err
	}()
	err = fn(tx)
}
