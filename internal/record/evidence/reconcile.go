package evidence

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Reconcile notes the number of the first code that the beneficiary has not crossed out on their sheet, as they say on the telephone;
// one more than the sheet has when all are. Codes from there on that were used all the same were not given by the beneficiary: what
// they confirmed is suspect. It returns what has become suspect. Inspectors ask, and those who hand out sheets.
func (s *Service) Reconcile(ctx context.Context, who access.Actor, person string, firstOpen int64) (suspect []About, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		at, err := s.home(tx, person)
		if err != nil {
			return err
		}
		if issue, sample := who.CheckAt(CanIssue, at), who.CheckAt(CanSample, at); issue != nil && sample != nil {
			return sample
		}
		if who.SignedIn() {
			if err := s.apartFrom(tx, who, person); err != nil {
				return err
			}
		}
		m, found, err := s.Store.Live(tx, s.Node, person, Sheet)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "evidence.sheet.none")
		}
		if err != nil {
			return err
		}
		suspect, err = s.reconcile(tx, who, m, firstOpen)
		return err
	})
	return suspect, err
}

func (s *Service) reconcile(tx *store.Tx, who access.Actor, m Means, firstOpen int64) (suspect []About, err error) {
	if firstOpen < 1 || firstOpen > m.Size+1 {
		return nil, invalid("first_open", "evidence.sheet.place", "most", m.Size+1)
	}
	used, err := s.Store.Used(tx, s.Node, m.ID, firstOpen)
	if err != nil {
		return nil, err
	}
	if _, err := s.change(tx, who, changed{What: reconciled, Open: firstOpen}, m); err != nil {
		return nil, err
	}
	for _, st := range used {
		suspect = append(suspect, st.About)
	}
	if len(suspect) == 0 {
		return nil, nil
	}
	return suspect, s.suspect(tx, who, m, BeyondCard, suspect)
}
