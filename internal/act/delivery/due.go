package delivery

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"mihe/internal/decide/match"
)

// DueVisit is a visit that a provider should make on a day, by a plan.
type DueVisit struct {
	ID      string // the plan, and which of its visits that day
	Plan    Plan
	Windows []match.Window // when it may start
	// Spare is how many chances more than visits the week or month still has when today's is let go; below 0, one that is let go cannot be made up.
	Spare int
	// Occupied: at all of these times somebody else is with the person.
	Occupied bool
}

// calm is how many chances to spare make a visit one that can wait.
const calm = 7

// Priority is 0 where a visit can wait a week, and one more for each chance less; at most 8, where it cannot be made up. With the same room every day
// and a tenth of it to spare, whoever sets the urgent ones first loses none; to the brim, and where room comes and goes, a rule that looks at one day cannot
// promise that.
func (d DueVisit) Priority() int { return min(max(calm-d.Spare, 0), calm+1) }

// Where a plan names no times, its visits begin and end by day.
const (
	dayOpens = 7 * 60
	dayShuts = 20 * 60
)

// DueOn says which visits of a plan should be made on a day, beyond those that are set; others are the person's other plans for the item, and set the
// visits of that month by all of them.
//
// The period of a plan by months is the month. That of a plan by weeks is a week of the month: seven of the days on which the plan runs, from
// the first of them on, the last week with what is left over, so that the weeks together have the visits that Plan.Units allows. Of n visits in a
// period with m days on which the plan's times allow one, the k-th is due from the ⌊(k-1)·m/n⌋-th of these days on (counted from 0): spread evenly, and due
// every day until it is set. What a week did not get stays due until the end of the month. A day has one visit, except where the plan wants more visits
// than a week, or a month of 31 days, has days for them. All plans together have no more than Units allows.
func DueOn(p Plan, others []Plan, set []Visit, on string) (list []DueVisit) {
	windows := p.windowsOn(on)
	if len(windows) == 0 || !p.On(on) {
		return nil
	}
	c, month := p.courseOf(on), on[:len("2006-01")]
	chain := append(slices.Clone(others), p)
	left := Units(chain, month)
	used, counts := 0, map[string]int{} // of this plan: up to the end of the period; by day
	for _, v := range set {
		if !v.counts() || v.Month() != month || !slices.ContainsFunc(chain, func(o Plan) bool { return o.ID == v.Plan }) {
			continue
		}
		left--
		if v.Plan != p.ID {
			continue
		}
		counts[v.On]++
		if v.On <= c.last {
			used++
		}
	}
	n := min(c.wanted-used, left, c.perDay-counts[on])
	spare := -min(c.allowed-used, left)
	for _, day := range c.ahead {
		spare += max(c.perDay-counts[day], 0)
	}
	for k := range n {
		list = append(list, DueVisit{ID: fmt.Sprintf("%s.%d", p.ID, counts[on]+k+1), Plan: p, Windows: windows, Spare: spare})
	}
	return list
}

// course is how far a plan should have come on a day.
type course struct {
	wanted  int      // visits of the month that should be set by the end of the day
	allowed int      // by the end of the period
	last    string   // day of the period
	perDay  int      // visits at most
	ahead   []string // days of the period after this one on which a visit may be made
}

// courseOf reckons how far a plan should have come on a day on which a visit may be made.
func (p Plan) courseOf(on string) (c course) {
	days := p.running(on[:len("2006-01")])
	c.perDay = p.perDay()
	for n, week := range p.periods(days) {
		open := slices.DeleteFunc(slices.Clone(week), func(d string) bool { return len(p.windowsOn(d)) == 0 })
		quota := min(p.quota(days, n), len(open)*c.perDay)
		c.allowed += quota
		if c.last = week[len(week)-1]; c.last < on {
			c.wanted += quota
			continue
		}
		at, _ := slices.BinarySearch(open, on)
		c.wanted += ((at+1)*quota + len(open) - 1) / len(open)
		for _, d := range open {
			if d > on {
				c.ahead = append(c.ahead, d)
			}
		}
		return c
	}
	return c
}

const weekDays = 7

// weeks is how many weeks days make: the last has what is left over.
func weeks(days []string) int { return max(len(days)/weekDays, 1) }

// periods are the days of a month by period.
func (p Plan) periods(days []string) (list [][]string) {
	if p.Per == Month {
		return [][]string{days}
	}
	n := weeks(days)
	for i := range n - 1 {
		list = append(list, days[i*weekDays:(i+1)*weekDays])
	}
	return append(list, days[(n-1)*weekDays:])
}

// quota is how many visits the n-th period of a month has, by this plan alone.
func (p Plan) quota(days []string, n int) int {
	month := days[0][:len("2006-01")]
	if p.Per == Month {
		return p.Units(month)
	}
	if n == weeks(days)-1 {
		return p.Units(month) - n*p.Times
	}
	return p.Times
}

// perDay is how many visits a day has at most: as few as let all be made in a week, or in a month of 31 days.
func (p Plan) perDay() int {
	open := 0
	for _, d := range weekdays {
		open += min(len(p.windowsAt(d)), 1)
	}
	if p.Per == Month {
		open = 4*open + min(open, 31-4*weekDays)
	}
	return (p.Times + open - 1) / max(open, 1)
}

// windowsOn are the times of a day at which a visit may start, ascending and apart.
func (p Plan) windowsOn(on string) []match.Window {
	d, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return nil
	}
	return p.windowsAt(weekdays[(int(d.Weekday())+6)%len(weekdays)])
}

// windowsAt are those of a day of the week. A visit is over when its window closes.
func (p Plan) windowsAt(weekday string) (list []match.Window) {
	if len(p.Windows) == 0 {
		return []match.Window{{Open: dayOpens, Shut: dayShuts - p.Minutes}}
	}
	for _, w := range p.Windows {
		if one := (match.Window{Open: minuteOf(w.Opens), Shut: minuteOf(w.Close) - p.Minutes}); slices.Contains(w.Days, weekday) && one.Open <= one.Shut {
			list = append(list, one)
		}
	}
	slices.SortFunc(list, func(a, b match.Window) int { return cmp.Or(cmp.Compare(a.Open, b.Open), cmp.Compare(a.Shut, b.Shut)) })
	apart := list[:0]
	for _, w := range list {
		if n := len(apart); n > 0 && w.Open <= apart[n-1].Shut {
			apart[n-1].Shut = max(apart[n-1].Shut, w.Shut)
			continue
		}
		apart = append(apart, w)
	}
	return apart
}

// minuteOf is the minute of the day of HH:MM, which was checked when the plan was made.
func minuteOf(clock string) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0
	}
	return 60*t.Hour() + t.Minute()
}
