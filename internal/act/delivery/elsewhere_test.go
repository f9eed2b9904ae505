package delivery_test

import (
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party/partytest"
)

// A carer of the place where a visit is made reports that it is over, though the person is registered elsewhere and has spoken first.
func TestReportedWhereItWasMade(t *testing.T) {
	proved(t, func(t *testing.T, w *world) {
		w.homes[w.persons[0]] = partytest.South
		v := w.visit(w.plan(func(p *delivery.Plan) { p.Place = partytest.North }).ID, "2026-03-05", 9, 0)
		w.now = time.UnixMilli(v.UntilMs)
		if err := w.Witness(ctx, w.who("acct_e", w.persons[0], access.Own), v.ID, delivery.Happened); err != nil {
			t.Fatal(err)
		}
		carer := partytest.Who(t, w.posts[0].Person, partytest.North, delivery.CanDeliver, evidence.CanRecord)
		carer.ID = "acct_n"
		for i, step := range []delivery.Step{delivery.Start, delivery.Finish} {
			m, err := w.Move(ctx, carer, delivery.Move{ID: device(t), Visit: v.ID, Step: step, ClaimedMs: []int64{v.FromMs, v.UntilMs}[i]})
			if err != nil || m.Outcome != delivery.Applied {
				t.Errorf("%s: %+v %v", step, m, err)
			}
		}
		if st := w.standing(v.ID); st.Grade != evidence.E2 {
			t.Errorf("it stands %+v", st)
		}
	})
}
