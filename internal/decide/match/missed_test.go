package match_test

import (
	"slices"
	"testing"

	"mihe/internal/decide/match"
)

// Why it is nobody whom the person knows is so: the judge looks at who is at work, at papers and bars, and tries the visit everywhere in that carer's day.
func TestWhoWasMissedAndWhy(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(60) {
		d := county(t, seed, 24, 4)
		for i := range d.Visits {
			if v := &d.Visits[i]; seed%3 == 0 && len(v.Known) > 0 {
				v.Known = append(v.Known, "post_gone")
			}
		}
		p := planned(t, d, 1)
		for _, r := range p.Routes {
			for _, s := range r.Stops {
				for _, m := range s.Why.Missed {
					seen[m.Why]++
					if want := missed(d, p, s.Visit, m.Post); m.Why != want {
						t.Errorf("seed %d: %s by %s and not by %s: %s, want %s", seed, s.Visit, r.Post, m.Post, m.Why, want)
					}
				}
				v := visitOf(d, s.Visit)
				if !s.Why.Known && !v.Together && len(s.Why.Missed) != len(slices.Compact(slices.Sorted(slices.Values(v.Known)))) {
					t.Errorf("seed %d: of %v, %+v is said", seed, v.Known, s.Why.Missed)
				}
			}
		}
	}
	for _, why := range append([]string{match.Off, match.Paper, match.Busy, match.Passed}, match.BarWhys...) {
		if seen[why] == 0 {
			t.Errorf("nobody was missed because of %s: %v", why, seen)
		}
	}
}

// missed is why a post does not make a visit, by the judge.
func missed(d match.Day, p match.Plan, visit, post string) string {
	j, v := newJudge(d), visitOf(d, visit)
	if i := slices.IndexFunc(v.Barred, func(b match.Bar) bool { return b.Post == post }); i >= 0 {
		return v.Barred[i].Why
	}
	if _, there := j.carers[post]; !there {
		return match.Off
	}
	j.lifted, j.about = map[match.Constraint]bool{match.Minutes: true}, visit
	if j.may(tour{post, []part{{visit, false}}}) != "" {
		return match.Paper
	}
	j.lifted = nil
	list := tours(d, p)
	for i := range list {
		list[i].stops = slices.DeleteFunc(list[i].stops, func(s part) bool { return s.visit == visit })
	}
	fits := false
	j.everywhere(list, part{visit, false}, func(with []tour) {
		on := with[slices.IndexFunc(with, func(t tour) bool { return slices.Contains(t.stops, part{visit, false}) })].post
		fits = fits || on == post && j.wrong(with) == ""
	})
	if fits {
		return match.Passed
	}
	return match.Busy
}
