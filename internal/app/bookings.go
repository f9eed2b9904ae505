package app

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/base/access"
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
	n.Elders.Places = n.Bookings
	n.Deliveries.Release = func(tx *store.Tx, hold string) error {
		_, err := n.Bookings.ReleaseIn(tx, access.System("plans", booking.CanHandle), hold) // whoever ends a plan need not keep the pool
		return err
	}
}

// going says by a Conflict that something about a person is not finished: a case is open, money is owed, a device has not come back.
func (n *Node) going(q store.Queryer, person string) error {
	if err := n.Cases.Going(q, person); err != nil {
		return err
	}
	if err := n.Deliveries.Going(q, person); err != nil {
		return err
	}
	return n.Bookings.Going(q, person)
}

// runLines moves the lines of every node until ctx ends, and gives back once a day the places of plans that are over.
func (a *App) runLines(ctx context.Context, side *sync.WaitGroup) {
	for _, n := range a.Nodes {
		side.Go(func() {
			tick, looked := time.NewTicker(linesEvery), ""
			defer tick.Stop()
			for {
				if today := n.Bookings.Today(); today != looked {
					if _, err := n.Deliveries.Lapse(ctx); err == nil {
						looked = today
					} else if ctx.Err() == nil {
						slog.Error("places of plans could not be given back", "node", n.ID, "cause", err)
					}
				}
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
