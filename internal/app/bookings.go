package app

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/base/store"
)

// linesEvery is how often the lines move in which an offer has run out and nobody has written anything.
const linesEvery = time.Minute

// assembleBookings builds what a node counts: places, devices, hours.
func (a *App) assembleBookings(n *Node) {
	n.Bookings = &booking.Service{
		DB: a.DB, Store: bookingdb.Store{}, Catalog: n.Catalog, Persons: n.Persons, Staff: n.Persons, Notices: n.Messages, Log: n.Log, Node: n.Number,
		Now: time.Now, Random: rand.Reader,
	}
}

// going says by a Conflict that something about a person is not finished: a case is open, a device has not come back.
func (n *Node) going(q store.Queryer, person string) error {
	if err := n.Cases.Going(q, person); err != nil {
		return err
	}
	return n.Bookings.Going(q, person)
}

// runLines moves the lines of every node until ctx ends.
func (a *App) runLines(ctx context.Context, side *sync.WaitGroup) {
	for _, n := range a.Nodes {
		side.Go(func() {
			tick := time.NewTicker(linesEvery)
			defer tick.Stop()
			for {
				if _, err := n.Bookings.Advance(ctx); err != nil && ctx.Err() == nil {
					slog.Error("lines could not be moved", "node", n.ID, "cause", err)
				}
				select {
				case <-tick.C:
				case <-ctx.Done():
					return
				}
			}
		})
	}
}
