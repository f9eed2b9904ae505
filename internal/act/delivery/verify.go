package delivery

import (
	"context"
	"fmt"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Recheck computes every settlement and every sample again from the records, and returns what does not come out as it was recorded. It
// changes nothing and asks nobody: a settlement follows from its frozen inputs, a sample from its seed and the visits that had taken
// place before it in the ledger.
func (s *Service) Recheck(ctx context.Context) (checked int, wrong []string, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		now := map[string]Visit{}
		return s.Store.Records(q, s.Node, func(seq int64, body []byte) error {
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
				if why, err := recheckSettlement(*e.Drawn); err != nil || why != "" {
					wrong = append(wrong, fmt.Sprintf("record %d: %s%v", seq, why, noError(err)))
				}
			case e.Audit != nil:
				checked++
				if why := s.recheckAudit(*e.Audit, now); why != "" {
					wrong = append(wrong, fmt.Sprintf("record %d: %s", seq, why))
				}
			}
			return nil
		})
	})
	return checked, wrong, err
}

func noError(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

func recheckSettlement(d Settlement) (string, error) {
	again, err := Settle(d.Input)
	if err != nil {
		return "", err
	}
	sum, err := digest(again)
	if err != nil {
		return "", err
	}
	recorded, err := digest(d.Result)
	if sum != d.SHA256 || recorded != d.SHA256 {
		return "the settlement does not follow from its inputs", err
	}
	return "", err
}

// recheckAudit draws the sample again. The place is asked of today's map.
func (s *Service) recheckAudit(a Audit, visits map[string]Visit) string {
	var list []Visit
	for _, v := range visits {
		if v.Month() == a.Month {
			list = append(list, v)
		}
	}
	place, _ := region.ParseKey(a.At)
	again := strata(a.Seed, s.framed(list, place), a.Each)
	if fmt.Sprint(again) != fmt.Sprint(a.Strata) {
		return "the sample does not follow from its seed"
	}
	return ""
}
