package feedback

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/base/calendar"
)

// Whatever the ratings, the groups cover every level once, hold every rating, and none is small. Fewer than Least are not told at all.
func TestGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var levels [5]int
		total := 0
		for i := range levels {
			levels[i] = rapid.OneOf(rapid.IntRange(0, Least), rapid.IntRange(0, 200)).Draw(t, "n")
			total += levels[i]
		}
		list := groups(levels)
		if total < Least {
			if list != nil {
				t.Fatalf("%v of %v", list, levels)
			}
			return
		}
		next := 1
		for _, g := range list {
			n := 0
			for l := g.Low; l <= g.High; l++ {
				n += levels[l-1]
			}
			if g.Low != next || g.Count != n || n < Least {
				t.Fatalf("%v of %v", list, levels)
			}
			next = g.High + 1
			total -= n
		}
		if next != 6 || total != 0 {
			t.Fatalf("%v of %v", list, levels)
		}
	})
}

func TestQuarter(t *testing.T) {
	for at, want := range map[string]string{
		"2026-01-01 00:00": "2025-Q4 2025-10-01 2026-01-01", "2026-03-31 23:59": "2025-Q4 2025-10-01 2026-01-01", "2026-08-15 12:00": "2026-Q2 2026-04-01 2026-07-01",
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", at, calendar.China)
		if err != nil {
			t.Fatal(err)
		}
		from, until, period := quarter(now.UTC(), 1)
		if got := period + " " + from.Format(time.DateOnly) + " " + until.Format(time.DateOnly); got != want {
			t.Errorf("before %s: %s, want %s", at, got, want)
		}
	}
}

func TestPairs(t *testing.T) {
	if got, want := strings.Join(pairs("路灯不亮，路灯 A1a"), " "), "路灯 灯不 不亮 亮路 灯a a1 1a"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
