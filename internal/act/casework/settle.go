package casework

import (
	"regexp"
	"slices"

	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
)

// account is the form of an account's identifier.
var account = regexp.MustCompile(`^[A-Za-z0-9:_@.-]{1,80}$`)

// settle works out what the action leads to: clocks, state, limits, whose turn it is.
func (s *Service) settle(c Case, m *Machine, t Transition, d Deed, a *Action) error {
	days := s.Calendar()
	if err := a.advance(days, calendar.Day(s.Now())); err != nil {
		return err
	}
	switch late := a.LimitOn < a.DayOn; {
	case t.When == InTime && late:
		return fault.New(fault.Conflict, "casework.act.late", "day", c.LimitOn)
	case t.When == Overdue && !late:
		return fault.New(fault.Conflict, "casework.act.early", "day", c.LimitOn)
	}
	switch t.Kind { //nolint:exhaustive // the others settle nothing but a state
	case Assign:
		if !account.MatchString(d.Assignee) {
			return invalid("assignee", "casework.act.assignee")
		}
		if c.Appealed && slices.Contains(c.Deciders, d.Assignee) {
			return invalid("assignee", "casework.act.decider")
		}
		a.Assignee = d.Assignee
	case Handover:
		return s.offer(m, d, a)
	case TakeOver:
		a.Place, a.In, a.Assignee = c.Offer.To, c.Offer.In, ""
		a.Offer = nil
	case HandBack:
		a.Offer = nil
	case Remind:
		a.Reminded = true
	case Decide, Refuse:
		a.AppealBy = ""
	case Notify, Deliver:
		if err := s.told(c, m, a); err != nil {
			return err
		}
	case Withdraw:
		a.Offer = nil
	}
	if !t.moves() {
		return nil
	}
	return a.enter(m, days, t)
}

// offer offers the case to the office of another place of the node.
func (s *Service) offer(m *Machine, d Deed, a *Action) error {
	view := s.Regions.At(a.DayOn)
	if _, stands := view.Unit(d.To); !stands || d.To == a.Place || !view.Contains(s.Home, d.To) {
		return invalid("to", "casework.handover.place")
	}
	term, _ := m.Handover.On(a.DayOn) // proved to be there
	until, err := term.until(s.Calendar(), a.DayOn)
	if err != nil {
		return err
	}
	for _, t := range m.Steps(a.State) {
		if t.Kind == TakeOver {
			a.Offer = &Offer{To: d.To, In: placesOf(view, d.To), Owner: t.Right, LimitOn: until}
		}
	}
	return nil
}

// told begins the days within which the person may appeal, once, when the decision is told. Towards the end of a year the working days of
// the next one are not announced yet, and nobody can say on which day the last one falls: the person is told all the same, and none counts
// against them.
func (s *Service) told(c Case, m *Machine, a *Action) error {
	term, limited := m.Appeal.On(a.DayOn)
	if len(c.Deciders) == 0 || c.AppealBy != "" || !limited {
		return nil
	}
	until, err := term.until(s.Calendar(), a.DayOn)
	if f, ok := fault.As(err); ok && f.Key == "calendar.year.missing" {
		return nil
	}
	a.AppealBy = until
	return err
}
