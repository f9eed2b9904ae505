package casework_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// The oldest deadline first, page by page, each case once; an officer sees only the own region, and nobody's person.
func TestQueues(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		ctx := context.Background()
		ids := map[string]string{}
		items := []string{"a", "b", "c", "d", "e", "f", "g"}
		for i, item := range items {
			w.Set("2026-01-05")
			w.Move(6 - i) // the later named are due earlier
			ids[item] = w.Open(t, func(o *casework.Opening) {
				if o.Item = item; i%2 == 1 {
					o.Place = caseworktest.NextTown
				}
			}).ID
		}
		// d and f are accepted on the 8th and so due on 5 February; b is declined and appealed against on the 13th, and due on 10 February.
		w.Set("2026-01-08")
		w.Do(t, ids["d"], "accept")
		w.Do(t, ids["f"], "accept")
		w.Set("2026-01-13")
		w.Do(t, ids["b"], "refuse", "appeal")
		read := func(who access.Actor, ask casework.Ask) (all string, late int) {
			for {
				list, next, err := w.Cases.Queue(ctx, who, ask)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range list {
					if all += e.Item; e.Late {
						late++
					}
					if raw, err := json.Marshal(e); err != nil || strings.Contains(string(raw), w.Elder) {
						t.Errorf("the queue names a person: %s, %v", raw, err)
					}
				}
				if ask.After = next; next == "" {
					return all, late
				}
			}
		}
		// Opened from Sunday 11 January (a) back to Monday the 5th (g): due on the 16th (a, b, c), 15th, 14th, 13th and 12th, and of
		// one day the one opened first.
		county := w.Officer(caseworktest.Handler, caseworktest.County)
		if all, late := read(county, casework.Ask{Limit: 1}); all != "gecafd" || late != 1 {
			t.Errorf("the queue is %s with %d late, want gecafd with 1", all, late)
		}
		if all, _ := read(county, casework.Ask{Late: true}); all != "g" {
			t.Errorf("late are %s, want g", all)
		}
		if all, _ := read(w.Officer(caseworktest.Handler, caseworktest.Town), casework.Ask{Limit: 1}); all != "geca" {
			t.Errorf("the town sees %s, want geca", all)
		}
		if all, _ := read(w.Officer(caseworktest.Reviewer, caseworktest.City), casework.Ask{Limit: 2}); all != "gecafdb" {
			t.Errorf("whoever handles and reviews sees %s, want gecafdb", all)
		}
		if all, _ := read(w.Officer(caseworktest.Handler, caseworktest.Sibling), casework.Ask{}); all != "" {
			t.Errorf("another county sees %s", all)
		}
		if all, _ := read(access.Operator(), casework.Ask{Owner: casework.CanHandle, Limit: 3}); all != "gecafd" {
			t.Errorf("the operator sees %s", all)
		}
		if all, _ := read(w.Officer(caseworktest.Decider, caseworktest.County), casework.Ask{}); all != "" {
			t.Errorf("before anything is to be decided there waits %s", all)
		}
		for who, kind := range map[string]access.Actor{"a resident": w.Resident(w.Elder), "nobody": {}} {
			if _, _, err := w.Cases.Queue(ctx, kind, casework.Ask{}); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s asks for a queue: %v", who, err)
			}
		}
		for _, wrong := range []casework.Ask{{After: "x"}, {Limit: 201}, {Limit: -1}, {After: "2026-01-01 case_' OR 1=1"}} {
			if _, _, err := w.Cases.Queue(ctx, county, wrong); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		numbered := w.Open(t, func(o *casework.Opening) { o.Item, o.Person = "numbered", w.Kin })
		said := strings.ToLower(strings.ReplaceAll(numbered.Number(), "-", ""))
		for who, want := range map[string]int{"county": 1, "sibling": 0, "person": 1, "stranger": 0, "nobody": 0} {
			actor := map[string]access.Actor{
				"county": county, "sibling": w.Officer(caseworktest.Handler, caseworktest.Sibling), "person": w.Resident(w.Kin), "stranger": w.Resident(w.Elder),
			}[who]
			if ids, err := w.Cases.Find(ctx, actor, said); err != nil || len(ids) != want {
				t.Errorf("%s finds %v, %v by the number; want %d", who, ids, err, want)
			}
		}
		w.Do(t, numbered.ID, "withdraw")
		first, _, err := w.Cases.Queue(ctx, county, casework.Ask{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		w.Set("2026-01-12")
		w.Do(t, first[0].ID, "assign", "correct")
		if all, _ := read(w.Officer(caseworktest.Reader, caseworktest.County), casework.Ask{Owner: casework.CanOwn}); all != "g" {
			t.Errorf("the person is waited for in %s, want g", all)
		}
		w.Do(t, first[0].ID, "supplement")
		if all, _ := read(county, casework.Ask{Mine: true}); all != "g" {
			t.Errorf("assigned is %s, want g", all)
		}
	})
}

// Two do the same at the same moment: one wins, the other is told that somebody was faster.
func TestOneOfTwoWins(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		for _, step := range []string{"accept", "assign", "remind", "correct"} {
			c := w.Open(t, func(o *casework.Opening) { o.Item = step })
			const racers = 6
			var wg sync.WaitGroup
			outcomes := make([]error, racers)
			for i := range racers {
				who, d := w.Usual(c, step)
				wg.Go(func() { _, outcomes[i] = w.Cases.Act(context.Background(), who, c.ID, d) })
			}
			wg.Wait()
			won := 0
			for _, err := range outcomes {
				switch {
				case err == nil:
					won++
				case fault.KindOf(err) != fault.Conflict:
					t.Errorf("%s: the slower is told %v", step, err)
				}
			}
			if now := w.Get(t, c.ID); won != 1 || now.Actions != 2 {
				t.Errorf("%s: %d won, and the case has %d actions", step, won, now.Actions)
			}
		}
	})
}

// Two open the same case at the same moment: there is one.
func TestOneCaseAboutAMatter(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		var wg sync.WaitGroup
		outcomes := make([]error, 6)
		for i := range outcomes {
			o := w.Opening()
			wg.Go(func() { _, outcomes[i] = w.Cases.Open(context.Background(), w.Resident(w.Elder), o) })
		}
		wg.Wait()
		won := 0
		for _, err := range outcomes {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("the slower is told %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d cases were opened", won)
		}
	})
}
