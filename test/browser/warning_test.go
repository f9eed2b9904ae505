package browser

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// verifiable tells whether the page offers to verify the task.
func (w traveller) verifiable() bool {
	w.t.Helper()
	forms := ask[[]string](w.t, w.b, `[...document.querySelectorAll("main form")].map((x) => x.getAttribute("action"))`)
	return slices.ContainsFunc(forms, func(to string) bool { return strings.Contains(to, "/verify") })
}

// A warning becomes a task by links and forms alone; nobody can verify it by the figures it was filed on, and it is verified
// when the months after it show the place back on its path.
func TestJourneyOfAWarning(t *testing.T) {
	needBrowser(t)
	w := traveller{t: t, b: borrow(t)}
	w.start("coordinator.000000", "/warnings")
	w.says("One place has left what is usual for it.", "synthetic", "unverified", "Confidence")
	w.until("the way to a task", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, "/tasks/new") })
	w.enter()
	w.says("Warning of")
	w.skip()
	w.field("title", "See to the villages that were cut off")
	w.field("days", "20")
	w.submit("File the task", 200)
	task := w.at().Path
	if !strings.HasPrefix(task, "/tasks/task_") {
		t.Fatalf("filing led to %s", task)
	}
	w.says("Warning of")
	w.skip()
	w.submit("Assign", 200)
	w.start("handler.520521", task)
	w.submit("Accept", 200)
	w.skip()
	w.until("the report", func(f focus) bool { return f.Tag == "textarea" && f.ID == "f-report-reason" })
	w.press("The line was mended.")
	w.submit("Report", 200)
	w.start("coordinator.000000", task)
	if w.verifiable() {
		t.Error("the task can be verified by the figures it was filed on")
	}
	demo(t).twoMonths(t)
	w.start("coordinator.000000", task)
	w.submit("Verify", 200)
	w.says("The warned place is back to what is usual")
	w.start("coordinator.000000", "/warnings")
	w.says("One place has left what is usual for it.") // another one
}

// fallen is the county of which the two months tell something new, so that the page of warnings keeps one.
const fallen = "520526"

// twoMonths publishes two more months of the demonstration's made-up series: each county as a year before and a little more,
// and one of them nine percentage points lower.
func (d *demonstration) twoMonths(t *testing.T) {
	t.Helper()
	n, who := d.app.Nodes[0], access.Operator()
	var list []fact.Observation
	for _, month := range []string{"09", "10"} {
		g, err := n.Indicators.Levels(t.Context(), who, indicator.Question{ID: "villages_5g_fibre", By: indicator.ByCounty, Period: "2025-" + month, Within: "520000"})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range g.Groups {
			if l.Value == nil {
				continue
			}
			v := *l.Value + 1.8
			if l.Code == fallen {
				v -= 9
			}
			list = append(list, fact.Observation{
				Variable: g.Indicator.ID, Region: region.Key{Code: region.Code(l.Code), Level: region.County}, Period: "2026-" + month, Source: "(synthetic) made up for this test",
				Vintage: "2026-11", Value: float64(int(10*v)) / 10, Decimals: 1, State: fact.Observed,
			})
		}
	}
	later := *n.Facts
	later.Now = func() time.Time { return time.Date(2026, 11, 10, 4, 0, 0, 0, time.UTC) }
	rows := func(yield func(fact.Observation, error) bool) {
		for _, o := range list {
			if !yield(o, nil) {
				return
			}
		}
	}
	if _, _, err := later.Load(context.WithoutCancel(t.Context()), who, "(synthetic) two months", rows, nil); err != nil {
		t.Fatal(err)
	}
}
