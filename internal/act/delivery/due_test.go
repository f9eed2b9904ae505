package delivery_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/act/delivery"
)

// anyPlan draws a plan that runs around a month.
func anyPlan(rt *rapid.T, id string) delivery.Plan {
	p := delivery.Plan{
		ID: id, Minutes: 60, Per: rapid.SampledFrom([]delivery.Per{delivery.Week, delivery.Month}).Draw(rt, "per"), Times: rapid.IntRange(1, 31).Draw(rt, "times"),
		From:  rapid.SampledFrom([]string{"2026-01-01", "2026-03-01", "2026-03-04", "2026-03-20", "2026-03-29"}).Draw(rt, "from"),
		Until: rapid.SampledFrom([]string{"2026-09-01", "2026-04-01", "2026-03-30", "2026-03-31"}).Draw(rt, "until"),
	}
	if rapid.Bool().Draw(rt, "often") {
		p.Times = min(p.Times, 7)
	}
	all := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	for range rapid.IntRange(0, 2).Draw(rt, "windows") {
		days := slices.DeleteFunc(slices.Clone(all), func(string) bool { return rapid.Bool().Draw(rt, "not on") })
		if len(days) > 0 {
			p.Windows = append(p.Windows, delivery.Window{Days: days, Opens: "09:00", Close: rapid.SampledFrom([]string{"10:00", "11:30"}).Draw(rt, "closes")})
		}
	}
	return p
}

// oracle reckons by counting on fingers what a plan wants of a month: it shares nothing with the room.
type oracle struct {
	open    []time.Time // on which the plan was agreed to run and its windows are open
	release []time.Time // of each visit that the month can have, the first day on which it should be made
	most    int         // visits of a day
}

func newOracle(p delivery.Plan, month time.Time) (o oracle) {
	short := map[time.Weekday]string{time.Monday: "MO", time.Tuesday: "TU", time.Wednesday: "WE", time.Thursday: "TH", time.Friday: "FR", time.Saturday: "SA", time.Sunday: "SU"}
	opens := func(d time.Time) bool {
		for _, w := range p.Windows {
			if slices.Contains(w.Days, short[d.Weekday()]) {
				return true
			}
		}
		return len(p.Windows) == 0
	}
	var agreed []time.Time
	length := 0
	for d := month; d.Month() == month.Month(); d = d.Add(24 * time.Hour) {
		length++
		if on := d.Format("2006-01-02"); on >= p.From && on < p.Until {
			agreed = append(agreed, d)
		}
	}
	kinds := 0 // of days of the week that are open
	for i := range 7 {
		if opens(month.Add(time.Duration(24*i) * time.Hour)) {
			kinds++
		}
	}
	place := func(days []time.Time, n int) {
		var open []time.Time
		for _, d := range days {
			if opens(d) {
				open = append(open, d)
			}
		}
		o.open = append(o.open, open...)
		n = min(n, o.most*len(open))
		for k := range n {
			o.release = append(o.release, open[k*len(open)/n])
		}
	}
	if p.Per == delivery.Month {
		longest := 4 * kinds
		longest += min(kinds, 3)
		for o.most = 1; o.most*longest < p.Times; o.most++ {
		}
		n := 0
		for n*length < p.Times*len(agreed) {
			n++
		}
		place(agreed, n)
		return o
	}
	for o.most = 1; o.most*kinds < p.Times; o.most++ {
	}
	units := 0
	for units*7 < p.Times*len(agreed) {
		units++
	}
	for len(agreed) >= 14 {
		place(agreed[:7], p.Times)
		agreed, units = agreed[7:], units-p.Times
	}
	place(agreed, units)
	return o
}

// best is the most visits that can be made when a day has room for some, never before a visit should be made, and no more of a day than the oracle says: every
// way of going through the month is tried.
func (o oracle) best(room map[string]int) int {
	done := map[int]bool{0: true} // how many may be made by now
	for _, d := range o.open {
		next := map[int]bool{}
		for n := range done {
			for k := range min(o.most, room[d.Format("2006-01-02")]) + 1 {
				released := 0
				for _, r := range o.release {
					if !r.After(d) {
						released++
					}
				}
				if n+k <= released {
					next[n+k] = true
				}
			}
		}
		done = next
	}
	most := 0
	for n := range done {
		most = max(most, n)
	}
	return most
}

// TestNothingDueIsLost: whoever sets what is due, as far as there is room, sets as much of a month as anybody could: all of it when there is room for what is due
// each day. No day has more than it should, and no month more than its units.
func TestNothingDueIsLost(t *testing.T) {
	whole, short := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		p, month := anyPlan(rt, "plan_a"), time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		o := newOracle(p, month)
		enough := rapid.Bool().Draw(rt, "enough room")
		var set []delivery.Visit
		room, last := map[string]int{}, 0
		for d := month; d.Month() == time.March; d = d.AddDate(0, 0, 1) {
			on := d.Format("2006-01-02")
			if room[on] = 50; !enough {
				room[on] = rapid.SampledFrom([]int{0, 0, 1, 1, 2, 9}).Draw(rt, "room")
			}
			due := delivery.DueOn(p, nil, set, on)
			if len(due) > 0 && (due[0].Priority() < 0 || due[0].Priority() > 8) {
				rt.Fatalf("%s: priority %d", on, due[0].Priority())
			}
			for k := range min(len(due), room[on]) {
				set = append(set, delivery.Visit{ID: due[k].ID, Plan: p.ID, On: on, State: delivery.Scheduled})
			}
			if again := delivery.DueOn(p, nil, set, on); room[on] >= len(due) && len(again) > 0 {
				rt.Fatalf("%s: all is set and %d are due", on, len(again))
			}
			if n := min(len(due), room[on]); n > o.most {
				rt.Fatalf("%s has %d visits of one plan, want %d at most", on, n, o.most)
			}
			last = len(set)
		}
		if want := o.best(room); last != want {
			rt.Fatalf("%+v: %d visits were set, %d could have been (of %d)", p, last, want, len(o.release))
		}
		if enough && last != len(o.release) {
			rt.Fatalf("%+v: %d visits, want %d", p, last, len(o.release))
		}
		if last > p.Units("2026-03") {
			rt.Fatalf("%+v: %d visits, %d units", p, last, p.Units("2026-03"))
		}
		if last == len(o.release) {
			whole++
		} else {
			short++
		}
	})
	if whole < 10 || short < 10 {
		t.Errorf("%d months were whole and %d short: the test looks at one kind", whole, short)
	}
}

// A plan of four visits a month: spread over it, due until set, more urgent as its chances run out; what is cancelled is due again.
func TestDueByTheDay(t *testing.T) {
	p := delivery.Plan{ID: "plan_a", Minutes: 60, Per: delivery.Month, Times: 4, From: "2026-01-01", Until: "2027-01-01"}
	visit := func(on string, state delivery.State) delivery.Visit {
		return delivery.Visit{Plan: "plan_a", On: on, State: state}
	}
	three := []delivery.Visit{visit("2026-06-01", delivery.Finished), visit("2026-06-08", delivery.Finished), visit("2026-06-16", delivery.Scheduled)}
	for _, c := range []struct {
		on   string
		set  []delivery.Visit
		want string
	}{
		{"2026-06-01", nil, "1 of priority 0"},
		{"2026-06-02", three[:1], "0 of priority 0"},
		{"2026-06-08", three[:1], "1 of priority 0"}, // the 8th is day 7 of 30: 30/4
		{"2026-06-07", three[:1], "0 of priority 0"},
		{"2026-06-20", three[:2], "1 of priority 0"}, // ten days are left for two
		{"2026-06-24", three, "1 of priority 2"},     // 6 left for one: 5 to spare
		{"2026-06-29", three, "1 of priority 7"},     // the last but one: none to spare
		{"2026-06-30", three, "1 of priority 8"},     // now or never
		{"2026-06-16", three, "0 of priority 0"},     // it is set
		{"2026-06-17", append(slices.Clone(three[:2]), visit("2026-06-16", delivery.Cancelled)), "1 of priority 0"},
		{"2026-07-01", three, "1 of priority 0"}, // another month
		{"2027-01-01", nil, "0 of priority 0"},   // it has ended
	} {
		due, priority := delivery.DueOn(p, nil, c.set, c.on), 0
		if len(due) > 0 {
			priority = due[0].Priority()
		}
		if got := fmt.Sprintf("%d of priority %d", len(due), priority); got != c.want {
			t.Errorf("%s with %d set: %s, want %s", c.on, len(c.set), got, c.want)
		}
	}
}

// Times of a day are ascending and apart, and a visit is over when they close.
func TestWindowsOfADay(t *testing.T) {
	p := delivery.Plan{ID: "plan_a", Minutes: 45, Per: delivery.Week, Times: 2, From: "2026-01-01", Until: "2027-01-01", Windows: []delivery.Window{
		{Days: []string{"TU"}, Opens: "14:00", Close: "16:00"},
		{Days: []string{"MO", "TU"}, Opens: "08:00", Close: "09:00"},
		{Days: []string{"TU"}, Opens: "08:10", Close: "10:00"},
		{Days: []string{"TU"}, Opens: "12:00", Close: "12:30"}, // too short
	}}
	due := delivery.DueOn(p, nil, nil, "2026-06-02") // a Tuesday
	if len(due) != 1 || fmt.Sprint(due[0].Windows) != "[{480 555} {840 915}]" {
		t.Errorf("due %+v", due)
	}
	if due := delivery.DueOn(p, nil, nil, "2026-06-03"); len(due) != 0 {
		t.Errorf("on a Wednesday %+v", due)
	}
	p.Windows = nil
	if due := delivery.DueOn(p, nil, nil, "2026-06-03"); len(due) != 1 || fmt.Sprint(due[0].Windows) != "[{420 1155}]" {
		t.Errorf("without times %+v", due)
	}
}
