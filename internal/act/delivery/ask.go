package delivery

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Saying are what an inspector can record of a call.
var Saying = []Says{Happened, NotHappened, Differs, Unreached}

// Asked records what a person said to an inspector who has no hand in the provider. It becomes evidence in the same transaction. A visit
// whose person was not reached may be tried again; what was said stays.
func (s *Service) Asked(ctx context.Context, who access.Actor, audit, visit string, says Says) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		v, err := s.asks(tx, who, audit, visit)
		if err != nil {
			return err
		}
		if !slices.Contains(Saying, says) {
			return wrong("says")
		}
		done, err := s.said(tx, audit, visit)
		if err != nil {
			return err
		}
		if done != nil && done.Says != Unreached {
			return fault.New(fault.Conflict, "delivery.audit.asked")
		}
		return s.heard(tx, who, v, audit, says)
	})
}

// asks is a visit of a sample, for an inspector who may ask its person: nobody inspects whom they work for, and nobody themselves.
func (s *Service) asks(q store.Queryer, who access.Actor, audit, visit string) (v Visit, err error) {
	a, err := s.Store.Audit(q, s.Node, audit)
	if err != nil {
		return v, err
	}
	if err := who.CheckAt(CanAudit, a.Place); err != nil {
		return v, err
	}
	if !a.picked(visit) {
		return v, absent()
	}
	if v, err = s.Store.Visit(q, s.Node, visit); err != nil {
		return v, err
	}
	if err := s.apart(q, who, v.Provider); err != nil {
		return v, err
	}
	if who.Person != "" && who.Person == v.Person {
		return v, fault.New(fault.Denied, "delivery.own")
	}
	return v, nil
}

// said is the last call about a visit of an audit, or nil.
func (s *Service) said(q store.Queryer, audit, visit string) (*Check, error) {
	done, err := s.Store.Checks(q, s.Node, audit)
	if i := slices.IndexFunc(done, func(c Check) bool { return c.Visit == visit }); i >= 0 {
		return &done[i], err
	}
	return nil, err
}

// Call is what an inspector asks one person about, and what was said before. How sure the visit is by other ways is no part of it: whoever
// asks should not know what to expect.
type Call struct {
	Audit    Audit
	Visit    Visit
	Provider Provider
	Last     *Check // nil: nobody has called
}

// Open tells whether the person may still be asked.
func (c Call) Open() bool { return c.Last == nil || c.Last.Says == Unreached }

// Call shows what to ask the person of a visit that was drawn. It opens nobody.
func (s *Service) Call(ctx context.Context, who access.Actor, audit, visit string) (c Call, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if c.Visit, err = s.asks(q, who, audit, visit); err != nil {
			return err
		}
		if c.Audit, err = s.Store.Audit(q, s.Node, audit); err != nil {
			return err
		}
		if c.Provider, _, err = s.Providers.Provider(q, c.Visit.Provider); err != nil {
			return err
		}
		c.Last, err = s.said(q, audit, visit)
		return err
	})
	return c, err
}
