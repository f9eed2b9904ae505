package steeringweb_test

import (
	"net/http"
	"strings"
	"testing"

	"mihe/internal/account/steering/steeringtest"
)

// courseOf is the card of action 4 on the page of progress.
func courseOf(t *testing.T, d *desk, query string) string {
	t.Helper()
	doc := d.page(t, "/progress?lang=en&"+query)
	for _, card := range texts(doc.Find(".card")) {
		if strings.Contains(card, "Action 4") {
			return card
		}
	}
	t.Fatalf("no card of action 4: %s", text(doc.Find("main")))
	return ""
}

// A place is judged by its own figures, in words and with each figure; what is not known is not given a class.
func TestProgressPage(t *testing.T) {
	d := newDesk(t) // 2024 only: 40, 60 and 80 %
	wants := func(query string, holds ...string) {
		t.Helper()
		got := courseOf(t, d, query)
		for _, want := range holds {
			if !strings.Contains(tight(got), tight(want)) {
				t.Errorf("%s: %q is not in %s", query, want, got)
			}
		}
	}
	wants("within=520521", "Cannot be told", "no earlier figure", "Latest, 2024 40.0 %", "Target 90.0 %", "both 5G and fibre")
	wants("within=大方县", "Latest, 2024 40.0 %")
	wants("within=520500", "Cannot be told", "Latest, 2024 60.0 %", "75.00% complete")
	if got := courseOf(t, d, "within=520521"); strings.Contains(got, "Start") {
		t.Errorf("a start without figures: %s", got)
	}
	d.Measure(t, "2022", "2023-03", steeringtest.Shares{steeringtest.County: 20, steeringtest.Third: 30, steeringtest.Sibling: 85})
	d.Measure(t, "2025", "2026-03", steeringtest.Shares{steeringtest.County: 50, steeringtest.Third: 95, steeringtest.Sibling: 70})
	d.Measure(t, "2026", "2026-10", steeringtest.Shares{steeringtest.County: 92})
	// Paces by hand: (50 − 20)/3 a year where (90 − 20)/3 was asked.
	wants("within=520521", "Not reached in time", "Start, 2022 20.0 %", "Last before it was due, 2025 50.0 %", "moved by 10.00 points a year; 23.33 a year is what it would have taken",
		"after it was due: 92.0% in 2026")
	wants("within=520527", "Reached", "Start, 2022 30.0 %", "Latest, 2025 95.0 %")
	wants("within=520526", "Not reached in time", "moved by -5.00 points")
	for _, query := range []string{"lang=zh-CN", "lang=en", "lang=zh-CN&within=520521", "lang=en&within=520521", "lang=en&within=520521&print=large"} {
		doc := d.page(t, "/progress?"+query)
		for _, fault := range faults(doc) {
			t.Errorf("%s: %s", query, fault)
		}
		if han := unmarkedHan(doc.Find("main")); han != "" && strings.HasPrefix(query, "lang=en") {
			t.Errorf("%s: Chinese without lang: %q", query, han)
		}
	}
	if w, _ := d.send(t, "/progress?within=nowhere", nil); w.Code != http.StatusNotFound {
		t.Errorf("an unknown place: %d", w.Code)
	}
}

// The page of an action shows how far the country has come, or that it cannot be told; a target that nothing measures has no class.
func TestProgressOnThePageOfAnAction(t *testing.T) {
	d := newDesk(t)
	doc := d.page(t, "/actions/4?lang=en")
	items := doc.Find("section[aria-labelledby=targets] .tasks").First().Find("li")
	if got := text(items.First()); !strings.Contains(got, "The nation: 60.0% in 2024; target 90.0%") || !strings.Contains(got, "Cannot be told") {
		t.Errorf("the target of 5G: %s", got)
	}
	if got := text(items.Eq(1)); strings.Contains(got, "Cannot be told") || items.Eq(1).Find(".tag").Length() != 1 {
		t.Errorf("a target without a figure: %s", got)
	}
	if doc.Find(`a[href^="/progress"]`).Length() != 1 {
		t.Error("no way to the progress of a place")
	}
	if other := d.page(t, "/actions/5?lang=en"); other.Find(`main a[href^="/progress"]`).Length() != 0 {
		t.Error("action 5, whose targets nothing measures, leads to progress")
	}
}

// tight is a text without its spaces, which markup sets and takes away; one minus sign stands for another.
func tight(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), "−", "-") }
