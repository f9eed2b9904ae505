package app

import (
	"slices"
	"testing"
	"time"

	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// The staff of the demonstration shows what matching has to cope with: papers that have run out, nurses, every language, part-time work.
func TestTheDemoStaffIsOfManyKinds(t *testing.T) {
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	d, people := demonstration{App: &App{Words: words}}, 0
	for _, team := range demoTeams {
		people += team.people
	}
	if people != demoStaffCount {
		t.Errorf("teams of %d, want %d", people, demoStaffCount)
	}
	today := time.Now().Format(time.DateOnly)
	out, nurses, weekends, speak := 0, 0, 0, map[string]int{}
	for i := range demoStaffCount {
		p := d.demoJob(i, party.Listed{Region: demoTownship}, "org_a")
		if len(p.QualifiedOn(today)) < len(p.Qualifications) {
			out++
		}
		if p.Kind == "nurse" {
			nurses++
		}
		if slices.ContainsFunc(p.Shifts, func(s party.Shift) bool { return slices.Contains(s.Days, "SA") }) {
			weekends++
		}
		for _, l := range p.Languages {
			speak[l]++
		}
	}
	if out != 5 || nurses != 4 || weekends < 8 {
		t.Errorf("%d with a paper that has run out, %d nurses, %d at work on weekends", out, nurses, weekends)
	}
	for _, l := range catalog.Languages {
		if speak[l] < 4 {
			t.Errorf("%d speak %s", speak[l], l)
		}
	}
}
