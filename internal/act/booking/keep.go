package booking

import (
	"context"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

// The bounds of a pool.
const (
	// MostHours is how long a hold can stand: thirty days.
	MostHours = 720
)

// OpenPool opens a pool for an offer, by whoever keeps its provider's pools. An offer has one pool for a unit on any day.
func (s *Service) OpenPool(ctx context.Context, who access.Actor, p Pool) (Pool, error) {
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		sv, at, err := s.Catalog.Offered(tx, p.Service, p.Offer)
		if err != nil {
			return err
		}
		if err := s.keeps(tx, who, sv.Provider, at.Region); err != nil {
			return err
		}
		if p.From == "" {
			p.From = s.Today()
		}
		p.Provider, p.Name, p.Place, p.Region = sv.Provider, sv.Name, at.Name, at.Region
		if err := p.check(sv.Device != nil && slices.Contains(sv.Modes, lending)); err != nil {
			return err
		}
		all, err := s.Store.Pools(tx, s.Node)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(o Pool) bool { return o.Offer == p.Offer && o.Unit == p.Unit && o.meets(p) }) {
			return fault.New(fault.Conflict, "booking.pool.twice")
		}
		if p.ID, err = s.mint("pool"); err != nil {
			return err
		}
		return s.write(tx, who, "booking.pool.opened", p.Region, Change{Pool: &p})
	})
	return p, err
}

// lending is the mode of catalog.Terms in which what is offered comes back.
const lending = "mode.loan"

func (p Pool) check(device bool) error {
	switch {
	case !slices.Contains(catalog.Units, p.Unit) || p.Lends() && !device:
		return invalid("unit", "booking.pool.unit")
	case p.Total < 0 || p.Total > catalog.MostPlaces:
		return invalid("total", "booking.pool.total", "max", catalog.MostPlaces)
	case p.HoldHours < 1 || p.HoldHours > MostHours:
		return invalid("hold_hours", "booking.pool.hours", "max", MostHours)
	case !isDay(p.From):
		return invalid("from", "booking.day")
	case p.Until != "" && (!isDay(p.Until) || p.Until <= p.From):
		return invalid("until", "booking.day")
	}
	return nil
}

// meets tells whether two pools run on a common day.
func (p Pool) meets(o Pool) bool {
	return (p.Until == "" || o.From < p.Until) && (o.Until == "" || p.From < o.Until)
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// PoolChange is what of a pool can be changed.
type PoolChange struct {
	Total, HoldHours int
	Until            string
}

// ChangePool changes a pool. What is kept or taken stays so: a total below it is refused, and one below what somebody waits for, who
// would keep everybody behind waiting for ever. Where there is more room now, the line moves.
func (s *Service) ChangePool(ctx context.Context, who access.Actor, id string, c PoolChange) (p Pool, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if p, err = s.kept(tx, who, id); err != nil {
			return err
		}
		p.Total, p.HoldHours, p.Until = c.Total, c.HoldHours, c.Until
		if err := p.check(true); err != nil {
			return err
		}
		used, err := s.Store.Used(tx, s.Node, id)
		if err != nil {
			return err
		}
		if used > p.Total {
			return fault.New(fault.Conflict, "booking.pool.used", "used", used).At("total")
		}
		line, err := s.Store.Line(tx, s.Node, id)
		if err != nil {
			return err
		}
		for _, w := range line {
			if w.beyond(p) {
				return fault.New(fault.Conflict, "booking.pool.awaited", "units", w.Units).At("total")
			}
		}
		if err := s.write(tx, who, "booking.pool.changed", p.Region, Change{Pool: &p}); err != nil {
			return err
		}
		_, err = s.settle(tx, p)
		return err
	})
	return p, err
}

// kept returns a pool that the actor keeps, with its expired holds freed: every change of a pool begins with it.
func (s *Service) kept(tx *store.Tx, who access.Actor, id string) (Pool, error) {
	p, err := s.pool(tx, id)
	if err == nil {
		err = s.keeps(tx, who, p.Provider, p.Region)
	}
	if err == nil {
		_, err = s.settle(tx, p)
	}
	return p, err
}

// pool returns a pool, or says that there is none.
func (s *Service) pool(q store.Queryer, id string) (Pool, error) {
	p, found, err := s.Store.Pool(q, s.Node, id)
	if err == nil && !found {
		err = absent()
	}
	return p, err
}
