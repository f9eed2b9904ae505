package delivery

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// Shown is a visit with what is known of it.
type Shown struct {
	Visit
	Standing
	Ways      []evidence.Way // by which it was said to have taken place
	Conflicts []Moved        // reports that did not fit
	Lines     []Line         // of settlements
	Payments  []Payment      // those that the lines went into, one each; without a state while the settlement is not approved
	Here      bool           // of a carer's own day: the carer is down as having been there
}

// Confirmed tells whether the person's own side has said that the visit took place.
func (s Shown) Confirmed() bool { return s.Grade >= enough && !s.Contradicted }

// Day lists the visits of a carer on a day, in the order of time, with how sure each is. It names nobody but by identifiers.
func (s *Service) Day(ctx context.Context, who access.Actor, on string) (list []Shown, err error) {
	if err := who.Check(CanDeliver); err != nil {
		return nil, err
	}
	if _, err := time.Parse(time.DateOnly, on); err != nil {
		return nil, wrong("day")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		posts, err := s.Staff.PostsOf(q, who.Person)
		if err != nil || who.Person == "" || len(posts) == 0 {
			return err
		}
		var ids []string
		for _, p := range posts {
			ids = append(ids, p.ID)
		}
		visits, err := s.Store.OfPosts(q, s.Node, ids, on)
		if err != nil {
			return err
		}
		list, err = s.shown(q, visits, nil)
		for i, v := range list {
			list[i].Here = v.attends(ids)
		}
		return err
	})
	return list, err
}

// maxShown is how many visits a page of one person shows.
const maxShown = 200

// Visits lists the visits to a person, the last first, with how sure each is: for herself, for whom she lets act for her, and for
// whoever reads deliveries where she lives.
func (s *Service) Visits(ctx context.Context, who access.Actor, person string) (list []Shown, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if err := s.mayRead(q, who, person); err != nil {
			return err
		}
		visits, err := s.Store.VisitsOf(q, s.Node, person, maxShown)
		if err != nil {
			return err
		}
		list, err = s.shown(q, visits, nil)
		return err
	})
	return list, err
}

// shown adds what is known of visits.
func (s *Service) shown(q store.Queryer, visits []Visit, lines map[string][]Line) ([]Shown, error) {
	found, err := s.asked(q, visits)
	if err != nil {
		return nil, err
	}
	list := make([]Shown, len(visits))
	for i, v := range visits {
		st := found[about(v.ID)]
		list[i] = Shown{Visit: v, Standing: frozen(st), Ways: st.Ways, Lines: lines[v.ID]}
	}
	return list, nil
}

// ProviderMonth is a provider's month as it and the offices see it.
type ProviderMonth struct {
	Provider    Provider
	Month       string
	Visits      []Shown
	Settlements []Settlement
	Account     Account // where the provider is paid, for itself and whoever settles
}

// ProviderMonth shows a provider's month: to its own accounts, and to whoever reads deliveries where it is.
func (s *Service) ProviderMonth(ctx context.Context, who access.Actor, provider, month string) (m ProviderMonth, err error) {
	if _, err := time.Parse("2006-01", month); err != nil {
		return m, wrong("month")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		p, found, err := s.Providers.Provider(q, provider)
		if err != nil || !found {
			return orAbsent(err)
		}
		if err := s.seesProvider(q, who, p); err != nil {
			return err
		}
		m = ProviderMonth{Provider: p, Month: month}
		visits, err := s.Store.OfProvider(q, s.Node, provider, month, month)
		if err != nil {
			return err
		}
		lines, err := s.linesOf(q, provider)
		if err != nil {
			return err
		}
		if m.Visits, err = s.shown(q, visits, lines); err != nil {
			return err
		}
		for i, v := range m.Visits {
			if m.Visits[i].Conflicts, err = s.Store.Conflicts(q, s.Node, v.ID); err != nil {
				return err
			}
		}
		if err := s.follow(q, m.Visits); err != nil {
			return err
		}
		if m.Account, _, err = s.Store.Account(q, s.Node, provider); err != nil {
			return err
		}
		m.Settlements, err = s.Store.Settlements(q, s.Node, provider, month)
		return err
	})
	return m, err
}

// follow finds the payment that each line of visits went into.
func (s *Service) follow(q store.Queryer, list []Shown) error {
	known := map[string]Settlement{}
	for i, v := range list {
		for _, l := range v.Lines {
			d, seen := known[l.In]
			if !seen {
				var err error
				if d, err = s.Store.Settlement(q, s.Node, l.In); err != nil {
					return err
				}
				known[l.In] = d
			}
			list[i].Payments = append(list[i].Payments, d.paymentOf(l))
		}
	}
	return nil
}

// seesProvider tells whether an actor sees what a provider does.
func (s *Service) seesProvider(q store.Queryer, who access.Actor, p Provider) error {
	acts, err := s.Providers.Acts(q, p.ID, who.ID)
	if err != nil {
		return err
	}
	if acts && who.May(CanDeliver, p.Region) {
		return nil
	}
	return who.CheckAt(CanRead, p.Region)
}

// Cycle is a provider's month in the settler's list.
type Cycle struct {
	Provider    Provider
	Took        int // visits that took place, says the provider
	Settlements []Settlement
}

// Cycles lists the providers with visits in a month whose settlements the actor reads, by identifier.
func (s *Service) Cycles(ctx context.Context, who access.Actor, month string) (list []Cycle, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	if _, err := time.Parse("2006-01", month); err != nil {
		return nil, wrong("month")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		visits, err := s.Store.InMonth(q, s.Node, month)
		if err != nil {
			return err
		}
		list, err = s.cycles(q, who, month, visits)
		return err
	})
	return list, err
}

// Settled returns a settlement for whoever sees it.
func (s *Service) Settled(ctx context.Context, who access.Actor, id string) (d Settlement, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if d, err = s.Store.Settlement(q, s.Node, id); err != nil {
			return err
		}
		at, _ := region.ParseKey(d.At)
		return s.seesProvider(q, who, Provider{ID: d.Input.Provider, Region: at})
	})
	if err != nil {
		return Settlement{}, err
	}
	return d, nil
}
