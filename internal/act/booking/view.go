package booking

import (
	"cmp"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// View is a pool as it is at a moment: whatever has expired counts no more, whether or not it was written down.
type View struct {
	Pool
	AtMs    int64
	Free    int
	Holds   []Hold // that live, by id
	Line    []Wait // who waits or has an offer, in order
	Loans   []Loan // that are out, the first to come back first
	Handles bool   // the reader claims for persons here
}

// Pools returns the pools that the actor keeps, by id.
func (s *Service) Pools(ctx context.Context, who access.Actor) (list []View, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.Pools(q, s.Node)
		if err != nil {
			return err
		}
		for _, p := range all {
			may, err := s.mayKeep(q, who, p.Provider, p.Region)
			if err != nil {
				return err
			}
			if !may {
				continue
			}
			v, err := s.view(q, who, p)
			if err != nil {
				return err
			}
			list = append(list, v)
		}
		return nil
	})
	return list, err
}

// Pool returns one pool that the actor keeps.
func (s *Service) Pool(ctx context.Context, who access.Actor, id string) (v View, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		p, err := s.pool(q, id)
		if err == nil {
			err = s.keeps(q, who, p.Provider, p.Region)
		}
		if err == nil {
			v, err = s.view(q, who, p)
		}
		return err
	})
	return v, err
}

func (s *Service) view(q store.Queryer, who access.Actor, p Pool) (v View, err error) {
	v = View{Pool: p, AtMs: s.nowMs(), Free: p.Total, Handles: who.May(CanHandle, p.Region)}
	holds, err := s.Store.Holds(q, s.Node, p.ID)
	if err != nil {
		return v, err
	}
	live := map[string]bool{}
	for _, h := range holds {
		if h.Live(v.AtMs) {
			v.Holds, live[h.ID] = append(v.Holds, h), true
			v.Free -= h.Units
		}
	}
	line, err := s.Store.Line(q, s.Node, p.ID)
	if err != nil {
		return v, err
	}
	for _, w := range line {
		if w.Standing == Waiting || live[w.Hold] {
			v.Line = append(v.Line, w)
		}
	}
	v.Loans, err = s.Store.Lent(q, s.Node, p.ID)
	return v, err
}

// Mine is what is kept for a person, and where they wait.
type Mine struct {
	Pools map[string]Pool
	Holds []Hold // that live, by id
	Waits []Stand
	Loans []Loan // out or come back, the newest first
	AtMs  int64
}

// Stand is a wait with how many are ahead of it.
type Stand struct {
	Wait
	Ahead int
}

// Own returns what concerns a person, to that person or to whoever acts for it.
func (s *Service) Own(ctx context.Context, who access.Actor, person string) (m Mine, err error) {
	if !own(who, person) {
		return m, absent()
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		m, err = s.mine(q, person)
		return err
	})
	return m, err
}

func (s *Service) mine(q store.Queryer, person string) (m Mine, err error) {
	m = Mine{Pools: map[string]Pool{}, AtMs: s.nowMs()}
	holds, err := s.Store.HoldsOf(q, s.Node, person)
	if err != nil {
		return m, err
	}
	for _, h := range holds {
		if h.Live(m.AtMs) {
			m.Holds = append(m.Holds, h)
		}
	}
	waits, err := s.Store.WaitsOf(q, s.Node, person)
	if err != nil {
		return m, err
	}
	for _, w := range waits {
		if w.Standing != Waiting {
			continue
		}
		line, err := s.Store.Line(q, s.Node, w.Pool)
		if err != nil {
			return m, err
		}
		m.Waits = append(m.Waits, Stand{w, Ahead(line, w)})
	}
	if m.Loans, err = s.Store.LoansOf(q, s.Node, person); err != nil {
		return m, err
	}
	return m, s.name(q, &m)
}

// name looks up the pools that a person has to do with.
func (s *Service) name(q store.Queryer, m *Mine) error {
	ids := map[string]bool{}
	for _, h := range m.Holds {
		ids[h.Pool] = true
	}
	for _, w := range m.Waits {
		ids[w.Pool] = true
	}
	for _, l := range m.Loans {
		ids[l.Pool] = true
	}
	for id := range ids {
		p, err := s.pool(q, id)
		if err != nil {
			return err
		}
		m.Pools[id] = p
	}
	return nil
}

// OverdueLoan is a device that should have come back, with the pool it belongs to.
type OverdueLoan struct {
	Loan
	Of Pool
}

// Overdue are the loans of pools that should have come back before a day, the longest overdue first.
func Overdue(pools []View, day string) (list []OverdueLoan) {
	for _, v := range pools {
		for _, l := range v.Loans {
			if l.Late(day) {
				list = append(list, OverdueLoan{l, v.Pool})
			}
		}
	}
	slices.SortFunc(list, func(a, b OverdueLoan) int { return cmp.Or(cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.ID, b.ID)) })
	return list
}
