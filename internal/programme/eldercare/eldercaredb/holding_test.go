package eldercaredb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// without is the shipped list less some items and facts, with another name for one item that stays.
func without(t *testing.T, items ...string) []byte {
	t.Helper()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for line := range strings.Lines(string(texts["eldercare-entitlement"])) {
		drop := false
		for _, i := range items {
			drop = drop || strings.Contains(line, "- {id: "+i+", ") || strings.Contains(line, "then: "+i+",")
		}
		if !drop {
			kept = append(kept, line)
		}
	}
	text := strings.ReplaceAll(strings.Join(kept, ""), `en: "health management"`, `en: "health checks"`)
	for _, i := range items {
		text = strings.NewReplacer(", "+i+", ", ", ", `            - "!": [{var: `+i+"}]\n", "").Replace(text)
	}
	return []byte(text)
}

// tally is what a diagnosis kept, over all places: elders, due something, served and unserved, and for each item those due it.
func tally(r *eldercare.Record) string {
	var n eldercare.RecordCell
	due := map[string]int{}
	for _, c := range r.Cells {
		n.Elders += c.Elders
		n.NotDue += c.NotDue
		n.Served += c.Served
		n.Unserved += c.Unserved
		for i, one := range c.Items {
			due[i] += one.Due
		}
	}
	return fmt.Sprintf("%v: %d elders, %d due nothing, %d served, %d unserved, %v", r.Items, n.Elders, n.NotDue, n.Served, n.Unserved, due)
}

// TestTheListThatHolds: a county adopts a list without visits and assessments, which does not ask for lost children. Until its day the diagnosis counts them, from that day on it does not,
// and each record keeps by which version it was made. Everybody of the world lives alone, is 76, and three are visited.
func TestTheListThatHolds(t *testing.T) {
	storetest.Each(t, eldercaretest.Migrations(), func(t *testing.T, db *store.DB) {
		w := eldercaretest.New(t, db)
		s, ctx := w.Elders, context.Background()
		s.Items = eldercare.Told()
		for i := range 3 {
			w.People.Manage(i)
		}
		who := access.System("sample", eldercare.CanDiagnose, eldercare.CanRead)
		run := func(version, want string) {
			t.Helper()
			if _, err := s.Run(ctx, who); err != nil {
				t.Fatal(err)
			}
			last, err := s.Latest(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			if got := tally(last); got != want || last.Version != version {
				t.Errorf("on %s by %s: %s\nwant by %s: %s", last.On, last.Version, got, version, want)
			}
		}
		w.People[6].Facts[party.LostOnly] = party.Fact{Value: "no", Source: "register", AsOf: "2026-01-01"} // of which the other list does not ask
		all := "[health_management ability_assessment family_support visits]: 7 elders, 0 due nothing, 0 served, 7 unserved, " +
			"map[ability_assessment:7 health_management:7 visits:7]" // nobody was assessed
		run(s.List.Version(), all)
		adopted := eldercaretest.Adopt(t, s.Rules, without(t, "visits", "ability_assessment", "priority_institution", "lost_only_child"), "2026-03-02")
		w.Move(time.Hour) // the day before it holds
		run(s.List.Version(), all)
		w.Move(24 * time.Hour)
		run(adopted, "[health_management family_support]: 7 elders, 0 due nothing, 3 served, 4 unserved, map[health_management:7]")
		list, err := s.Edition(ctx, adopted)
		if err != nil {
			t.Fatal(err)
		}
		if got := list.ResultTitles([]string{"health_management"}, i18n.En)[0]; got != "health checks" {
			t.Errorf("the adopted list calls it %q", got)
		}
		if list, err := s.Edition(ctx, "of an earlier release"); err != nil || list != s.List {
			t.Errorf("a version that is kept nowhere: %v", err)
		}
		eldercaretest.Adopt(t, s.Rules, without(t, eldercare.Told()...), "2026-03-02")
		if _, err := s.Run(ctx, who); fault.KindOf(err) != fault.Conflict {
			t.Errorf("with nothing to look at: %v", err)
		}
	})
}

// TestTheReassessmentThatHolds: by the shipped rules an assessment of a year ago still counts; a county adopts others, by which it does not. From
// their day on the diagnosis goes by them, as deciding does, and each record keeps by which it was made.
func TestTheReassessmentThatHolds(t *testing.T) {
	storetest.Each(t, eldercaretest.Migrations(), func(t *testing.T, db *store.DB) {
		w := eldercaretest.New(t, db)
		s, ctx := w.Elders, context.Background()
		s.Items = []string{"ability_assessment"}
		w.People[0].Facts[party.AbilityAssessed] = party.Fact{Value: "2025-02-15", Source: "register", AsOf: "2026-01-01"}
		who := access.System("sample", eldercare.CanDiagnose)
		run := func(again string, assessed int) {
			t.Helper()
			r, err := s.Run(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			got := 0
			for _, c := range r.Cells {
				got += c.Items["ability_assessment"].Served
			}
			if got != assessed || r.Again != again {
				t.Errorf("on %s: %d assessed by %s, want %d by %s", r.On, got, r.Again, assessed, again)
			}
		}
		run(s.Again.Version(), 1)
		texts, err := data.Rules()
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(texts["eldercare-reassessment"]), `value: "2"`, `value: "1"`, 1)
		adopted := eldercaretest.Adopt(t, s.Rules, []byte(text), "2026-03-02")
		w.Move(time.Hour) // the day before they hold
		run(s.Again.Version(), 1)
		w.Move(24 * time.Hour)
		run(adopted, 0)
	})
}

// TestTheWorklistGoesByTheListThatHolds: of a list without visits nobody is sent to people who lack them.
func TestTheWorklistGoesByTheListThatHolds(t *testing.T) {
	storetest.Each(t, eldercaretest.OfficeMigrations(), func(t *testing.T, db *store.DB) {
		o := eldercaretest.NewOffice(t, db)
		o.Elders.Items = []string{"visits", "health_management"}
		who := o.Officer(eldercaretest.Village, partytest.North)
		lacks := func() string {
			t.Helper()
			l, err := o.Elders.Unserved(t.Context(), who, partytest.North, "")
			if err != nil {
				t.Fatal(err)
			}
			out := l.List.Version() + ":"
			for _, u := range l.People {
				out += fmt.Sprint(" ", u.Lacks)
			}
			return out
		}
		if got, want := lacks(), o.Elders.List.Version()+": [health_management visits] [health_management visits]"; got != want {
			t.Errorf("by the shipped list %s, want %s", got, want)
		}
		adopted := eldercaretest.Adopt(t, o.Elders.Rules, without(t, "visits"), "2026-03-01")
		if got, want := lacks(), adopted+": [health_management] [health_management]"; got != want {
			t.Errorf("by the adopted list %s, want %s", got, want)
		}
	})
}
