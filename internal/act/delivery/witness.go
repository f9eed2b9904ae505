package delivery

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// Mine is what was arranged for one person and the visits to her, as she and whoever acts for her see them.
type Mine struct {
	Plans     []Plan     // that are not over, by identifier
	Visits    []OwnVisit // the last first
	Providers map[string]Provider
}

// OwnVisit is a visit to whoever looks at it.
type OwnVisit struct {
	Shown
	Begun bool // its hour has come: the person can say whether it takes place
}

// Mine lists the visits of a person for herself and for whom she lets act for her; the mandate was looked at before.
func (s *Service) Mine(ctx context.Context, who access.Actor, person string) (m Mine, err error) {
	if !own(who, person) {
		return m, absent()
	}
	list, err := s.Visits(ctx, who, person)
	if err != nil {
		return m, err
	}
	m.Providers = map[string]Provider{}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if m.Plans, err = s.Store.PlansOf(q, s.Node, person); err != nil {
			return err
		}
		m.Plans = slices.DeleteFunc(m.Plans, func(p Plan) bool { return p.Over(s.today()) })
		var providers []string
		for _, p := range m.Plans {
			providers = append(providers, p.Provider)
		}
		for _, v := range list {
			m.Visits, providers = append(m.Visits, OwnVisit{v, s.begun(v.Visit)}), append(providers, v.Provider)
		}
		for _, id := range providers {
			if _, done := m.Providers[id]; done {
				continue
			}
			p, _, err := s.Providers.Provider(q, id)
			if err != nil {
				return err
			}
			m.Providers[id] = p
		}
		return nil
	})
	return m, err
}

// begun tells whether somebody can say whether a visit took place: its hour has come, and nobody has called it off.
func (s *Service) begun(v Visit) bool { return v.counts() && v.FromMs <= s.Now().UnixMilli() }

// Witness keeps what the person of a visit, or a relative under a mandate, says of it: that it took place, or that it did not. The
// carer need not have reported anything: that nobody came is worth most when a report is still to come.
func (s *Service) Witness(ctx context.Context, who access.Actor, visit string, says Says) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		v, err := s.Store.Visit(tx, s.Node, visit)
		if err != nil {
			return err
		}
		if !own(who, v.Person) {
			return absent()
		}
		if says != Happened && says != NotHappened {
			return wrong("says")
		}
		if !s.begun(v) {
			return fault.New(fault.Conflict, "delivery.visit.unbegun").At("says")
		}
		if who.OnBehalfOf != "" {
			if sides, err := s.Sides(tx, who, v.Provider, v.On); err != nil || sides {
				return firstOf(err, fault.New(fault.Denied, "delivery.visit.sides").At("says"))
			}
		}
		_, err = s.Evidence.ConfirmIn(tx, who, evidence.Word{About: about(v.ID), Person: v.Person, Says: evidence.Says(says)})
		return err
	})
}
