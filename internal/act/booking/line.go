package booking

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Join puts a person at the end of the line of a pool. Where there is room and nobody waits, the offer is there at once.
func (s *Service) Join(ctx context.Context, who access.Actor, c Claim) (w Wait, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		w, err = s.JoinIn(tx, who, c)
		return err
	})
	return w, err
}

// JoinIn is Join inside a use case of another room. A person waits once for a pool; the key of the claim is not looked at.
func (s *Service) JoinIn(tx *store.Tx, who access.Actor, c Claim) (Wait, error) {
	p, err := s.placed(tx, who, c)
	if err != nil {
		return Wait{}, err
	}
	if c.Units > p.Total {
		return Wait{}, invalid("units", "booking.units", "max", p.Total)
	}
	if _, err := s.settle(tx, p); err != nil {
		return Wait{}, err
	}
	line, err := s.Store.Line(tx, s.Node, p.ID)
	if err != nil {
		return Wait{}, err
	}
	for _, w := range line {
		if w.Person == c.Person {
			return Wait{}, fault.New(fault.Conflict, "booking.wait.twice")
		}
	}
	last, err := s.Store.LastN(tx, s.Node, p.ID)
	if err != nil {
		return Wait{}, err
	}
	id, err := s.mint("wait")
	if err != nil {
		return Wait{}, err
	}
	w := Wait{ID: id, Pool: p.ID, N: last + 1, Units: c.Units, Person: c.Person, For: c.For, Standing: Waiting, JoinedMs: s.nowMs()}
	if err := s.write(tx, who, "booking.wait.joined", p.Region, Change{Wait: &w}, w.Person); err != nil {
		return Wait{}, err
	}
	if _, err := s.settle(tx, p); err != nil {
		return Wait{}, err
	}
	w, _, err = s.Store.Wait(tx, s.Node, id)
	return w, err
}

// Leave ends a wait: by the person, or by whoever keeps the pool. An offer is answered by Take and Release.
func (s *Service) Leave(ctx context.Context, who access.Actor, wait string) (w Wait, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		var found bool
		if w, found, err = s.Store.Wait(tx, s.Node, wait); err == nil && !found {
			err = absent()
		}
		if err != nil {
			return err
		}
		p, err := s.pool(tx, w.Pool)
		if err == nil && !own(who, w.Person) {
			err = s.keeps(tx, who, p.Provider, p.Region)
		}
		if err != nil || w.Standing == Left {
			return err
		}
		if w.Standing != Waiting {
			return fault.New(fault.Conflict, "booking.wait.over")
		}
		w.Standing = Left
		if err := s.write(tx, who, "booking.wait.left", p.Region, Change{Wait: &w}, w.Person); err != nil {
			return err
		}
		_, err = s.settle(tx, p) // whoever stood in the way is gone
		return err
	})
	return w, err
}

// Ahead is how many wait before somebody in a line: their offers are made first.
func Ahead(line []Wait, w Wait) (n int) {
	for _, o := range line {
		if o.Standing == Waiting && o.N < w.N {
			n++
		}
	}
	return n
}
