package delivery

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// queued is the audit of the calls that belong to none: to persons whose visit somebody has denied, or which is in doubt.
const queued = ""

// holds tells whether the person said on a call that it was not as the carer says. What took place after all is no longer in doubt: when it is in the queue
// again, somebody has said something since.
func (c Check) holds() bool { return c.Says == NotHappened || c.Says == Differs }

// Doubted shows what to ask the person of a visit that was denied or is in doubt: the page on which she said so promises a call. It opens nobody.
func (s *Service) Doubted(ctx context.Context, who access.Actor, visit string) (c Call, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		c, err = s.doubted(q, who, visit)
		return err
	})
	return c, err
}

// doubted is a visit in doubt for an inspector who may ask its person: nobody inspects whom they work for, and nobody themselves.
func (s *Service) doubted(q store.Queryer, who access.Actor, visit string) (c Call, err error) {
	v, err := s.Store.Visit(q, s.Node, visit)
	if err != nil {
		return c, err
	}
	if err := who.CheckAt(CanAudit, v.Place); err != nil {
		return c, err
	}
	standings, err := s.standings(q, []Visit{v})
	if err != nil {
		return c, err
	}
	if st := standings[v.ID]; !v.counts() || !st.Contradicted && len(st.Suspect) == 0 {
		return c, absent()
	}
	if err := s.apart(q, who, v.Provider); err != nil {
		return c, err
	}
	if who.Person != "" && who.Person == v.Person {
		return c, fault.New(fault.Denied, "delivery.own")
	}
	c.Visit = v
	if c.Provider, _, err = s.Providers.Provider(q, v.Provider); err != nil {
		return c, err
	}
	calls, err := s.calls(q, v.Month())
	if last, called := calls[v.ID]; called && last.Says != Happened {
		c.Last = &last
	}
	return c, err
}

// Called records what the person of a visit in doubt said to an inspector. It becomes evidence in the same transaction, and settles the doubt either way.
func (s *Service) Called(ctx context.Context, who access.Actor, visit string, says Says) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := s.doubted(tx, who, visit)
		if err != nil {
			return err
		}
		if !c.Open() {
			return fault.New(fault.Conflict, "delivery.audit.asked")
		}
		return s.heard(tx, who, c.Visit, queued, says)
	})
}

// heard keeps what a person said on a call, as evidence and as a call.
func (s *Service) heard(tx *store.Tx, who access.Actor, v Visit, audit string, says Says) error {
	switch says {
	case Happened, NotHappened, Differs:
		if _, err := s.Evidence.SampleIn(tx, who, evidence.Word{About: about(v.ID), Person: v.Person, Says: evidence.Says(says)}); err != nil {
			return err
		}
	case Unreached:
	default:
		return wrong("says")
	}
	c := Check{audit, v.ID, says, person(who), s.Now().UnixMilli()}
	return s.record(tx, who, Event{What: VisitChecked, Check: &c, Place: v.Place, Also: []string{v.Person}})
}

// calls are the last calls about visits of a month, by visit: from the queue and from the audits of the month.
func (s *Service) calls(q store.Queryer, month string) (map[string]Check, error) {
	audits, err := s.Store.Audits(q, s.Node)
	if err != nil {
		return nil, err
	}
	from := []string{queued}
	for _, a := range audits {
		if a.Month == month {
			from = append(from, a.ID)
		}
	}
	last := map[string]Check{}
	for _, id := range from {
		checks, err := s.Store.Checks(q, s.Node, id)
		if err != nil {
			return nil, err
		}
		for _, c := range checks {
			if c.AtMs >= last[c.Visit].AtMs {
				last[c.Visit] = c
			}
		}
	}
	return last, nil
}
