package delivery_test

import (
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// A plan follows from the person's own case. One of somebody else is refused at its field, for a plan that replaces another, too; one that the node does not
// hold is taken at its word.
func TestAPlanIsOfThePersonsOwnCase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mine, other := id(t, "case"), id(t, "case")
		w.cases[mine], w.cases[other] = w.persons[0], w.persons[1]
		before := dump(t, w.db, w.Node)
		foreign := func(name string, err error) {
			t.Helper()
			wants(t, name, err, fault.Invalid, "delivery.wrong")
			if f, _ := fault.As(err); f == nil || f.Field != "cause" {
				t.Errorf("%s: %v is not said at its field", name, err)
			}
		}
		p := delivery.Plan{
			Person: w.persons[0], Cause: other, Provider: orgA, Item: "bathing", Place: w.homes[w.persons[0]], Residence: "rural", Minutes: 60,
			Per: delivery.Month, Times: 4, Price: 5000, Share: 4000, From: "2026-03-01", Until: "2027-03-01",
		}
		_, err := w.Make(ctx, w.planner(), p)
		foreign("the case of another", err)
		if dump(t, w.db, w.Node) != before {
			t.Error("what was refused leaves a trace")
		}
		p.Cause = mine
		if p, err = w.Make(ctx, w.planner(), p); err != nil {
			t.Fatalf("the person's own: %v", err)
		}
		next := p
		next.From, next.Cause = "2026-04-01", other
		foreign("in place of one's own", w.db.Write(ctx, func(tx *store.Tx) error { _, err := w.ReplaceIn(tx, w.planner(), p.ID, next); return err }))
		p.Item, p.Cause = "meals", id(t, "case")
		if _, err := w.Make(ctx, w.planner(), p); err != nil {
			t.Errorf("one that the node does not hold: %v", err)
		}
	})
}
