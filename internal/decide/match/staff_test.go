package match_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/region"
	"mihe/internal/decide/match"
	"mihe/internal/register/party"
)

// A post becomes a carer on the days on which it runs and is worked, with the papers that hold on that day and no others.
func TestCarerOn(t *testing.T) {
	p := party.Post{
		ID: "post_a", Base: region.Key{Code: "520521901", Level: region.Township}, Languages: []string{"zh", "ii"}, From: "2026-03-01", Until: "2026-04-01",
		Qualifications: []party.Qualification{{Code: "care_worker", Level: 4, Until: "2026-03-10"}, {Code: "first_aid"}},
		Shifts:         []party.Shift{{Days: []string{"TU"}, Opens: "08:00", Closes: "09:30"}, {Days: []string{"MO", "TU"}, Opens: "13:00", Closes: "17:15"}},
	}
	want := match.Carer{
		Post: "post_a", Base: p.Base.String(), Shift: match.Window{Open: 13 * 60, Shut: 17*60 + 15}, Languages: []string{"zh", "ii"},
		Skills: []match.Skill{{Code: "care_worker", Level: 4}, {Code: "first_aid"}},
	}
	for _, c := range []struct {
		on     string
		ok     bool
		papers []match.Skill
	}{
		{"2026-03-03", true, want.Skills},     // a Tuesday with two shifts
		{"2026-03-09", true, want.Skills},     // the last day of the paper
		{"2026-03-10", true, want.Skills[1:]}, // run out
		{"2026-03-04", false, nil},            // a Wednesday
		{"2026-02-24", false, nil},            // before the post runs
		{"2026-04-07", false, nil},            // after it
	} {
		got, ok := match.CarerOn(p, c.on)
		if ok != c.ok {
			t.Errorf("%s: at work %v, want %v", c.on, ok, c.ok)
		}
		if !c.ok {
			continue
		}
		want.Skills = c.papers
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.on, diff)
		}
	}
}
