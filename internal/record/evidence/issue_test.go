package evidence_test

import (
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// Whoever has a stake in what a sheet, tag or number will confirm does not hand it out, stand by it, end it, or say how far it is crossed out.
func TestWhoHasAStakeHandsNothingOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, ctx := w.elder(t, "a"), t.Context()
		w.Related = func(_ store.Queryer, one, other string) (bool, error) { return one == "person_kin" && other == a, nil }
		if _, err := w.IssueSheet(ctx, clerk(t, "k"), a, 0); err != nil {
			t.Fatal(err)
		}
		number, err := w.NoteNumber(ctx, clerk(t, "k"), a, "13800000000")
		if err != nil {
			t.Fatal(err)
		}
		both := who(t, "both", accesstest.County, evidence.CanIssue, evidence.CanRecord)
		w.visited(t, both, visit("1"), a)
		if err := w.delivered(carer(t, "c"), visit("2"), a, "person_sent"); err != nil {
			t.Fatal(err)
		}
		before := len(w.dump(t))
		for key, who := range map[string]access.Actor{
			"evidence.issue.own": clerk(t, "a"), "evidence.issue.related": clerk(t, "kin"), "evidence.issue.deliverer": both,
		} {
			for what, do := range map[string]func() error{
				"sheet":    func() error { _, err := w.IssueSheet(ctx, who, a, 0); return err },
				"tag":      func() error { _, err := w.EnrolTag(ctx, who, a, "04de5f1eacc040"); return err },
				"number":   func() error { _, err := w.NoteNumber(ctx, who, a, "13900000000"); return err },
				"second":   func() error { _, err := w.SecondNumber(ctx, who, number.ID); return err },
				"withdraw": func() error { _, err := w.Withdraw(ctx, who, number.ID); return err },
				"compare":  func() error { _, err := w.Reconcile(ctx, who, a, 1); return err },
			} {
				wantKey(t, what+" "+key, do(), fault.Denied, key)
			}
		}
		_, err = w.IssueSheet(ctx, clerk(t, "sent"), a, 0)
		wantKey(t, "of whom another said that they delivered", err, fault.Denied, "evidence.issue.deliverer")
		if after := len(w.dump(t)); after != before {
			t.Errorf("%d rows became %d", before, after)
		}
	})
}

// A page that is loaded again hands out no second sheet.
func TestASheetAfterTheOneThatWasSeen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, k, ctx := w.elder(t, "a"), clerk(t, "k"), t.Context()
		first, err := w.IssueSheetAfter(ctx, k, a, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.IssueSheetAfter(ctx, k, a, 0, "")
		wantKey(t, "loaded again", err, fault.Conflict, "evidence.sheet.another")
		next, err := w.IssueSheetAfter(ctx, k, a, 1, first.ID)
		if err != nil || next.ID == first.ID {
			t.Fatal(next.ID, err)
		}
		_, err = w.IssueSheetAfter(ctx, k, a, 1, first.ID)
		wantKey(t, "the one before", err, fault.Conflict, "evidence.sheet.another")
	})
}

// What a machine reports under a key is done once, and answered the same again.
func TestAKeyIsAnsweredOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, ctx := w.elder(t, "a"), t.Context()
		m, err := w.NoteNumber(ctx, clerk(t, "k"), a, "13800000000")
		if err == nil {
			_, err = w.SecondNumber(ctx, clerk(t, "l"), m.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.visited(t, carer(t, "c"), visit("1"), a)
		call := func(by access.Actor, key, number, keys string) (evidence.Confirmed, error) {
			return w.ReportCall(ctx, by, evidence.Call{Key: key, About: visit("1"), Number: number, Keys: keys, ClaimedMs: 7})
		}
		refused, err := call(gateway, "one", "13900000000", "1")
		if err != nil || refused.Accepted || refused.Refusal != evidence.Refused {
			t.Fatal(refused, err)
		}
		kept, err := call(gateway, "two", "13800000000", "1")
		if err != nil || !kept.Accepted {
			t.Fatal(kept, err)
		}
		before := w.dump(t)
		for key, want := range map[string]evidence.Confirmed{"one": refused, "two": kept} {
			number := map[string]string{"one": "13900000000", "two": "13800000000"}[key]
			again, err := call(gateway, key, number, "1")
			if err != nil || again.Accepted != want.Accepted || again.Refusal != want.Refusal || again.Statement.ID != want.Statement.ID {
				t.Errorf("%s again: %+v, %v", key, again, err)
			}
			_, err = call(gateway, key, number, "2")
			wantKey(t, key+" with other keys pressed", err, fault.Conflict, "evidence.key.other")
			_, err = call(gateway, key, "13700000000", "1")
			wantKey(t, key+" from another number", err, fault.Conflict, "evidence.key.other")
		}
		if after := w.dump(t); len(after) != len(before) {
			t.Errorf("sent again, %d rows became %d", len(before), len(after))
		}
		if other, err := call(access.System("another", evidence.CanReportVoice), "two", "13800000000", "2"); err != nil || !other.Accepted {
			t.Errorf("the key of another machine: %+v, %v", other, err)
		}
		word := evidence.Word{About: visit("1"), Says: evidence.NotHappened}
		first, err := w.ReportOnce(ctx, machine, "two", word)
		if err != nil || !first.Accepted {
			t.Fatal(first, err)
		}
		if again, err := w.ReportOnce(ctx, machine, "two", word); err != nil || again.Statement.ID != first.Statement.ID {
			t.Errorf("a report again: %+v, %v", again, err)
		}
		word.About = visit("nobody")
		_, err = w.ReportOnce(ctx, machine, "three", word)
		wantKey(t, "of what nobody has said anything", err, fault.NotFound, "access.absent")
		_, err = w.ReportOnce(ctx, machine, "a key", word)
		wantKey(t, "a key with a blank", err, fault.Invalid, "evidence.key.form")
		rows := w.dump(t)
		if err := w.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if got := w.dump(t); len(got) != len(rows) {
			t.Errorf("rebuilt: %d rows, were %d", len(got), len(rows))
		}
	})
}
