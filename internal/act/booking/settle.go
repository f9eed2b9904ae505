package booking

import (
	"context"
	"time"

	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// clerk is who frees what has expired and makes the offers of a line: nobody decides these.
func clerk() access.Actor { return access.System("booking", CanHandle) }

// settle brings a pool to the clock of this transaction: what has expired is freed, and free units are offered to the line in its order. The
// first who asks for more than is free stops it: nobody is passed over. It returns the units that are free after that. A freed hold is
// recorded as such, so that a clock that is set back brings none to life again.
func (s *Service) settle(tx *store.Tx, p Pool) (free int, err error) {
	if err := s.expire(tx, p); err != nil {
		return 0, err
	}
	used, err := s.Store.Used(tx, s.Node, p.ID)
	if err != nil || !p.On(s.Today()) {
		return p.Total - used, err
	}
	free = p.Total - used
	if free <= 0 {
		return free, nil
	}
	line, err := s.Store.Line(tx, s.Node, p.ID)
	if err != nil {
		return free, err
	}
	for _, w := range line {
		if w.Standing != Waiting {
			continue
		}
		if w.Units > free {
			break
		}
		if err := s.offer(tx, p, w); err != nil {
			return free, err
		}
		free -= w.Units
	}
	return free, nil
}

func (s *Service) expire(tx *store.Tx, p Pool) error {
	gone, err := s.Store.Expired(tx, s.Node, p.ID, s.nowMs())
	if err != nil {
		return err
	}
	for _, h := range gone {
		if err := s.end(tx, clerk(), "booking.hold.expired", p, h, Expired, Lapsed); err != nil {
			return err
		}
	}
	return nil
}

// end ends a hold, and with it the wait whose offer it was.
func (s *Service) end(tx *store.Tx, who access.Actor, kind string, p Pool, h Hold, state State, standing Standing) error {
	h.State = state
	c := Change{Hold: &h}
	if err := s.answered(tx, h, standing, &c); err != nil {
		return err
	}
	return s.write(tx, who, kind, p.Region, c, h.Person)
}

// answered adds to a change what becomes of the wait whose offer a hold is.
func (s *Service) answered(tx *store.Tx, h Hold, standing Standing, c *Change) error {
	if h.Wait == "" {
		return nil
	}
	w, found, err := s.Store.Wait(tx, s.Node, h.Wait)
	if err == nil && found && w.Standing == Offered {
		w.Standing = standing
		c.Wait = &w
	}
	return err
}

// offer makes the offer to the next of a line: a hold that expires.
func (s *Service) offer(tx *store.Tx, p Pool, w Wait) error {
	id, err := s.mint("hold")
	if err != nil {
		return err
	}
	h := Hold{ID: id, Pool: p.ID, Units: w.Units, Person: w.Person, For: w.For, Wait: w.ID, State: Held, MadeMs: s.nowMs(), ExpiresMs: s.expiry(p)}
	w.Standing, w.Hold = Offered, id
	if err := s.write(tx, clerk(), "booking.wait.offered", p.Region, Change{Hold: &h, Wait: &w}, w.Person); err != nil || s.Notices == nil {
		return err
	}
	_, err = s.Notices.QueueIn(tx, clerk(), notify.Wish{
		Person: h.Person, Channel: notify.SMS, Template: offerTemplate, About: h.ID, Region: p.Region,
		Args: notify.Args{Number: ident.Number(h.ID), Day: calendar.Day(time.UnixMilli(h.ExpiresMs))},
	})
	return err
}

const offerTemplate = "offer"

// Templates are what this room tells persons: that a place is kept for them until a day. It does not say which.
func Templates() []notify.Template {
	return []notify.Template{{Name: offerTemplate, Short: "booking.message.short", Letter: "booking.message.letter"}}
}

func (s *Service) expiry(p Pool) int64 {
	return s.Now().Add(time.Duration(p.HoldHours) * time.Hour).UnixMilli()
}

// Advance settles every pool in which something has expired, so that lines move while nobody writes: one transaction a pool. It returns how many
// there were.
func (s *Service) Advance(ctx context.Context) (n int, err error) {
	var due []string
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		due, err = s.Store.Due(q, s.Node, s.nowMs())
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, id := range due {
		err := s.DB.Write(ctx, func(tx *store.Tx) error {
			p, err := s.pool(tx, id)
			if err == nil {
				_, err = s.settle(tx, p)
			}
			return err
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
