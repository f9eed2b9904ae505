package delivery_test

import (
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/record/evidence"
)

// A provider that does not answer holds nobody up for longer than the deadline. Until the approval it can still answer; what is found wrong afterwards is
// corrected by the next settlement, and no visit is paid twice.
func TestAProviderThatNeverAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		a, b := w.visit(p.ID, "2026-03-05", 9, 0), w.visit(p.ID, "2026-03-06", 9, 0)
		w.done(0, a, "good")
		w.done(0, b, "wrong")
		w.later("2026-04-02")
		d := w.draw()
		if until, by := w.AnswerUntil(d); until != "2026-04-17" || by.Verified || by.Source.Zh == "" {
			t.Errorf("it is waited for until %s, by %+v", until, by)
		}
		_, err := w.GoOn(ctx, w.agent(orgA), d.ID)
		wants(t, "by the provider", err, fault.Denied, "access.denied")
		w.later("2026-04-17")
		if w.Overdue(d) {
			t.Error("it is overdue on the last day")
		}
		_, err = w.GoOn(ctx, w.settler(), d.ID)
		wants(t, "on the last day", err, fault.Conflict, "delivery.settle.waits")
		_, err = w.Approve(ctx, w.approver(), d.ID)
		wants(t, "approved without an answer", err, fault.Conflict, "delivery.settle.state")
		w.later("2026-04-18")
		if !w.Overdue(d) {
			t.Error("it is not overdue")
		}
		d, err = w.GoOn(ctx, w.settler(), d.ID)
		if err != nil || d.State != delivery.Silent || d.Unanswered == nil || d.Unanswered.Until != "2026-04-17" || d.Unanswered.By == "" || w.Overdue(d) {
			t.Fatalf("gone on: %+v, %v", d.Course, err)
		}
		_, err = w.GoOn(ctx, w.settler(), d.ID)
		wants(t, "twice", err, fault.Conflict, "delivery.settle.state")
		_, err = w.Approve(ctx, w.settler(), d.ID)
		if fault.KindOf(err) != fault.Denied || err == nil {
			t.Errorf("approved by who let it go on: %v", err)
		}
		// The provider objects after all: it is answered as any objection is, and that there was none in time stays on record.
		if d, err = w.Answered(ctx, w.agent(orgA), d.ID, []delivery.Dispute{{Visit: b.ID, Reason: "confirmation_later"}}); err != nil || d.State != delivery.Disputed || d.Unanswered == nil {
			t.Fatalf("objected late: %+v, %v", d.Course, err)
		}
		_, err = w.Approve(ctx, w.approver(), d.ID)
		wants(t, "approved over an objection", err, fault.Conflict, "delivery.settle.state")
		if d, err = w.Explain(ctx, w.settler(), d.ID, map[string]string{b.ID: "no_confirmation"}); err != nil {
			t.Fatal(err)
		}
		if d, err = w.Approve(ctx, w.approver(), d.ID); err != nil || len(d.Payments) != 1 || d.Payments[0].Fen != 4000 {
			t.Fatalf("approved: %+v, %v", d, err)
		}
		_, err = w.Answered(ctx, w.agent(orgA), d.ID, nil)
		wants(t, "answered after the approval", err, fault.Conflict, "delivery.settle.state")
		w.seen.grades[b.ID] = evidence.E2
		next := w.draw()
		if len(next.Result.Lines) != 1 || next.Result.Lines[0].Visit != b.ID || next.Result.Supersedes != d.ID {
			t.Fatalf("the next settlement: %+v", next.Result)
		}
		w.later("2026-06-01")
		if next, err = w.GoOn(ctx, w.settler(), next.ID); err != nil {
			t.Fatal(err)
		}
		if next, err = w.Approve(ctx, w.approver(), next.ID); err != nil || next.Payments[0].Fen != 4000 {
			t.Errorf("approved without an answer: %+v, %v", next.Payments, err)
		}
		_, err = w.Draw(ctx, w.settler(), orgA, "2026-03")
		wants(t, "once more", err, fault.Conflict, "delivery.settle.nothing")
		if n, wrong, err := w.Recheck(ctx); n != 2 || len(wrong) > 0 || err != nil {
			t.Errorf("rechecked %d: %v, %v", n, wrong, err)
		}
		w.Deadlines = nil
		_, err = w.GoOn(ctx, w.settler(), d.ID)
		wants(t, "no deadline, and closed", err, fault.Conflict, "delivery.settle.state")
	})
}

// Who let it go on does not approve it, also where another drew it up.
func TestWhoLetItGoOnDoesNotApproveIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.done(0, w.visit(w.plan().ID, "2026-03-05", 9, 0), "good")
		w.later("2026-04-02")
		d := w.draw()
		w.later("2026-05-02")
		hand := w.who("acct_both", "person_b", delivery.CanSettle, delivery.CanApprove, delivery.CanRead)
		d, err := w.GoOn(ctx, hand, d.ID)
		if err != nil || d.Apart(hand) {
			t.Fatalf("%+v, %v", d.Course, err)
		}
		_, err = w.Approve(ctx, hand, d.ID)
		wants(t, "approved by the same hand", err, fault.Denied, "delivery.settle.another")
	})
}

// Where nothing says for how long, it is waited for.
func TestNoDeadlineIsNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.done(0, w.visit(w.plan().ID, "2026-03-05", 9, 0), "good")
		w.later("2026-04-02")
		d := w.draw()
		w.Deadlines[0].From = "2026-04-03" // the settlement was drawn up the day before
		w.later("2026-09-01")
		_, err := w.GoOn(ctx, w.settler(), d.ID)
		wants(t, "no deadline", err, fault.Unavailable, "delivery.settle.deadline.none")
		if until, _ := w.AnswerUntil(d); until != "" || w.Overdue(d) {
			t.Errorf("it is waited for until %q", until)
		}
	})
}

// TestNoDeadlineReachesBack: the shipped deadline holds for what is drawn up from the day of its release on. Whatever was drawn up before waits, however old.
func TestNoDeadlineReachesBack(t *testing.T) {
	_, shipped, err := delivery.ReadRules(must(data.Delivery()))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{"2026-04-01": "", "2026-11-26": "", "2026-11-27": "2026-12-12", "2027-01-05": "2027-01-20"} {
		each(t, func(t *testing.T, w *world) {
			w.done(0, w.visit(w.plan().ID, "2026-03-05", 9, 0), "good")
			w.later(day)
			d := w.draw()
			w.Deadlines = shipped
			w.later("2027-06-01")
			until, _ := w.AnswerUntil(d)
			if until != want || w.Overdue(d) != (want != "") {
				t.Errorf("drawn up on %s it is waited for until %q, overdue %t", day, until, w.Overdue(d))
			}
			_, err := w.GoOn(ctx, w.settler(), d.ID)
			if want == "" {
				wants(t, "drawn up on "+day, err, fault.Unavailable, "delivery.settle.deadline.none")
			} else if err != nil {
				t.Errorf("drawn up on %s: %v", day, err)
			}
		})
	}
}

func TestDeadlinesAreRead(t *testing.T) {
	text := string(must(data.Delivery()))
	for name, change := range map[string][2]string{
		"no days": {"answer_days: 15", "answer_days: 0"}, "too many": {"answer_days: 15", "answer_days: 93"}, "no source": {"local rules of settlement or the contract\"", "\", unknown: 1"},
		"none": {"answer_days", "answer"},
	} {
		if _, _, err := delivery.ReadRules([]byte(strings.Replace(text, change[0], change[1], 1))); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}
