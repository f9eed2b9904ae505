package delivery

import (
	"context"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// reader is a database as checking needs it.
type reader interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
}

// Checker computes settlements, samples and the plans of days that were adopted again. It changes nothing and asks nobody: a settlement follows from its
// frozen inputs, a sample from its seed and the visits that had taken place before it in the ledger, a plan from its frozen day and its seed.
type Checker struct {
	DB       reader
	Store    Store
	Node     int64
	Contains func(above, k region.Key) bool
}

// Recheck is that of the node's Checker.
func (s *Service) Recheck(ctx context.Context) (checked int, differs []string, err error) {
	return Checker{s.DB, s.Store, s.Node, s.Contains}.Recheck(ctx)
}

// Recheck computes every settlement, every sample and every plan that was adopted again from the records, and names those that do not come out as
// they were recorded. Nothing rests on a proposal that nobody adopted.
func (c Checker) Recheck(ctx context.Context) (checked int, differs []string, err error) {
	err = c.DB.Read(ctx, func(q store.Queryer) error {
		now, proposed := map[string]Visit{}, map[string]Proposal{}
		return c.Store.Records(q, c.Node, func(_ int64, body []byte) error {
			e, err := parseEvent(body)
			if err != nil {
				return err
			}
			if e.Visit != nil {
				now[e.Visit.ID] = *e.Visit
			}
			switch {
			case e.Drawn != nil:
				checked++
				if !recheckSettlement(*e.Drawn) {
					differs = append(differs, e.Drawn.ID)
				}
			case e.Audit != nil:
				checked++
				if !c.recheckAudit(*e.Audit, now) {
					differs = append(differs, e.Audit.ID)
				}
			case e.Proposal != nil:
				proposed[e.Proposal.ID] = *e.Proposal
			case e.Adoption != nil:
				checked++
				same, err := recheckProposal(ctx, proposed[e.Adoption.Proposal])
				if err != nil {
					return err
				}
				if !same {
					differs = append(differs, e.Adoption.Proposal)
				}
				delete(proposed, e.Adoption.Proposal)
			}
			return nil
		})
	})
	return checked, differs, err
}

// recheckSettlement tells whether a settlement follows from its inputs.
func recheckSettlement(d Settlement) bool {
	again, err := Settle(d.Input)
	if err != nil {
		return false
	}
	sum, err := digest(again)
	recorded, err2 := digest(d.Result)
	return err == nil && err2 == nil && sum == d.SHA256 && recorded == d.SHA256
}

// recheckAudit tells whether a sample follows from its seed. The place is asked of today's map.
func (c Checker) recheckAudit(a Audit, visits map[string]Visit) bool {
	var list []Visit
	for _, v := range visits {
		if v.Month() == a.Month {
			list = append(list, v)
		}
	}
	again := strata(a.Seed, framed(list, a.Place, c.Contains), a.Each)
	return slices.EqualFunc(again, a.Strata, func(x, y Stratum) bool {
		return x.Provider == y.Provider && x.Frame == y.Frame && x.SHA256 == y.SHA256 && slices.Equal(x.Picked, y.Picked)
	})
}
