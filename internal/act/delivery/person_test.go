package delivery_test

import (
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
)

// One woman with posts at two providers is in one home at a time: no visit is set for her where another of hers is, the way included, and where the reports
// say that she was in two homes at once the queue says so.
func TestOnePersonInTwoPosts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.posts[2].Person = w.posts[0].Person
		a := w.plan()
		b := w.plan(func(p *delivery.Plan) { p.Provider, p.Person, p.Place = orgB, w.persons[1], w.homes[w.persons[1]] })
		va := w.visit(a.ID, "2026-03-05", 9, 0)
		set := func(hour int, ways map[string]delivery.Way) error {
			_, err := w.Schedule(ctx, w.planner(), delivery.NewVisit{Plan: b.ID, Posts: []string{w.posts[2].ID}, FromMs: at("2026-03-05", hour), Ways: ways})
			return err
		}
		wants(t, "at the same time", set(9, nil), fault.Conflict, "delivery.post.busy")
		wants(t, "on the way", set(10, map[string]delivery.Way{w.posts[2].ID: {Before: 10}}), fault.Conflict, "delivery.post.busy")
		vb := w.visit(b.ID, "2026-03-05", 10, 2)
		w.done(0, va, "good")
		w.report(2, vb.ID, delivery.Start, vb.FromMs-30*60_000, "") // before the first was over
		w.report(2, vb.ID, delivery.Finish, vb.UntilMs, "")
		open, err := w.waiting()
		if err != nil || len(open) != 1 || open[0].Kind != delivery.Overlap || open[0].Number != 30 {
			t.Errorf("the queue has %+v, %v", open, err)
		}
	})
}

// A visit is missed when its hour has passed, and not in the morning of its day.
func TestMissedNotBeforeTheHour(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.visit(w.plan().ID, "2026-03-05", 15, 0)
		miss := func() error {
			_, err := w.Change(ctx, w.agent(orgA), v.ID, delivery.Change{Step: delivery.Miss, Reason: "carer_ill"})
			return err
		}
		w.now = time.UnixMilli(v.FromMs - 1)
		wants(t, "a moment before", miss(), fault.Conflict, "delivery.visit.early")
		w.now = time.UnixMilli(v.FromMs)
		if err := miss(); err != nil {
			t.Error(err)
		}
	})
}

// Who has left a provider sees nobody's visits any more, though they were set for her.
func TestWhoHasLeftSeesNobody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.visit(w.plan().ID, "2026-03-05", 9, 0)
		w.later("2026-03-05")
		for until, want := range map[string]int{"": 1, "2026-03-06": 1, "2026-03-05": 0, "2026-03-02": 0} {
			w.posts[0].Until = until
			if list, err := w.Day(ctx, w.carer(0), "2026-03-05"); err != nil || len(list) != want {
				t.Errorf("with a post until %q she sees %d visits, %v, want %d", until, len(list), err, want)
			}
		}
	})
}
