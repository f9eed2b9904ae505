package delivery_test

import (
	"fmt"
	"slices"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// What came of the plans of a month: finished whatever the grade, confirmed only as sure as it is paid. A plan that ended before the month is
// not among them; one that ended within it is held to its days: 14 of 31.
func TestDelivered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one := w.plan()
		two := w.plan(func(p *delivery.Plan) { p.Person, p.Item = w.persons[1], "visits"; p.Place = w.homes[p.Person] })
		gone := w.plan(func(p *delivery.Plan) { p.Person, p.From = w.persons[2], "2026-02-01" })
		var visits []delivery.Visit
		for i, code := range []string{"good", "", "good"} {
			v := w.visit(one.ID, fmt.Sprintf("2026-03-1%d", i), 9, 0)
			w.done(0, v, code)
			visits = append(visits, v)
		}
		w.visit(one.ID, "2026-03-20", 9, 0) // stays as it was scheduled
		w.done(1, w.visit(two.ID, "2026-03-12", 14, 1), "good")
		for id, day := range map[string]string{two.ID: "2026-03-15", gone.ID: "2026-03-01"} {
			if err := w.End(ctx, w.planner(), id, day, "withdrawn"); err != nil {
				t.Fatal(err)
			}
		}
		wants := func(when, month string, want ...delivery.Delivered) {
			t.Helper()
			var got []delivery.Delivered
			if err := w.db.Read(ctx, func(q store.Queryer) (err error) { got, err = w.Delivered(q, month); return err }); err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(got, func(a, b delivery.Delivered) int {
				return slices.Index(w.persons, a.Person) - slices.Index(w.persons, b.Person)
			})
			if !slices.Equal(got, want) {
				t.Errorf("%s: %+v, want %+v", when, got, want)
			}
		}
		second := delivery.Delivered{Person: w.persons[1], Item: "visits", Allowed: 2, Finished: 1, Confirmed: 1}
		wants("three came, two confirmed", "2026-03", delivery.Delivered{Person: w.persons[0], Item: "bathing", Allowed: 4, Finished: 3, Confirmed: 2}, second)
		w.seen.against[visits[0].ID] = true
		w.seen.suspect[visits[2].ID] = evidence.SameCode
		wants("one contradicted, one suspect", "2026-03", delivery.Delivered{Person: w.persons[0], Item: "bathing", Allowed: 4, Finished: 3, Denied: 2}, second)
		wants("a month in which nothing was scheduled", "2026-05", delivery.Delivered{Person: w.persons[0], Item: "bathing", Allowed: 4})
		wants("before any plan", "2025-12")
	})
}
