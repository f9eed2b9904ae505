package delivery_test

import (
	"fmt"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// What keeps a place for a plan is given back once the plan no longer runs: on that day, not before it, and not while a later plan of the person
// keeps the same place.
func TestAPlaceIsGivenBackOnTheDayOnWhichItsPlanEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var back []string
		w.Release = func(_ *store.Tx, hold string) error { back = append(back, hold); return nil }
		lapses := func(day string) string {
			t.Helper()
			w.later(day)
			back = nil
			if _, err := w.Lapse(ctx); err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(back)
		}
		keeps := func(hold string) func(*delivery.Plan) { return func(p *delivery.Plan) { p.Hold = hold } }
		p := w.plan(keeps("hold_a"))
		if p.By != w.planner().ID {
			t.Errorf("made by %q", p.By)
		}
		other := p
		other.Item, other.ID = "service.life.bath", ""
		_, err := w.Make(ctx, w.planner(), other)
		wants(t, "one place for two plans", err, fault.Conflict, "delivery.plan.held")
		// It goes on with a plan that replaces it.
		next := p
		next.From, next.Minutes = "2026-04-01", 90
		err = w.db.Write(ctx, func(tx *store.Tx) (err error) { next, err = w.ReplaceIn(tx, w.planner(), p.ID, next); return err })
		if err != nil || next.ID == p.ID || next.Hold != "hold_a" {
			t.Fatalf("%+v, %v", next, err)
		}
		list, err := w.Plans(ctx, w.planner(), p.Person)
		if err != nil || len(list) != 2 {
			t.Errorf("%+v, %v", list, err)
		}
		for _, one := range list {
			if one.ID == p.ID && (one.Ended != "2026-04-01" || one.Why != "changed" || one.Hold != "") {
				t.Errorf("the first is %+v", one)
			}
		}
		if got := lapses("2026-04-02"); got != "[]" {
			t.Errorf("the place of the plan that goes on was given back: %s", got)
		}
		stranger := next
		stranger.Item = "service.life.bath"
		err = w.db.Write(ctx, func(tx *store.Tx) error { _, err := w.ReplaceIn(tx, w.planner(), next.ID, stranger); return err })
		wants(t, "another item in its place", err, fault.Conflict, "delivery.plan.other")
		// It ends on a later day, and only then is the place free.
		if err := w.End(ctx, w.planner(), next.ID, "2026-04-10", "moved_away"); err != nil || back != nil {
			t.Fatalf("%v, %v", back, err)
		}
		for day, want := range map[string]string{"2026-04-09": "[]", "2026-04-10": "[hold_a]"} {
			if got := lapses(day); got != want {
				t.Errorf("on %s: %s, want %s", day, got, want)
			}
		}
		// At once it is given back at once, and with an erasure too.
		w.later("2026-03-03")
		for i, ends := range []func(id string) error{
			func(id string) error { return w.End(ctx, w.planner(), id, "2026-03-03", "died") },
			func(string) error {
				return w.db.Write(ctx, func(tx *store.Tx) error { return w.Erase(tx, 1, w.persons[1]) })
			},
		} {
			one := w.plan(keeps("hold_b"), func(p *delivery.Plan) {
				p.Person, p.Place, p.Item = w.persons[1], w.homes[w.persons[1]], fmt.Sprint("item_", i)
			})
			back = nil
			if err := ends(one.ID); err != nil || fmt.Sprint(back) != "[hold_b]" {
				t.Errorf("%v, %v", back, err)
			}
		}
	})
}
