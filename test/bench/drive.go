package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// answer is how long request n took, and whether it was answered as it should be.
type answer struct {
	n    int
	took time.Duration
	err  error
}

// onTime sends requests at a fixed rate for a while, whether or not earlier ones have been answered (an open loop), and
// waits for the last. A request's time counts from the moment it was due, so that waiting in a queue counts, in ours too.
func onTime(ctx context.Context, rate int, span time.Duration, do func(context.Context, int) error) []answer {
	answers := make([]answer, int(span.Seconds()*float64(rate)))
	began := time.Now()
	var open sync.WaitGroup
	for i := range answers {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		open.Go(func() {
			err := do(ctx, i)
			answers[i] = answer{i, time.Since(due), err}
		})
	}
	open.Wait()
	return answers
}

// crowd lets a number of readers each ask again as soon as they were answered (a closed loop) until the span is over.
func crowd(ctx context.Context, readers int, span time.Duration, do func(context.Context, int) error) (all []answer) {
	var mu sync.Mutex
	var next atomic.Int64
	var open sync.WaitGroup
	until := time.Now().Add(span)
	for range readers {
		open.Go(func() {
			var mine []answer
			for time.Now().Before(until) {
				i, began := int(next.Add(1)-1), time.Now()
				err := do(ctx, i)
				mine = append(mine, answer{i, time.Since(began), err})
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
		})
	}
	open.Wait()
	return all
}
