package casework

import (
	"time"

	"mihe/internal/base/calendar"
)

// Clocks are the two clocks of a case on a day, in working days.
type Clocks struct {
	Office, Person int
	Running        Clock // empty when the case has ended
	Left           int   // of the state's limit; negative when it has passed
	LimitOn        string
}

// Clocks reads the clocks of a case today. In a year without working days on record it is refused.
func (s *Service) Clocks(c Case) (Clocks, error) {
	o := c.Outcome
	if err := o.advance(s.Calendar(), calendar.Day(s.Now())); err != nil {
		return Clocks{}, err
	}
	k := Clocks{Office: o.OfficeDays, Person: o.PersonDays, Running: o.Clock, LimitOn: o.LimitOn}
	if o.LimitOn == "" {
		return k, nil
	}
	var err error
	k.Left, err = s.Calendar().WorkingDaysBetween(o.DayOn, o.LimitOn)
	return k, err
}

// advance lets the running clock run up to a day. When the computer's clock was set back, it stands still: no clock of a case
// ever runs backwards.
func (o *Outcome) advance(days *calendar.Calendar, today string) error {
	if today <= o.DayOn {
		return nil
	}
	if o.Clock != "" {
		n, err := days.WorkingDaysBetween(o.DayOn, today)
		if err != nil {
			return err
		}
		if o.Clock == OfficeClock {
			o.OfficeDays += n
		} else {
			o.PersonDays += n
		}
		o.Used += n
	}
	o.DayOn = today
	return nil
}

// enter lets a case wait in a state from the day the clocks are counted up to. A correction pauses the stay it leaves, and
// its answer takes that stay up again with the days that are left, at least one.
func (o *Outcome) enter(m *Machine, days *calendar.Calendar, t Transition) error {
	used, to := 0, t.To
	switch {
	case t.Kind == Correct:
		left := o.Stay
		o.Paused = &left
	case t.Back:
		used, to = o.Paused.Used, o.Paused.Where
		o.Paused = nil
	default:
		o.Paused = nil
	}
	w := m.Waiting[to] // the zero Waiting at an end
	o.State, o.Owner, o.Clock, o.Stay, o.Assignee = to, w.Owner, w.Clock, Stay{Where: to, Used: used}, keep(o.Assignee, t)
	if m.ended(to) {
		return nil
	}
	limit, _ := w.Limit.On(o.DayOn) // proved to be there
	on, err := days.AddWorkingDays(o.DayOn, max(1, limit.Days-used))
	if o.LimitOn = on; o.EndBy != "" {
		o.LimitOn = min(on, o.EndBy)
	}
	return err
}

// keep is the assignee after a transition: a correction does not change who has the case, any other step frees it.
func keep(assignee string, t Transition) string {
	if t.Kind == Correct || t.Back {
		return assignee
	}
	return ""
}

// until is the last day of a term that begins on a day.
func (t Term) until(days *calendar.Calendar, from string) (string, error) {
	if t.Unit == Working {
		return days.AddWorkingDays(from, t.Days)
	}
	day, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return "", err
	}
	// The last day of a period that is a day off moves to the next working day (民法典, article 203).
	return days.AddWorkingDays(day.AddDate(0, 0, t.Days).Format(time.DateOnly), 0)
}
