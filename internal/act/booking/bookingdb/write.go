package bookingdb

import (
	"encoding/json"

	"mihe/internal/act/booking"
	"mihe/internal/base/store"
)

// Put writes everything that a change holds.
func (Store) Put(tx *store.Tx, node int64, c booking.Change) error {
	for _, put := range []func(*store.Tx, int64, booking.Change) error{putPool, putHold, putWait, putSlot, putLoan, putFeed} {
		if err := put(tx, node, c); err != nil {
			return err
		}
	}
	return nil
}

// write runs the statement with args and the body of what it writes at their end.
func write(tx *store.Tx, v any, statement string, args ...any) error {
	body, err := json.Marshal(v)
	if err == nil {
		_, err = tx.Exec(statement, append(args, string(body))...)
	}
	return err
}

func putPool(tx *store.Tx, node int64, c booking.Change) error {
	if c.Pool == nil {
		return nil
	}
	return write(tx, c.Pool, `
		INSERT INTO booking_pool (node, id, body) VALUES ($1, $2, $3)
		ON CONFLICT (node, id) DO UPDATE SET body = $3`, node, c.Pool.ID)
}

func putHold(tx *store.Tx, node int64, c booking.Change) error {
	h := c.Hold
	if h == nil {
		return nil
	}
	claim := h.Key
	if claim == "" {
		claim = h.ID
	}
	return write(tx, h, `
		INSERT INTO booking_hold (node, id, pool, person, state, units, expires_ms, claim, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (node, id) DO UPDATE SET state = $5, body = $9`,
		node, h.ID, h.Pool, h.Person, string(h.State), h.Units, h.ExpiresMs, claim)
}

func putWait(tx *store.Tx, node int64, c booking.Change) error {
	w := c.Wait
	if w == nil {
		return nil
	}
	open := bit(w.Standing == booking.Waiting || w.Standing == booking.Offered)
	return write(tx, w, `
		INSERT INTO booking_wait (node, id, pool, n, person, standing, open, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (node, id) DO UPDATE SET standing = $6, open = $7, body = $8`,
		node, w.ID, w.Pool, w.N, w.Person, string(w.Standing), open)
}

func putSlot(tx *store.Tx, node int64, c booking.Change) error {
	s := c.Slot
	if s == nil {
		return nil
	}
	from, until := s.Busy()
	return write(tx, s, `
		INSERT INTO booking_slot (node, id, post, provider, worker, person, claim, from_ms, busy_from_ms, busy_until_ms, cancelled, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (node, id) DO UPDATE SET from_ms = $8, busy_from_ms = $9, busy_until_ms = $10, cancelled = $11, body = $12`,
		node, s.ID, s.Post, s.Provider, s.Worker, s.Person, s.Key, s.FromMs, from, until, bit(s.Cancelled))
}

func putLoan(tx *store.Tx, node int64, c booking.Change) error {
	l := c.Loan
	if l == nil {
		return nil
	}
	return write(tx, l, `
		INSERT INTO booking_loan (node, id, pool, hold, person, state, due_on, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (node, id) DO UPDATE SET state = $6, body = $8`,
		node, l.ID, l.Pool, l.Hold, l.Person, string(l.State), l.DueOn)
}

func putFeed(tx *store.Tx, node int64, c booking.Change) error {
	f := c.Feed
	if f == nil {
		return nil
	}
	return write(tx, f, `
		INSERT INTO booking_feed (node, id, hash, account, closed, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (node, id) DO UPDATE SET closed = $5, body = $6`,
		node, f.ID, f.Hash, f.Account, bit(f.Closed))
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
