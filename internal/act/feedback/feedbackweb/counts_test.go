package feedbackweb

import (
	"testing"

	"mihe/internal/act/casework/caseworkweb"
	"mihe/internal/act/feedback"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// A provider reads groups of levels with their counts, or that there were too few, and nothing that puts providers in an order of merit.
func TestQuarters(t *testing.T) {
	words, err := i18n.Load(web.Words, caseworkweb.Words, Words)
	if err != nil {
		t.Fatal(err)
	}
	org := func(id, name string) feedback.Organisation {
		return feedback.Organisation{ID: id, Name: i18n.Name{Zh: name, En: name}}
	}
	got := quarters(web.NewPage(words, i18n.En), []feedback.Quarter{
		{Provider: org("org_a", "A"), Period: "2026-Q2", Groups: []feedback.Group{{Low: 1, High: 3, Count: 10}, {Low: 4, High: 4, Count: 30}, {Low: 5, High: 5, Count: 99}}},
		{Provider: org("org_a", "A"), Period: "2026-Q1"},
		{Provider: org("org_b", "B"), Period: "2026-Q2"},
	})
	if len(got) != 2 || got[0].Name.Text != "A" || got[1].Name.Text != "B" || len(got[0].Table.Rows) != 2 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []string{"neither–very dissatisfied: 10, satisfied: 30, very satisfied: 99", "fewer than 10, not shown"} {
		if cell := got[0].Table.Rows[i].Cells[0]; cell != want {
			t.Errorf("%q, want %q", cell, want)
		}
	}
}
