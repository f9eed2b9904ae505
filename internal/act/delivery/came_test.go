package delivery_test

import (
	"fmt"
	"slices"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/store"
	"mihe/internal/register/party/partytest"
)

// Who came, for the first time or not, and by whom; what a month asked for; which plans ended; what a sample found: by hand, of two persons.
func TestWhoCameAndWhatWasAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one := w.plan()
		two := w.plan(func(p *delivery.Plan) {
			p.Person, p.Item = w.persons[1], "visits"
			p.Place, p.Residence = w.homes[p.Person], "urban"
		})
		w.done(0, w.visit(one.ID, "2026-03-10", 9, 0), "") // nobody confirms the first
		w.done(0, w.visit(one.ID, "2026-03-12", 9, 0), "good")
		w.done(1, w.visit(one.ID, "2026-03-14", 14, 1), "good")
		w.done(1, w.visit(two.ID, "2026-03-20", 14, 1), "")
		w.visit(two.ID, "2026-03-22", 14, 1) // is not made
		if err := w.End(ctx, w.planner(), two.ID, "2026-04-10", "moved_away"); err != nil {
			t.Fatal(err)
		}
		read := func(fn func(q store.Queryer) error) {
			t.Helper()
			if err := w.db.Read(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		read(func(q store.Queryer) error {
			list, err := w.CameIn(q, "2026-03")
			got := map[string]string{}
			for _, c := range list {
				got[c.Person] = fmt.Sprintf("%d visits, %d familiar, first %q", c.Visits, c.Familiar, c.First)
			}
			if got[w.persons[0]] != `3 visits, 2 familiar, first "2026-03-12"` || got[w.persons[1]] != `1 visits, 1 familiar, first ""` || len(got) != 2 {
				t.Errorf("in March: %v", got)
			}
			if err != nil {
				return err
			}
			if list, err = w.CameIn(q, "2026-05"); len(list) != 0 {
				t.Errorf("in May: %v", list)
			}
			return err
		})
		w.done(0, w.visit(one.ID, "2026-04-02", 9, 0), "good")
		read(func(q store.Queryer) error {
			list, err := w.CameIn(q, "2026-04")
			if len(list) != 1 || list[0].First != "" || list[0].Visits != 1 {
				t.Errorf("who was visited before is visited for the first time: %+v", list)
			}
			return err
		})
		read(func(q store.Queryer) error {
			list, err := w.AskedIn(q, "2026-03")
			if len(list) != 2 {
				t.Fatalf("asked for: %+v", list)
			}
			for _, want := range []delivery.Asked{
				{Provider: one.Provider, Place: one.Place, Residence: one.Residence, Visits: one.Units("2026-03"), Each: one.Minutes, Took: 3, Confirmed: 2},
				{Provider: two.Provider, Place: two.Place, Residence: "urban", Visits: two.Units("2026-03"), Each: two.Minutes, Took: 1},
			} {
				got := list[slices.IndexFunc(list, func(a delivery.Asked) bool { return a.Residence == want.Residence })]
				if want.AtMs = got.AtMs; got != want || got.AtMs == 0 {
					t.Errorf("asked for %+v, want %+v", got, want)
				}
			}
			return err
		})
		read(func(q store.Queryer) error {
			for _, c := range []struct {
				after, until string
				want         int
			}{{"2026-04-09", "2026-04-10", 1}, {"2026-04-10", "2026-05-01", 0}, {"2026-03-01", "2026-04-09", 0}} {
				list, err := w.EndedBetween(q, c.after, c.until)
				if err != nil || len(list) != c.want || c.want == 1 && (list[0] != delivery.Ended{Person: w.persons[1], Item: "visits", Why: "moved_away"}) {
					t.Errorf("after %s until %s: %+v %v", c.after, c.until, list, err)
				}
			}
			list, err := w.Spans(q)
			if len(list) != 2 || list[0].Until != "2026-04-10" && list[1].Until != "2026-04-10" {
				t.Errorf("planned: %+v", list)
			}
			return err
		})
	})
}

// What a sample found is told of the place and month that it was drawn for; of another there is nothing.
func TestWhatASampleFound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		for i := range 4 {
			w.done(0, w.visit(p.ID, fmt.Sprintf("2026-03-1%d", i), 9, 0), "good")
		}
		w.later("2026-05-02")
		inspector := w.inspector()
		a, err := w.Sample(ctx, inspector, partytest.County, "2026-03", 4)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range a.Strata[0].Picked {
			says := delivery.Happened
			if i == 0 {
				says = delivery.NotHappened
			}
			if err := w.Asked(ctx, inspector, a.ID, v, says); err != nil {
				t.Fatal(err)
			}
		}
		err = w.db.Read(ctx, func(q store.Queryer) error {
			r, found, err := w.MismatchIn(q, partytest.County, "2026-03")
			if !found || r.Reached != 4 || r.Mismatches != 1 || r.Share != 0.25 || r.Frame != 4 {
				t.Errorf("found %v: %+v", found, r)
			}
			if _, found, err := w.MismatchIn(q, partytest.County, "2026-04"); found || err != nil {
				t.Errorf("of another month: %v %v", found, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
