package delivery_test

import (
	"slices"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party/partytest"
)

// A no is not for ever: a yes of the same side takes it back, both words stay, and an inspector calls before it is paid. Until then it stands in the queue,
// where a call is the only answer.
func TestANoThatBecomesAYes(t *testing.T) {
	proved(t, func(t *testing.T, w *world) {
		p := w.plan()
		slip, turned, denied := w.finished(p.ID, "2026-03-05"), w.finished(p.ID, "2026-03-06"), w.finished(p.ID, "2026-03-07")
		unreported := w.visit(p.ID, "2026-03-08", 9, 0)
		w.later("2026-03-09")
		elder := w.who("acct_e", w.persons[0], access.Own)
		kin := w.who("acct_kin", w.persons[2], access.Own)
		kin.OnBehalfOf = w.persons[0]
		say := func(who access.Actor, v delivery.Visit, says ...delivery.Says) {
			for _, one := range says {
				if err := w.Witness(ctx, who, v.ID, one); err != nil {
					t.Fatal(err)
				}
			}
		}
		say(elder, slip, delivery.NotHappened, delivery.Happened)
		say(elder, turned, delivery.NotHappened)
		say(kin, turned, delivery.Happened)
		say(elder, denied, delivery.NotHappened)
		say(elder, unreported, delivery.NotHappened)
		for name, v := range map[string]delivery.Visit{"a slip": slip, "turned by a relative": turned} {
			if st := w.standing(v.ID); st.Counts() || st.Contradicted || !slices.Equal(st.Suspect, []evidence.Reason{evidence.Changed}) {
				t.Errorf("%s stands %+v", name, st)
			}
		}
		queue := func() map[string]string {
			open, err := w.waiting()
			if err != nil {
				t.Fatal(err)
			}
			kinds := map[string]string{}
			for _, a := range open {
				kinds[a.Visits[0]] = a.Kind
				wants(t, "answered without a call", w.AnswerAnomaly(ctx, w.inspector(), partytest.County, "2026-03", a.Key, "explained"), fault.Conflict, "delivery.anomaly.call")
			}
			return kinds
		}
		if got := queue(); len(got) != 4 || got[slip.ID] != delivery.Reversed || got[turned.ID] != delivery.Reversed || got[denied.ID] != delivery.Denied || got[unreported.ID] != delivery.Denied {
			t.Errorf("the queue has %v", got)
		}
		asks := w.who("acct_audit", "person_i", delivery.CanAudit, delivery.CanRead, evidence.CanSample)
		call := func(v delivery.Visit, says delivery.Says) {
			if err := w.Called(ctx, asks, v.ID, says); err != nil {
				t.Fatalf("%s of %s: %v", says, v.On, err)
			}
		}
		wants(t, "a colleague calls", w.Called(ctx, w.who("acct_c1", w.posts[1].Person, delivery.CanAudit, evidence.CanSample), slip.ID, delivery.Happened), fault.Denied, "delivery.settle.partial")
		wants(t, "the person calls herself", w.Called(ctx, w.who("acct_e", w.persons[0], delivery.CanAudit, evidence.CanSample), slip.ID, delivery.Happened), fault.Denied, "delivery.own")
		wants(t, "without an answer", w.Called(ctx, asks, slip.ID, ""), fault.Invalid, "delivery.wrong")
		call(slip, delivery.Unreached)
		call(slip, delivery.Happened)
		wants(t, "what nobody doubts any more", w.Called(ctx, asks, slip.ID, delivery.Happened), fault.NotFound, "access.absent")
		call(denied, delivery.NotHappened)
		wants(t, "called again", w.Called(ctx, asks, denied.ID, delivery.Happened), fault.Conflict, "delivery.audit.asked")
		say(elder, denied, delivery.Happened) // what an inspector heard stands
		if st := w.standing(denied.ID); !st.Contradicted || st.Counts() {
			t.Errorf("what an inspector heard was taken back from an account: %+v", st)
		}
		if got := queue(); len(got) != 2 || got[turned.ID] == "" || got[unreported.ID] == "" {
			t.Errorf("after the calls the queue has %v", got)
		}
		w.later("2026-04-02")
		d := w.draw()
		if len(d.Result.Lines) != 1 || d.Result.Lines[0].Visit != slip.ID || d.Result.Lines[0].Grade != "E4" {
			t.Errorf("paid: %+v", d.Result.Lines)
		}
		say(elder, slip, delivery.NotHappened) // a new word, after the call
		if got := queue(); got[slip.ID] != delivery.Denied {
			t.Errorf("a new no: %v", got)
		}
		before := dump(t, w.db, w.Node)
		if err := w.Rebuild(ctx); err != nil || dump(t, w.db, w.Node) != before {
			t.Errorf("rebuilt: %v", err)
		}
	})
}
