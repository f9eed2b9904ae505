package delivery

import (
	"context"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/money"
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
			if p.On(on) { // who has left sees nobody's visits any more
				ids = append(ids, p.ID)
			}
		}
		visits, err := s.Store.OfPosts(q, s.Node, ids, on)
		if err != nil {
			return err
		}
		list, err = s.shown(q, visits)
		for i, v := range list {
			list[i].Here = v.attends(ids)
		}
		return err
	})
	return list, err
}

// Afterwards lists the visits of a carer on days before today, of this month and the last, that were marked missed and accepted by what she had reported:
// a code that came with that was not looked at, and she may hand it in still. It costs one short look where there are none.
func (s *Service) Afterwards(ctx context.Context, who access.Actor) (list []Shown, err error) {
	if err := who.Check(CanDeliver); err != nil {
		return nil, err
	}
	if who.Person == "" {
		return nil, nil
	}
	today := s.today()
	first, err := time.Parse("2006-01", today[:len("2006-01")])
	if err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.AcceptedOf(q, s.Node, who.Person, first.AddDate(0, -1, 0).Format("2006-01"))
		if err != nil {
			return err
		}
		// Those of today stand among the day's.
		all = slices.DeleteFunc(all, func(v Visit) bool { return v.On >= today || !who.May(CanDeliver, v.Place) })
		list, err = s.shown(q, all)
		for i := range list {
			list[i].Here = true
		}
		return err
	})
	return list, err
}

// Visits lists all visits to a person, the last first, with how sure each is: for herself, for whom she lets act for her, and for
// whoever reads deliveries where she lives.
func (s *Service) Visits(ctx context.Context, who access.Actor, person string) (list []Shown, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if err := s.mayRead(q, who, person); err != nil {
			return err
		}
		visits, err := s.Store.VisitsOf(q, s.Node, person, everything)
		if err != nil {
			return err
		}
		list, err = s.shown(q, visits)
		return err
	})
	return list, err
}

// shown adds what is known of visits.
func (s *Service) shown(q store.Queryer, visits []Visit) ([]Shown, error) {
	found, err := s.asked(q, visits)
	if err != nil {
		return nil, err
	}
	list := make([]Shown, len(visits))
	for i, v := range visits {
		st := found[about(v.ID)]
		list[i] = Shown{Visit: v, Standing: frozen(st), Ways: st.Ways}
	}
	return list, nil
}

// ProviderMonth is a provider's month as it and the offices see it: what it adds up to, and one page of its visits.
type ProviderMonth struct {
	Provider    Provider
	Month       string
	All         int       // visits
	Took        int       // took place, says whoever delivered
	Count       int       // would be paid by what is known now
	Due         money.Fen // for them
	AddedMs     int64     // when Count and Due were added up, at most a minute ago
	Page, Last  int
	Visits      []Shown // of the page, by time
	Settlements []SettlementHead
	Account     Account // where the provider is paid, for itself and whoever settles
}

// VisitsAPage is how many visits stand on a page of a month.
const VisitsAPage = 100

// ProviderMonth shows a provider's month: to its own accounts, and to whoever reads deliveries where it is. Pages count from 1; what is no page is the
// first.
func (s *Service) ProviderMonth(ctx context.Context, who access.Actor, provider, month string, page int) (m ProviderMonth, err error) {
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
		m = ProviderMonth{Provider: p, Month: month, Page: page}
		if err := s.addUp(q, &m); err != nil {
			return err
		}
		visits, err := s.Store.PageOfProvider(q, s.Node, provider, month, VisitsAPage, (m.Page-1)*VisitsAPage)
		if err != nil {
			return err
		}
		if m.Visits, err = s.listed(q, visits); err != nil {
			return err
		}
		if err := s.follow(q, provider, m.Visits); err != nil {
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

// addUp counts a provider's month without reading its visits.
func (s *Service) addUp(q store.Queryer, m *ProviderMonth) (err error) {
	if m.All, m.Took, err = s.Store.CountOfProvider(q, s.Node, m.Provider.ID, m.Month); err != nil {
		return err
	}
	m.Last = max(1, (m.All+VisitsAPage-1)/VisitsAPage)
	if m.Page < 1 || m.Page > m.Last {
		m.Page = 1
	}
	one, err := s.sum(q, m.Provider.ID, m.Month, m.Took)
	m.Count, m.Due, m.AddedMs = one.count, one.due, one.at.UnixMilli()
	return err
}

// follow finds the payment that each line of a provider's visits went into.
func (s *Service) follow(q store.Queryer, provider string, list []Shown) error {
	known := map[string]Course{}
	for i, v := range list {
		for _, l := range v.Lines {
			c, seen := known[l.In]
			if !seen {
				var err error
				if c, err = s.Store.Course(q, s.Node, l.In); err != nil {
					return err
				}
				known[l.In] = c
			}
			list[i].Payments = append(list[i].Payments, c.paymentOf(provider, l))
		}
	}
	return nil
}

// listed adds what is known of the visits of one page.
func (s *Service) listed(q store.Queryer, visits []Visit) ([]Shown, error) {
	var ids []string
	for _, v := range visits {
		ids = append(ids, v.ID)
	}
	lines, err := s.Store.LinesOf(q, s.Node, ids)
	if err != nil {
		return nil, err
	}
	misfits, err := s.Store.Conflicts(q, s.Node, ids)
	if err != nil {
		return nil, err
	}
	list, err := s.shown(q, visits)
	if err != nil {
		return nil, err
	}
	at := map[string]*Shown{}
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	for _, l := range lines {
		at[l.Visit].Lines = append(at[l.Visit].Lines, l)
	}
	for _, m := range misfits {
		at[m.Visit].Conflicts = append(at[m.Visit].Conflicts, m)
	}
	return list, nil
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
	Settlements []SettlementHead
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
		list, err = s.cycles(q, who, month)
		return err
	})
	return list, err
}

// Settled returns a settlement for whoever sees it.
func (s *Service) Settled(ctx context.Context, who access.Actor, id string) (d Settlement, err error) {
	d, _, err = s.SettledFor(ctx, who, id)
	return d, err
}

// SettledFor is Settled with the provider, of whom only the identifier is left where the directory knows it no more.
func (s *Service) SettledFor(ctx context.Context, who access.Actor, id string) (d Settlement, p Provider, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if d, err = s.Store.Settlement(q, s.Node, id); err != nil {
			return err
		}
		at, _ := region.ParseKey(d.At)
		if err := s.seesProvider(q, who, Provider{ID: d.Input.Provider, Region: at}); err != nil {
			return err
		}
		p, _, err = s.Providers.Provider(q, d.Input.Provider)
		p.ID = d.Input.Provider
		return err
	})
	if err != nil {
		return Settlement{}, Provider{}, err
	}
	return d, p, nil
}
