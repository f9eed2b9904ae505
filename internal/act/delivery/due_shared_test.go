package delivery_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/act/delivery"
)

// fits tells whether somebody could make all the visits of several plans, with so much room a day for all of them together: a seat is a visit of a plan on a day, and
// every visit looks for one, pushing others aside where they find another (a matching by augmenting paths).
func fits(plans []oracle, room map[string]int) bool {
	type seat struct {
		day  string
		n    int // which of the day's
		plan int
	}
	taken := map[string][]*seat{} // by day: who sits there
	var place func(s *seat, from time.Time, seen map[string]bool) bool
	sits := func(s *seat, day string) bool {
		return slices.ContainsFunc(taken[day], func(o *seat) bool { return o != s && o.plan == s.plan })
	}
	release := map[*seat]time.Time{}
	place = func(s *seat, from time.Time, seen map[string]bool) bool {
		for _, d := range plans[s.plan].open {
			day := d.Format("2006-01-02")
			if d.Before(from) || seen[day] || sits(s, day) {
				continue
			}
			seen[day] = true
			if len(taken[day]) < room[day] {
				taken[day] = append(taken[day], s)
				s.day = day
				return true
			}
			for i, o := range taken[day] {
				taken[day] = slices.Delete(slices.Clone(taken[day]), i, i+1)
				if place(o, release[o], seen) {
					taken[day] = append(taken[day], s)
					s.day = day
					return true
				}
				taken[day] = slices.Insert(taken[day], i, o)
			}
		}
		return false
	}
	for i, o := range plans {
		for k, r := range o.release {
			s := &seat{plan: i, n: k}
			release[s] = r
			if !place(s, r, map[string]bool{}) {
				return false
			}
		}
	}
	return true
}

// TestTheUrgentFirst: several plans share the room of the days, the same every day, and the urgent ones are set first. Where all visits of a month could be made and
// a tenth of the room is to spare, all are. Closer to the brim, and with room that comes and goes, one in sixty was seen lost: nobody who looks at one day at a
// time can promise more.
func TestTheUrgentFirst(t *testing.T) {
	could := 0
	rapid.Check(t, func(rt *rapid.T) {
		month := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		var plans []delivery.Plan
		var oracles []oracle
		for i := range rapid.IntRange(2, 5).Draw(rt, "plans") {
			p := delivery.Plan{
				ID: fmt.Sprint("plan_", i), Minutes: 60, Per: delivery.Month, Times: rapid.IntRange(1, 31).Draw(rt, "times"), From: "2026-01-01", Until: "2026-09-01",
			}
			plans, oracles = append(plans, p), append(oracles, newOracle(p, month))
		}
		room, steady := map[string]int{}, rapid.IntRange(1, len(plans)).Draw(rt, "room")
		for d := month; d.Month() == time.March; d = d.AddDate(0, 0, 1) {
			room[d.Format("2006-01-02")] = steady
		}
		var set []delivery.Visit
		for d := month; d.Month() == time.March; d = d.AddDate(0, 0, 1) {
			on := d.Format("2006-01-02")
			var due []delivery.DueVisit
			for _, p := range plans {
				due = append(due, delivery.DueOn(p, nil, set, on)...)
			}
			slices.SortStableFunc(due, func(a, b delivery.DueVisit) int { return cmp.Compare(b.Priority(), a.Priority()) })
			for _, one := range due[:min(len(due), room[on])] {
				set = append(set, delivery.Visit{ID: one.ID, Plan: one.Plan.ID, On: on, State: delivery.Scheduled})
			}
		}
		all := 0
		for _, o := range oracles {
			all += len(o.release)
		}
		if all*10 <= steady*31*9 && fits(oracles, room) {
			could++
			if len(set) != all {
				rt.Fatalf("%d visits of %d were set, and all could have been", len(set), all)
			}
		}
	})
	t.Log("all could be made in", could)
	if could < 5 {
		t.Errorf("all could be made in %d months only", could)
	}
}
