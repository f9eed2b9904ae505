package eldercare

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"mihe/internal/base/store"
)

// Checker computes again why the figures of diagnoses moved. It changes nothing and asks nobody: the shifts follow from the standings that were kept.
type Checker struct {
	DB interface {
		Read(ctx context.Context, fn func(store.Queryer) error) error
	}
	Store Store
	Node  int64
}

// Recheck names the diagnoses, by day, whose standings do not add up to their counts, or whose shifts do not follow from the standings.
func (c Checker) Recheck(ctx context.Context) (checked int, differs []string, err error) {
	s := &Service{Store: c.Store, Node: c.Node}
	return checked, differs, c.DB.Read(ctx, func(q store.Queryer) error {
		return c.Store.Diagnoses(q, c.Node, func(body []byte) error {
			var r Record
			if err := json.Unmarshal(body, &r); err != nil || r.Standings == "" {
				return err
			}
			checked++
			now, err := s.standings(q, r.Standings)
			if err != nil {
				return err
			}
			good := counts(now, r.Cells)
			if r.Base != nil {
				before, err := s.standings(q, r.Base.Standings)
				if err != nil {
					return err
				}
				good = good && slices.Equal(Movement(before, now), r.Shifts)
			}
			if !good {
				differs = append(differs, fmt.Sprintf("diagnosis of %s, %s", r.On, r.Standings))
			}
			return nil
		})
	})
}

// counts tells whether standings are as many as the cells say.
func counts(list []Standing, cells []RecordCell) bool {
	type tally struct{ served, lacking int }
	got := map[Cell]tally{}
	for _, s := range list {
		t := got[s.Cell]
		switch s.State {
		case Served:
			t.served++
		case Lacking:
			t.lacking++
		case NotCounted:
		}
		got[s.Cell] = t
	}
	for _, c := range cells {
		at := Cell{c.Key(), c.Residence}
		if got[at] != (tally{c.Served, c.Unserved}) {
			return false
		}
		delete(got, at)
	}
	for _, t := range got {
		if t != (tally{}) {
			return false
		}
	}
	return true
}
