package booking

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Take turns a hold into a place that stays until it is released: by the person whom it was offered to, or by whoever keeps the pool.
func (s *Service) Take(ctx context.Context, who access.Actor, hold string) (h Hold, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		h, err = s.TakeIn(tx, who, hold)
		return err
	})
	return h, err
}

// TakeIn is Take inside a use case of another room. What has been taken already stays so.
func (s *Service) TakeIn(tx *store.Tx, who access.Actor, hold string) (Hold, error) {
	h, p, err := s.reached(tx, who, hold)
	if err != nil || h.State == Taken {
		return h, err
	}
	if h.State != Held {
		return h, over(h)
	}
	h.State = Taken
	c := Change{Hold: &h}
	if err := s.answered(tx, h, Served, &c); err != nil {
		return h, err
	}
	return h, s.write(tx, who, "booking.hold.taken", p.Region, c, h.Person)
}

// Release gives the units of a hold back, and the line moves: by the person, or by whoever keeps the pool.
func (s *Service) Release(ctx context.Context, who access.Actor, hold string) (h Hold, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		h, err = s.ReleaseIn(tx, who, hold)
		return err
	})
	return h, err
}

// ReleaseIn is Release inside a use case of another room. What has been released already stays so.
func (s *Service) ReleaseIn(tx *store.Tx, who access.Actor, hold string) (Hold, error) {
	h, p, err := s.reached(tx, who, hold)
	if err != nil || h.State == Released {
		return h, err
	}
	if h.State == Expired {
		return h, over(h)
	}
	if l, lent, err := s.Store.LoanOfHold(tx, s.Node, h.ID); err != nil || lent && l.State == Lent {
		return h, orElse(err, fault.New(fault.Conflict, "booking.loan.out"))
	}
	if err := s.end(tx, who, "booking.hold.released", p, h, Released, Left); err != nil {
		return h, err
	}
	h.State = Released
	_, err = s.settle(tx, p)
	return h, err
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// over says why a hold can be taken no more.
func over(h Hold) error {
	if h.State == Expired {
		return fault.New(fault.Conflict, "booking.hold.late")
	}
	return fault.New(fault.Conflict, "booking.hold.over")
}

// reached returns a hold of the actor's own, or of a pool that the actor keeps, with the pool settled: what the hold is now.
func (s *Service) reached(tx *store.Tx, who access.Actor, hold string) (h Hold, p Pool, err error) {
	h, found, err := s.Store.Hold(tx, s.Node, hold)
	if err == nil && !found {
		err = absent()
	}
	if err == nil {
		p, err = s.pool(tx, h.Pool)
	}
	if err == nil && !own(who, h.Person) {
		err = s.keeps(tx, who, p.Provider, p.Region)
	}
	if err != nil {
		return h, p, err
	}
	if _, err := s.settle(tx, p); err != nil {
		return h, p, err
	}
	h, _, err = s.Store.Hold(tx, s.Node, hold)
	return h, p, err
}
