package casework

import (
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/store"
)

// Steps lists the transitions that the actor may take now, in the order of the machine: for what a page offers, never instead
// of the check.
func (s *Service) Steps(q store.Queryer, who access.Actor, c Case, w Way) []Transition {
	m := s.machines[c.Machine]
	if m == nil {
		return nil
	}
	today := max(c.DayOn, calendar.Day(s.Now()))
	late := c.LimitOn < today
	return slices.DeleteFunc(m.Steps(c.State), func(t Transition) bool {
		taking := t.Kind == TakeOver || t.Kind == HandBack
		switch {
		case c.Offer != nil && !slices.Contains(duringOffer, t.Kind), c.Offer == nil && taking,
			t.When == InTime && late, t.When == Overdue && !late,
			t.Kind == Remind && c.Reminded, t.Kind == Rate && c.Rating != 0,
			t.Kind == Appeal && c.mayAppeal(today) != nil,
			t.Kind == Correct && c.Notices > 0 && len(c.Fresh) == 0:
			return true
		}
		return s.allowed(q, who, c, t, Deed{Way: w}, &Action{}) != nil
	})
}
