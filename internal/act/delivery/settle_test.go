package delivery_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/money"
	"mihe/internal/record/evidence"
)

// draw draws a settlement of orgA that must come about.
func (w *world) draw() delivery.Settlement {
	w.t.Helper()
	d, err := w.Draw(ctx, w.settler(), orgA, "2026-03")
	if err != nil {
		w.t.Fatalf("draw: %v", err)
	}
	return d
}

// approve takes a settlement through answer and approval.
func (w *world) approve(d delivery.Settlement) delivery.Settlement {
	w.t.Helper()
	if _, err := w.Answered(ctx, w.agent(d.Input.Provider), d.ID, nil); err != nil {
		w.t.Fatalf("answer: %v", err)
	}
	d, err := w.Approve(ctx, w.approver(), d.ID)
	if err != nil {
		w.t.Fatalf("approve: %v", err)
	}
	return d
}

// TestWhatIsPaid: only what the person's own side has confirmed, uncontradicted and unsuspected, with everybody there; what is not
// says why.
func TestWhatIsPaid(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		single := w.plan()
		double := w.plan(func(p *delivery.Plan) { p.Item, p.Together, p.Share = "lifting", true, 7000; p.Price = 9000 })
		good := w.visit(single.ID, "2026-03-05", 9, 0)
		bare := w.visit(single.ID, "2026-03-06", 9, 0)
		denied := w.visit(single.ID, "2026-03-07", 9, 1)
		doubted := w.visit(single.ID, "2026-03-08", 9, 1)
		alone := w.visit(double.ID, "2026-03-09", 9, 0, 1)
		both := w.visit(double.ID, "2026-03-10", 9, 0, 1)
		w.done(0, good, "good")
		w.done(0, bare, "wrong")
		w.done(1, denied, "good")
		w.seen.against[denied.ID] = true
		w.done(1, doubted, "good")
		w.seen.suspect[doubted.ID] = evidence.SameCode
		w.done(0, alone, "good")
		w.report(1, both.ID, delivery.Start, both.FromMs, "")
		w.report(0, both.ID, delivery.Join, both.FromMs, "")
		w.report(1, both.ID, delivery.Finish, both.UntilMs, "good")
		w.later("2026-04-02")
		d := w.draw()
		if len(d.Result.Lines) != 2 || d.Result.Lines[0].Visit != good.ID || d.Result.Lines[1].Visit != both.ID || d.Result.Total != 11000 {
			t.Errorf("lines %+v, total %v: want the first visit at 40 yuan and the last, once, at 70", d.Result.Lines, d.Result.Total)
		}
		why := map[string]string{}
		for _, l := range d.Result.Left {
			why[l.Visit] = l.Why
		}
		for v, want := range map[string]string{bare.ID: "grade", denied.ID: "contradicted", doubted.ID: "suspect", alone.ID: "alone"} {
			if why[v] != want {
				t.Errorf("%s is left for %q, want %s", v, why[v], want)
			}
		}
	})
}

// TestCorrection: what turns out wrong is corrected by a later settlement whose line names the one it corrects; what turns out right after
// all is paid again. Nothing is edited, and the records give the same bytes for ever.
func TestCorrection(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		a, b := w.visit(p.ID, "2026-03-05", 9, 0), w.visit(p.ID, "2026-03-06", 9, 0)
		w.done(0, a, "good")
		w.done(0, b, "good")
		w.later("2026-04-02")
		first := w.approve(w.draw())
		_, err := w.Draw(ctx, w.settler(), orgA, "2026-03")
		wants(t, "drawn again without news", err, fault.Conflict, "delivery.settle.nothing")
		w.seen.against[a.ID] = true
		second := w.draw()
		if len(second.Result.Lines) != 1 || second.Result.Supersedes != first.ID {
			t.Fatalf("the correction is %+v", second.Result)
		}
		if l := second.Result.Lines[0]; l.Visit != a.ID || l.N != 2 || l.Fen != -4000 || l.Corrects != first.ID || l.Why != "contradicted" {
			t.Errorf("the correcting line is %+v", l)
		}
		second = w.approve(second)
		if len(second.Payments) != 1 || second.Payments[0].State != delivery.Owed || second.Payments[0].Fen != -4000 {
			t.Errorf("payments %+v", second.Payments)
		}
		delete(w.seen.against, a.ID)
		third := w.draw()
		if l := third.Result.Lines[0]; l.N != 3 || l.Fen != 4000 || l.Corrects != second.ID || l.Why != delivery.Confirmed {
			t.Errorf("paid again by %+v", l)
		}
		before, err := w.Settled(ctx, w.settler(), first.ID)
		if err != nil || before.Result.Total != 8000 || before.SHA256 != first.SHA256 {
			t.Errorf("the first settlement is now %v, %v", before.Result, err)
		}
		if n, wrong, err := w.Recheck(ctx); n != 3 || len(wrong) > 0 || err != nil {
			t.Errorf("rechecked %d: %v, %v", n, wrong, err)
		}
	})
}

// TestSettleIsPure: the same bytes for the same input, whatever went through JSON before; the input stays as it was; a visit that stands
// twice is refused.
func TestSettleIsPure(t *testing.T) {
	in := delivery.Input{Provider: orgA, Month: "2026-03", Before: "settlement_x", Visits: []delivery.Frozen{
		{Visit: "visit_a", Person: "person_a", On: "2026-03-09", Share: 4000, Whole: true, Standing: delivery.Standing{Grade: "E2"}},
		{Visit: "visit_b", Person: "person_b", On: "2026-03-02", Share: 3000, Whole: true, Standing: delivery.Standing{Grade: "E4"}},
		{Visit: "visit_c", Person: "person_c", On: "2026-02-02", Share: 3000, Whole: true, Standing: delivery.Standing{Grade: "E1"}, Lines: []delivery.Line{{Visit: "visit_c", N: 1, Fen: 3000, In: "settlement_w"}}},
	}}
	first, err := delivery.Settle(in)
	if err != nil {
		t.Fatal(err)
	}
	want := must(ledger.EncodeBody(first))
	const expected = `{"lines":[` +
		`{"visit":"visit_c","n":2,"person":"person_c","item":"","on":"2026-02-02","fen":-3000,"pay_to":"","grade":"E1","corrects":"settlement_w","why":"grade"},` +
		`{"visit":"visit_b","n":1,"person":"person_b","item":"","on":"2026-03-02","fen":3000,"pay_to":"","grade":"E4"},` +
		`{"visit":"visit_a","n":1,"person":"person_a","item":"","on":"2026-03-09","fen":4000,"pay_to":"","grade":"E2"}],` +
		`"left":[],"total_fen":4000,"supersedes":"settlement_x"}`
	if string(want) != expected {
		t.Errorf("settled to\n%s\nwant\n%s", want, expected)
	}
	var again delivery.Input
	if err := json.Unmarshal(must(json.Marshal(in)), &again); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(again.Visits)
	if got := must(ledger.EncodeBody(must(delivery.Settle(again)))); string(got) != string(want) {
		t.Errorf("the same input gives\n%s\nwant\n%s", got, want)
	}
	again.Visits = append(again.Visits, again.Visits[0])
	if _, err := delivery.Settle(again); err == nil {
		t.Error("a visit that stands twice among the inputs is settled")
	}
}

// TestWhoSettles: nobody who acts or works for the provider, not the drawer, not outside the place.
func TestWhoSettles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		v := w.visit(p.ID, "2026-03-05", 9, 0)
		w.done(0, v, "good")
		_, err := w.Draw(ctx, w.settler(), orgA, "2026-03")
		wants(t, "before the month is over", err, fault.Conflict, "delivery.settle.early")
		w.later("2026-04-02")
		_, err = w.Draw(ctx, w.who("acct_a", "person_x", delivery.CanSettle), orgA, "2026-03")
		wants(t, "an account of the provider", err, fault.Denied, "delivery.settle.partial")
		_, err = w.Draw(ctx, w.who("acct_z", w.posts[1].Person, delivery.CanSettle), orgA, "2026-03")
		wants(t, "who works for the provider", err, fault.Denied, "delivery.settle.partial")
		_, err = w.Draw(ctx, w.planner(), orgA, "2026-03")
		wants(t, "without the right", err, fault.Denied, "access.denied")
		d := w.draw()
		_, err = w.Draw(ctx, w.settler(), orgA, "2026-03")
		wants(t, "while another is undecided", err, fault.Conflict, "delivery.settle.open")
		_, err = w.Approve(ctx, w.approver(), d.ID)
		wants(t, "approved before it is answered", err, fault.Conflict, "delivery.settle.state")
		_, err = w.Answered(ctx, w.agent(orgB), d.ID, nil)
		wants(t, "answered by another provider", err, fault.Denied, "access.denied")
		if _, err = w.Answered(ctx, w.agent(orgA), d.ID, []delivery.Dispute{{Visit: v.ID, Reason: "wrong_amount"}}); err != nil {
			t.Fatal(err)
		}
		_, err = w.Approve(ctx, w.approver(), d.ID)
		wants(t, "approved over a dispute", err, fault.Conflict, "delivery.settle.state")
		_, err = w.Explain(ctx, w.settler(), d.ID, nil)
		wants(t, "a dispute without an answer", err, fault.Invalid, "delivery.wrong")
		if _, err = w.Explain(ctx, w.settler(), d.ID, map[string]string{v.ID: "price_of_plan"}); err != nil {
			t.Fatal(err)
		}
		both := w.who("acct_settle2", "person_s", delivery.CanSettle, delivery.CanApprove)
		_, err = w.Approve(ctx, both, d.ID)
		wants(t, "approved by the drawer under another account", err, fault.Denied, "delivery.settle.another")
		if _, err = w.Approve(ctx, w.approver(), d.ID); err != nil {
			t.Fatal(err)
		}
		_, err = w.TakeBack(ctx, w.settler(), d.ID, "mistake")
		wants(t, "taken back after the approval", err, fault.Conflict, "delivery.settle.state")
	})
}

// take takes a bank's file in.
func (w *world) take(id, file string) (delivery.Return, error) {
	return w.TakeReturn(ctx, w.settler(), id, "payment_return", []byte(file))
}

// TestPayment: the file carries every payment to the fen, what came back is sent again, what is over stays so.
func TestPayment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		own := w.plan(func(p *delivery.Plan) {
			p.Person, p.Place, p.PayTo, p.Share = w.persons[1], w.homes[w.persons[1]], delivery.ToPerson, 1234
		})
		w.done(0, w.visit(p.ID, "2026-03-05", 9, 0), "good")
		w.done(0, w.visit(own.ID, "2026-03-06", 9, 0), "good")
		w.later("2026-04-02")
		d := w.approve(w.draw())
		_, missing, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
		wants(t, "a file without accounts", err, fault.Conflict, "delivery.pay.nothing")
		if len(missing) != 2 {
			t.Errorf("missing %v, want both payees", missing)
		}
		for _, of := range []string{orgA, w.persons[1]} {
			w.pays(of)
		}
		card, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
		if err != nil || strings.Contains(string(card), ",40.00,") {
			t.Fatalf("a file of persons:\n%s\n%v", card, err)
		}
		file, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
		if err != nil {
			t.Fatal(err)
		}
		if text := string(card) + string(file); !strings.Contains(text, "0000000040002026-03") || !strings.Contains(text, ",12.34,2026-03") || !strings.Contains(text, "6200000000000001") {
			t.Errorf("the file is\n%s", text)
		}
		_, _, err = w.HandOver(ctx, w.settler(), d.ID, "payment_card")
		wants(t, "handed over again", err, fault.Conflict, "delivery.pay.nothing")
		back := strings.ReplaceAll("流水号,金额（元）,处理结果,失败原因\nS-1,40.00,成功,\nS-2,12.34,失败,账户已销户\n", "S-", strings.TrimPrefix(d.ID, "settlement_")+"-")
		_, err = w.take(d.ID, strings.Replace(back, "40.00", "40.01", 1))
		wants(t, "another amount", err, fault.Invalid, "exchange.file.rejected")
		got, err := w.take(d.ID, back)
		if err != nil || got.Same || got.Settlement.State != delivery.HandedOut {
			t.Fatalf("%+v, %v", got, err)
		}
		if got, err = w.take(d.ID, back); err != nil || !got.Same || len(got.Settlement.Received) != 1 {
			t.Errorf("taken in again: %+v, %v", got, err)
		}
		d = got.Settlement
		w.now = w.now.Add(time.Second)
		w.pays(w.persons[1])
		fixed, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
		if err != nil || strings.Count(string(fixed), "\r\n") != 1 || !strings.Contains(string(fixed), "000000000001234") {
			t.Fatalf("what came back is sent as %q, %v", fixed, err)
		}
		returned := slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.State == delivery.Returned })
		if d, err = w.Report(ctx, w.settler(), d.ID, []delivery.Fated{{N: d.Payments[returned].N, State: delivery.Paid}}); err != nil || d.State != delivery.Closed {
			t.Fatalf("%s, %v", d.State, err)
		}
		var sum money.Fen
		for _, h := range d.Handed {
			sum += h.Total
		}
		if sum != 4000+1234+1234 {
			t.Errorf("handed over %v in all", sum)
		}
	})
}
