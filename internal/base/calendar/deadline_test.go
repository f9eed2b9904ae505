package calendar_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/data"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
)

// A task handed out on the Friday before Spring Festival 2026, to be answered in five working days: Saturday the 14th is
// a make-up day and the first; nine days off follow; the fifth is Friday the 27th.
func ExampleCalendar_AddWorkingDays() {
	c, err := calendar.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.AddWorkingDays("2026-02-13", 5))
	// Output: 2026-02-27 <nil>
}

// The deadlines from 1 day up are those that chinesecalendar 1.11.0 (PyPI) counts, the day of the start left out.
func TestDeadlines(t *testing.T) {
	c := load(t)
	for _, d := range []struct {
		from string
		n    int
		want string
	}{
		{"2020-01-23", 1, "2020-02-03"}, // the extended Spring Festival
		{"2020-01-23", 5, "2020-02-07"},
		{"2022-12-30", 1, "2023-01-03"}, // across the year
		{"2023-09-28", 1, "2023-10-07"}, // a Saturday, made up
		{"2023-09-28", 5, "2023-10-11"},
		{"2024-02-09", 3, "2024-02-20"},
		{"2024-05-11", 1, "2024-05-13"}, // from a make-up day
		{"2025-09-30", 20, "2025-11-04"},
		{"2025-12-31", 2, "2026-01-05"},
		{"2026-01-02", 1, "2026-01-04"}, // from a day off
		{"2026-02-10", 20, "2026-03-16"},
		{"2026-02-10", 0, "2026-02-10"}, // worked: ends at once
		{"2026-02-15", 0, "2026-02-24"}, // off: ends on the next working day (Civil Code, article 203)
		{"2026-02-14", 0, "2026-02-14"}, // a make-up day is worked
	} {
		if got, err := c.AddWorkingDays(d.from, d.n); err != nil || got != d.want {
			t.Errorf("AddWorkingDays(%s, %d) = %s, %v; want %s", d.from, d.n, got, err, d.want)
		}
	}
	_, err := c.AddWorkingDays("2026-02-10", -1)
	if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Key != "calendar.negative" {
		t.Errorf("AddWorkingDays(-1) = %v, want invalid calendar.negative", err)
	}
}

// plain are the days of 2020 to 2026 with whether each is worked, taken from the rows of the file on a way of its own.
func plain(t testing.TB) (days []string, worked []bool) {
	t.Helper()
	rows, err := data.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	kind := map[string]string{}
	for _, r := range rows {
		kind[r.Date] = r.Kind
	}
	for unix := time.Date(2020, 1, 1, 12, 0, 0, 0, calendar.China); unix.Year() < 2027; unix = unix.Add(24 * time.Hour) {
		day := unix.Format("2006-01-02")
		days = append(days, day)
		worked = append(worked, kind[day] == "work" || kind[day] == "" && unix.Weekday()%6 != 0)
	}
	return days, worked
}

func TestCountingAgreesWithBruteForce(t *testing.T) {
	c := load(t)
	days, worked := plain(t)
	rapid.Check(t, func(r *rapid.T) {
		from := rapid.IntRange(0, len(days)-1).Draw(r, "from")
		to := rapid.IntRange(0, len(days)-1).Draw(r, "to")
		want := 0
		for i := min(from, to) + 1; i <= max(from, to); i++ {
			if worked[i] {
				want++
			}
		}
		if to < from {
			want = -want
		}
		if got, err := c.WorkingDaysBetween(days[from], days[to]); err != nil || got != want {
			r.Fatalf("WorkingDaysBetween(%s, %s) = %d, %v; want %d", days[from], days[to], got, err, want)
		}
	})
}

func TestAddingAndCountingAreInverse(t *testing.T) {
	c := load(t)
	days, _ := plain(t)
	rapid.Check(t, func(r *rapid.T) {
		from := days[rapid.IntRange(0, len(days)-500).Draw(r, "from")]
		n := rapid.IntRange(1, 300).Draw(r, "n")
		end, err := c.AddWorkingDays(from, n)
		if err != nil {
			r.Fatal(err)
		}
		if got, err := c.WorkingDaysBetween(from, end); err != nil || got != n {
			r.Fatalf("%s and %d working days end on %s, which are %d, %v", from, n, end, got, err)
		}
		if ok, err := c.Working(end); !ok || err != nil {
			r.Fatalf("%s and %d working days end on %s, which is not worked: %v", from, n, end, err)
		}
	})
}

func TestDeadlinesNeverComeEarlier(t *testing.T) {
	c := load(t)
	days, _ := plain(t)
	rapid.Check(t, func(r *rapid.T) {
		a := rapid.IntRange(0, len(days)-500).Draw(r, "from")
		b := rapid.IntRange(a, len(days)-500).Draw(r, "later from")
		n := rapid.IntRange(0, 200).Draw(r, "n")
		m := rapid.IntRange(n, 200).Draw(r, "more")
		early, err1 := c.AddWorkingDays(days[a], n)
		late, err2 := c.AddWorkingDays(days[b], m)
		if err1 != nil || err2 != nil || late < early {
			r.Fatalf("%s + %d = %s (%v), but %s + %d = %s (%v)", days[a], n, early, err1, days[b], m, late, err2)
		}
		more, err := c.AddWorkingDays(days[a], n+1)
		if err != nil || n > 0 && more <= early {
			r.Fatalf("%s + %d = %s, + %d = %s (%v)", days[a], n, early, n+1, more, err)
		}
	})
}
