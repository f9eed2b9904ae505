package booking

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

// Claim asks for units of a pool for a person. Key is the caller's own: the same claim again is the same hold.
type Claim struct {
	Pool   string
	Units  int
	Person string
	For    string // the case or plan that it serves; may be empty
	Key    string
}

func (c Claim) check() error {
	if c.Units < 1 || c.Units > catalog.MostPlaces {
		return invalid("units", "booking.units", "max", catalog.MostPlaces)
	}
	return reference("for", c.For)
}

// Claim keeps units for a person, or says by a Conflict that there is no room, or that others wait for it.
func (s *Service) Claim(ctx context.Context, who access.Actor, c Claim) (h Hold, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		h, err = s.ClaimIn(tx, who, c)
		return err
	})
	return h, err
}

// ClaimIn is Claim inside a use case of another room.
func (s *Service) ClaimIn(tx *store.Tx, who access.Actor, c Claim) (Hold, error) {
	p, err := s.placed(tx, who, c)
	if err != nil {
		return Hold{}, err
	}
	if !keyForm.MatchString(c.Key) {
		return Hold{}, invalid("key", "booking.key")
	}
	if h, again, err := s.again(tx, c); err != nil || again {
		return h, err
	}
	free, err := s.settle(tx, p)
	if err != nil {
		return Hold{}, err
	}
	if err := s.lineIsEmpty(tx, p); err != nil {
		return Hold{}, err
	}
	if free < c.Units {
		return Hold{}, fault.New(fault.Conflict, "booking.full", "free", max(free, 0))
	}
	id, err := s.mint("hold")
	if err != nil {
		return Hold{}, err
	}
	h := Hold{ID: id, Pool: p.ID, Units: c.Units, Person: c.Person, For: c.For, Key: c.Key, State: Held, MadeMs: s.nowMs(), ExpiresMs: s.expiry(p)}
	return h, s.write(tx, who, "booking.hold.made", p.Region, Change{Hold: &h}, h.Person)
}

// placed returns the pool of a claim that the actor may make for a person.
func (s *Service) placed(tx *store.Tx, who access.Actor, c Claim) (Pool, error) {
	p, err := s.pool(tx, c.Pool)
	if err != nil {
		return Pool{}, err
	}
	if err := who.CheckAt(CanHandle, p.Region); err != nil {
		return Pool{}, err
	}
	if err := c.check(); err != nil {
		return Pool{}, err
	}
	if !p.On(s.Today()) {
		return Pool{}, fault.New(fault.Conflict, "booking.pool.closed")
	}
	return p, s.registered(tx, c.Person)
}

// again finds the hold that an earlier claim with the same key has made. Another claim under that key is refused.
func (s *Service) again(tx *store.Tx, c Claim) (Hold, bool, error) {
	h, found, err := s.Store.HoldByKey(tx, s.Node, c.Pool, c.Key)
	if err == nil && found && (h.Person != c.Person || h.Units != c.Units || h.For != c.For) {
		err = fault.New(fault.Conflict, "booking.key.other")
	}
	return h, found, err
}

// lineIsEmpty refuses to let a claim overtake those who wait.
func (s *Service) lineIsEmpty(tx *store.Tx, p Pool) error {
	line, err := s.Store.Line(tx, s.Node, p.ID)
	if err != nil {
		return err
	}
	n := 0
	for _, w := range line {
		if w.Standing == Waiting {
			n++
		}
	}
	if n > 0 {
		return fault.New(fault.Conflict, "booking.waited", "n", n)
	}
	return nil
}
