package delivery

import (
	"testing"

	"pgregory.net/rapid"

	"mihe/internal/decide/match"
)

func spans(rt *rapid.T, what string, most int) (list []match.Window) {
	for range rapid.IntRange(0, most).Draw(rt, what) {
		open := rapid.IntRange(-100, 1500).Draw(rt, "open")
		list = append(list, match.Window{Open: open, Shut: open + rapid.IntRange(1, 300).Draw(rt, "long")})
	}
	return list
}

// The longest free part of a shift is as long as that which is found minute by minute, and nothing is booked in it.
func TestLongestFree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		shift := match.Window{Open: rapid.IntRange(0, 900).Draw(rt, "opens")}
		shift.Shut = shift.Open + rapid.IntRange(1, 500).Draw(rt, "for")
		busy := spans(rt, "busy", 5)
		taken := func(minute int) bool {
			for _, b := range busy {
				if b.Open <= minute && minute < b.Shut {
					return true
				}
			}
			return false
		}
		longest, run := 0, 0
		for m := shift.Open; m < shift.Shut; m++ {
			if run++; taken(m) {
				run = 0
			}
			longest = max(longest, run)
		}
		got := longestFree(shift, busy)
		if longest > 1 && got.Shut-got.Open != longest || longest <= 1 && got.Shut-got.Open != 1 {
			rt.Fatalf("%v without %v: %v, the longest has %d minutes", shift, busy, got, longest)
		}
		for m := got.Open; m < got.Shut && longest > 1; m++ {
			if taken(m) || m < shift.Open || m >= shift.Shut {
				rt.Fatalf("%v without %v: %v is busy at %d", shift, busy, got, m)
			}
		}
	})
}

// A visit may start where it could before and meets none of the spans; every such start is left.
func TestWithout(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		windows, minutes := []match.Window{{Open: 100, Shut: 300}, {Open: 400, Shut: 1300}}, rapid.IntRange(1, 200).Draw(rt, "minutes")
		busy := spans(rt, "spans", 4)
		rest, last := without(windows, minutes, busy), -1
		for _, w := range rest {
			if w.Open <= last || w.Shut < w.Open {
				rt.Fatalf("not ascending and apart: %v", rest)
			}
			last = w.Shut
		}
		in := func(list []match.Window, minute int) bool {
			for _, w := range list {
				if w.Open <= minute && minute <= w.Shut {
					return true
				}
			}
			return false
		}
		for m := range 1440 {
			want := in(windows, m)
			for _, b := range busy {
				want = want && (m+minutes <= b.Open || b.Shut <= m)
			}
			if in(rest, m) != want {
				rt.Fatalf("%v without %v for %d minutes is %v: at %d %v", windows, busy, minutes, rest, m, !want)
			}
		}
	})
}
