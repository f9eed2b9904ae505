package delivery

import (
	"cmp"
	"slices"
	"time"
)

// Units is how many visits some plans of a person for one item allow together in a month, YYYY-MM: each day on which one of them runs gives its
// part of the week or of the month, and what all days give is rounded up once. So a plan that is changed within a month gives no more than the
// larger of the two would have given alone, and one that runs on a part of a month gives that part.
func Units(plans []Plan, month string) (n int) {
	for _, units := range allowances(plans, month) {
		n += units
	}
	return n
}

// Units is how many visits the plan would allow in a month if the person had no other for the item.
func (p Plan) Units(month string) int { return Units([]Plan{p}, month) }

// allowances are the parts of what some plans of a person for one item allow together in a month, by plan: of two in the order of their days, each
// gets what it adds.
func allowances(plans []Plan, month string) map[string]int {
	by := map[string]int{}
	first, err := time.Parse(time.DateOnly, month+"-01")
	if err != nil {
		return by
	}
	length := first.AddDate(0, 1, -1).Day()
	parts, whole := 0, weekDays*length // a visit is so many parts: a day of a week's plan and one of a month's each give a whole number of them
	for _, p := range slices.SortedFunc(slices.Values(plans), func(a, b Plan) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID)) }) {
		before := up(parts, whole)
		days := len(p.running(month)) * p.Times
		if p.Per == Week {
			parts += days * length
		} else {
			parts += days * weekDays
		}
		by[p.ID] += up(parts, whole) - before
	}
	return by
}

// up divides and rounds up.
func up(n, by int) int { return (n + by - 1) / by }

// running are the days of a month on which the plan runs, as far as it is known.
func (p Plan) running(month string) (days []string) {
	first, err := time.Parse(time.DateOnly, month+"-01")
	if err != nil {
		return nil
	}
	for d := first; d.Month() == first.Month(); d = d.AddDate(0, 0, 1) {
		if day := d.Format(time.DateOnly); p.On(day) {
			days = append(days, day)
		}
	}
	return days
}

// benefit is what plans are counted together for.
type benefit struct{ person, item string }

func (p Plan) benefit() benefit { return benefit{p.Person, p.Item} }

// chainsOf are plans by what they are counted together for.
func chainsOf(plans []Plan) map[benefit][]Plan {
	all := map[benefit][]Plan{}
	for _, p := range plans {
		all[p.benefit()] = append(all[p.benefit()], p)
	}
	return all
}
