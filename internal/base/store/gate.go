package store

import (
	"context"
	"sync"
	"time"
)

// When the database has to be closed and opened again, readers inside are waited for, then asked to leave, and those
// who do not leave put the attempt off. Connections and other programs are given the same time.
const (
	readersFinish = 2 * time.Second
	othersLeave   = 5 * time.Second
)

// gate lets readers in, and keeps them out while the database is closed and opened again.
type gate struct {
	mu     sync.Mutex
	inside map[*visit]struct{}
	shut   chan struct{} // nil while the gate is open; closed when it opens again
}

// visit is one reader inside.
type visit struct{ leave context.CancelFunc }

// enter waits until the gate is open. The context it returns ends when the reader must leave.
func (g *gate) enter(ctx context.Context) (context.Context, func(), error) {
	for {
		g.mu.Lock()
		if g.shut == nil {
			break
		}
		opens := g.shut
		g.mu.Unlock()
		select {
		case <-opens:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
	defer g.mu.Unlock()
	inner, cancel := context.WithCancel(ctx)
	v := &visit{cancel}
	if g.inside == nil {
		g.inside = map[*visit]struct{}{}
	}
	g.inside[v] = struct{}{}
	return inner, func() {
		cancel()
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.inside, v)
	}, nil
}

// close keeps new readers out and tells whether those inside have left; open must follow in either case.
func (g *gate) close() bool {
	g.mu.Lock()
	g.shut = make(chan struct{})
	g.mu.Unlock()
	if waitFor(readersFinish, g.empty) {
		return true
	}
	g.mu.Lock()
	for v := range g.inside {
		v.leave()
	}
	g.mu.Unlock()
	return waitFor(othersLeave, g.empty)
}

func (g *gate) empty() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.inside) == 0
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.shut)
	g.shut = nil
}

// waitFor asks every millisecond until yes or until the time is over.
func waitFor(limit time.Duration, yes func() bool) bool {
	for until := time.Now().Add(limit); ; time.Sleep(time.Millisecond) {
		if yes() {
			return true
		}
		if time.Now().After(until) {
			return false
		}
	}
}
