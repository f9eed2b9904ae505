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

// settle brings a pool to the clock of this transaction: what has expired is freed, who waits for more than there is in all waits no
// longer, and free units are offered to the line in its order. The first who asks for more than is free stops it: nobody is passed over. It returns
// the units that are free after that. A freed hold is recorded as such, so that a clock that is set back brings none to life again.
func (s *Service) settle(tx *store.Tx, p Pool) (free int, err error) {
	if err := s.expire(tx, p); err != nil {
		return 0, err
	}
	line, err := s.standing(tx, p)
	if err != nil {
		return 0, err
	}
	used, err := s.Store.Used(tx, s.Node, p.ID)
	if err != nil || !p.On(s.Today()) {
		return p.Total - used, err
	}
	free = p.Total - used
	for _, w := range line {
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

// standing returns who waits for a pool, in order. Who waits for more than it has left in all is told that it is in vain, and waits no longer: a
// device that is lost must not leave the whole line standing behind somebody who can never be served.
func (s *Service) standing(tx *store.Tx, p Pool) (waiting []Wait, err error) {
	line, err := s.Store.Line(tx, s.Node, p.ID)
	if err != nil {
		return nil, err
	}
	for _, w := range line {
		switch {
		case w.beyond(p):
			err = s.unmet(tx, p, w)
		case w.Standing == Waiting:
			waiting = append(waiting, w)
		}
		if err != nil {
			return nil, err
		}
	}
	return waiting, nil
}

func (s *Service) unmet(tx *store.Tx, p Pool, w Wait) error {
	w.Standing = Unmet
	if err := s.write(tx, clerk(), "booking.wait.unmet", p.Region, Change{Wait: &w}, w.Person); err != nil {
		return err
	}
	return s.tell(tx, p, w.Person, unmetTemplate, w.ID, notify.Args{Number: ident.Number(w.ID)})
}

// tell queues a message about something of a pool, where persons are told at all.
func (s *Service) tell(tx *store.Tx, p Pool, person, template, about string, a notify.Args) error {
	if s.Notices == nil {
		return nil
	}
	_, err := s.Notices.QueueIn(tx, clerk(), notify.Wish{Person: person, Channel: notify.SMS, Template: template, About: about, Region: p.Region, Args: a})
	return err
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
	h := Hold{ID: id, Pool: p.ID, Units: w.Units, Person: w.Person, For: w.For, Wait: w.ID, State: Held, MadeMs: s.nowMs()}
	day := calendar.Day(time.UnixMilli(s.expiry(p)))
	if h.ExpiresMs, err = afterDay(day); err != nil {
		return err
	}
	w.Standing, w.Hold = Offered, id
	if err := s.write(tx, clerk(), "booking.wait.offered", p.Region, Change{Hold: &h, Wait: &w}, w.Person); err != nil {
		return err
	}
	return s.tell(tx, p, h.Person, offerTemplate, h.ID, notify.Args{Number: ident.Number(h.ID), Day: day})
}

// afterDay is the moment at which a day in China is over. An offer stands until then: its message names a day, and on that day it can be answered.
func afterDay(day string) (int64, error) {
	t, err := time.ParseInLocation(time.DateOnly, day, calendar.China)
	return t.AddDate(0, 0, 1).UnixMilli(), err
}

const (
	offerTemplate = "offer"
	unmetTemplate = "unmet"
)

// Templates are what this room tells persons: that a place is kept for them until the end of a day, and that a wait is in vain. They do not say of what.
func Templates() []notify.Template {
	return []notify.Template{
		{Name: offerTemplate, Short: "booking.message.short", Letter: "booking.message.letter"},
		{Name: unmetTemplate, Short: "booking.message.unmet.short", Letter: "booking.message.unmet.letter"},
	}
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
