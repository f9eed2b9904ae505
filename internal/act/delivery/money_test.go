package delivery_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// twoPayees is an approved settlement that pays the provider and a person; both have accounts.
func (w *world) twoPayees() delivery.Settlement {
	w.t.Helper()
	w.payable()
	return w.approve(w.draw())
}

// payable is a month that is over, of which the provider and a person are to be paid.
func (w *world) payable() {
	w.t.Helper()
	p := w.plan()
	own := w.plan(func(p *delivery.Plan) {
		p.Person, p.Place, p.PayTo, p.Share = w.persons[1], w.homes[w.persons[1]], delivery.ToPerson, 1234
	})
	w.done(0, w.visit(p.ID, "2026-03-05", 9, 0), "good")
	w.done(0, w.visit(own.ID, "2026-03-06", 9, 0), "good")
	w.pays(orgA)
	w.pays(w.persons[1])
	w.later("2026-04-02")
}

// TestALostFileIsMadeAgain: to the byte, as often as it is wanted, until the bank has answered; otherwise not at all. It changes nothing.
func TestALostFileIsMadeAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.twoPayees()
		card, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
		if err != nil {
			t.Fatal(err)
		}
		bank, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
		if err != nil {
			t.Fatal(err)
		}
		before := must(json.Marshal(must(w.Settled(ctx, w.settler(), d.ID))))
		for n, want := range [][]byte{card, bank, card} {
			got, err := w.HandAgain(ctx, w.settler(), d.ID, n%2)
			if err != nil || string(got) != string(want) {
				t.Errorf("file %d again is %q, %v", n, got, err)
			}
		}
		if after := must(json.Marshal(must(w.Settled(ctx, w.settler(), d.ID)))); string(after) != string(before) {
			t.Errorf("made again it is\n%s\nbefore\n%s", after, before)
		}
		_, err = w.HandAgain(ctx, w.approver(), d.ID, 0)
		wants(t, "who does not settle", err, fault.Denied, "access.denied")
		_, err = w.HandAgain(ctx, w.settler(), d.ID, 2)
		wants(t, "a file that never was", err, fault.Invalid, "delivery.wrong")
		if err := w.SetAccount(ctx, w.settler(), delivery.Account{Of: orgA, Bank: "合成银行", Number: "6200000000000002"}); err != nil {
			t.Fatal(err)
		}
		if err := w.ConfirmAccount(ctx, w.approver(), orgA, w.now.UnixMilli(), true); err != nil {
			t.Fatal(err)
		}
		_, err = w.HandAgain(ctx, w.settler(), d.ID, 1)
		wants(t, "to another account", err, fault.Conflict, "delivery.pay.differs")
		n := slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.Payee == w.persons[1] }) + 1
		if _, err := w.Report(ctx, w.settler(), d.ID, []delivery.Fated{{N: n, State: delivery.Paid}}); err != nil {
			t.Fatal(err)
		}
		_, err = w.HandAgain(ctx, w.settler(), d.ID, 0)
		wants(t, "of which the bank has said something", err, fault.Conflict, "delivery.pay.answered")
	})
}

// TestEachFileHasItsPayees: a form for persons has no provider in it, and what one file leaves waits for the other.
func TestEachFileHasItsPayees(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.twoPayees()
		if n, m := len(w.PayableBy(d, "payment_card")), len(w.PayableBy(d, "payment_bank")); n != 1 || m != 2 {
			t.Errorf("%d wait for cards and %d for the bank, want 1 and 2", n, m)
		}
		file, left, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
		if err != nil || len(left) != 0 || strings.Contains(string(file), "91520521MA") || strings.Count(string(file), "2026-03") != 1 {
			t.Errorf("%s, %v, %v", file, left, err)
		}
		d = must(w.Settled(ctx, w.settler(), d.ID))
		if n, m := len(w.PayableBy(d, "payment_card")), len(w.PayableBy(d, "payment_bank")); n != 0 || m != 1 {
			t.Errorf("%d wait for cards and %d for the bank, want none and the provider", n, m)
		}
	})
}

// TestOneWithoutANumberHoldsUpNobody: who cannot be written into a file is left out of it, and the file says who and why.
func TestOneWithoutANumberHoldsUpNobody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.twoPayees()
		names := w.Names
		w.Names = func(_ context.Context, _ access.Actor, ids []string) (map[string]delivery.Provider, error) {
			return map[string]delivery.Provider{ids[0]: {Name: "合成-0001"}}, nil
		}
		person := slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.Payee == w.persons[1] }) + 1
		want := []delivery.LeftOut{{N: person, Why: "incomplete"}}
		_, left, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
		wants(t, "nobody else", err, fault.Conflict, "delivery.pay.nothing")
		if !slices.Equal(left, want) {
			t.Errorf("left out %v, want %v", left, want)
		}
		file, left, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
		if err != nil || !slices.Equal(left, want) || !strings.Contains(string(file), "000000000004000") {
			t.Errorf("%s, %v, %v", file, left, err)
		}
		d = must(w.Settled(ctx, w.settler(), d.ID))
		if !slices.Equal(d.LeftOut(), want) {
			t.Errorf("the settlement says %v", d.LeftOut())
		}
		w.Names = names
		if _, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card"); err != nil {
			t.Error(err)
		}
		if left := must(w.Settled(ctx, w.settler(), d.ID)).LeftOut(); len(left) != 0 {
			t.Errorf("paid since, and still said to be left out: %v", left)
		}
	})
}

// TestNobodySettlesForThemselves: not under a second account of somebody who acts for the provider, not who explained it, not who is paid.
func TestNobodySettlesForThemselves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.PayTo = delivery.ToPerson })
		v := w.visit(p.ID, "2026-03-05", 9, 0)
		w.done(0, v, "good")
		w.later("2026-04-02")
		all := []access.Right{delivery.CanSettle, delivery.CanApprove, delivery.CanRead}
		second := w.who("acct_second", w.agent(orgA).Person, all...)
		payee := w.who("acct_payee", w.persons[0], all...)
		_, err := w.Draw(ctx, second, orgA, "2026-03")
		wants(t, "drawn under a second account", err, fault.Denied, "delivery.settle.partial")
		_, err = w.Draw(ctx, payee, orgA, "2026-03")
		wants(t, "drawn by who is paid", err, fault.Denied, "delivery.own")
		account := delivery.Account{Of: orgA, Bank: "合成银行", Number: "6200000000000009"}
		wants(t, "an account under a second account", w.SetAccount(ctx, second, account), fault.Denied, "delivery.settle.partial")
		if err := w.SetAccount(ctx, w.settler(), account); err != nil {
			t.Fatal(err)
		}
		wants(t, "confirmed under a second account", w.ConfirmAccount(ctx, second, orgA, w.now.UnixMilli(), true), fault.Denied, "delivery.settle.partial")
		d := w.draw()
		if _, err := w.Answered(ctx, w.agent(orgA), d.ID, []delivery.Dispute{{Visit: v.ID, Reason: "wrong_amount"}}); err != nil {
			t.Fatal(err)
		}
		explains := w.who("acct_explains", "person_e", all...)
		if d, err = w.Explain(ctx, explains, d.ID, map[string]string{v.ID: "price_of_plan"}); err != nil {
			t.Fatal(err)
		}
		for name, who := range map[string]access.Actor{"who explained": explains, "who is paid": payee, "who drew": w.settler()} {
			_, err := w.Approve(ctx, who, d.ID)
			if fault.KindOf(err) != fault.Denied || d.Apart(who) {
				t.Errorf("%s approves: %v", name, err)
			}
		}
		_, err = w.Approve(ctx, second, d.ID)
		wants(t, "approved under a second account of who answered", err, fault.Denied, "delivery.settle.another")
		w.agents["acct_a2"] = orgA // had no hand in this settlement
		sided := map[string]access.Actor{"who acts for the provider": w.who("acct_a2", "person_a2", all...), "a colleague": w.who("acct_c1", w.posts[1].Person, all...)}
		for name, who := range sided {
			_, err = w.Approve(ctx, who, d.ID)
			wants(t, name+" approves", err, fault.Denied, "delivery.settle.partial")
			wants(t, name+" confirms an account", w.ConfirmAccount(ctx, who, orgA, w.now.UnixMilli(), true), fault.Denied, "delivery.settle.partial")
		}
		if _, err := w.Approve(ctx, w.approver(), d.ID); err != nil {
			t.Fatal(err)
		}
		w.pays(w.persons[0])
		_, _, err = w.HandOver(ctx, payee, d.ID, "payment_card")
		wants(t, "handed over by who is paid", err, fault.Denied, "delivery.own")
		_, _, err = w.HandOver(ctx, second, d.ID, "payment_card")
		wants(t, "handed over under a second account", err, fault.Denied, "delivery.settle.partial")
		if _, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card"); err != nil {
			t.Error(err)
		}
	})
}

// TestApprovalLooksOnceMore: what was denied after a settlement was drawn is not approved; drawn again without it, it is.
func TestApprovalLooksOnceMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		v, kept := w.visit(p.ID, "2026-03-05", 9, 0), w.visit(p.ID, "2026-03-07", 9, 0)
		w.done(0, v, "good")
		w.done(0, kept, "good")
		w.later("2026-04-02")
		d := w.draw()
		if _, err := w.Answered(ctx, w.agent(orgA), d.ID, nil); err != nil {
			t.Fatal(err)
		}
		w.seen.against[v.ID] = true
		_, err := w.Approve(ctx, w.approver(), d.ID)
		wants(t, "denied since", err, fault.Conflict, "delivery.settle.changed")
		if f, ok := fault.As(err); !ok || !slices.Contains(f.Args, any(ident.Number(v.ID))) {
			t.Errorf("it does not name the visit: %v", err)
		}
		if _, err := w.TakeBack(ctx, w.settler(), d.ID, "new_evidence"); err != nil {
			t.Fatal(err)
		}
		if d = w.approve(w.draw()); d.Result.Total != 4000 {
			t.Errorf("drawn again it pays %v", d.Result.Total)
		}
	})
}

// TestNobodyIsErasedWhileMoneyIsOwed: from the drawing up until it is paid; what goes to the provider keeps nobody.
func TestNobodyIsErasedWhileMoneyIsOwed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		going := func(person string) (err error) {
			_ = w.db.Read(ctx, func(q store.Queryer) error { err = w.Going(q, person); return nil })
			return err
		}
		if err := going(w.persons[1]); err != nil {
			t.Error(err)
		}
		owed := func(when string) {
			t.Helper()
			wants(t, when, going(w.persons[1]), fault.Conflict, "delivery.erase.owed")
		}
		w.payable()
		d := w.draw()
		owed("drawn up")
		if _, err := w.TakeBack(ctx, w.settler(), d.ID, "mistake"); err != nil {
			t.Fatal(err)
		}
		if err := going(w.persons[1]); err != nil {
			t.Errorf("taken back: %v", err)
		}
		d = w.approve(w.draw())
		owed("due")
		if err := going(w.persons[0]); err != nil {
			t.Errorf("whose provider is paid: %v", err)
		}
		n := slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.Payee == w.persons[1] }) + 1
		for _, f := range []delivery.Fated{{N: n, State: delivery.Returned, Reason: "limit"}, {N: n, State: delivery.Paid}} {
			if _, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card"); err != nil {
				t.Fatal(err)
			}
			owed("sent")
			if _, err := w.Report(ctx, w.settler(), d.ID, []delivery.Fated{f}); err != nil {
				t.Fatal(err)
			}
			if f.State == delivery.Returned {
				owed("returned")
			}
		}
		if err := going(w.persons[1]); err != nil {
			t.Errorf("paid: %v", err)
		}
	})
}

// TestTheBankOfAPersonIsSealed: neither the records nor the read model say where a person has an account.
func TestTheBankOfAPersonIsSealed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.plan()
		w.pays(w.persons[0])
		err := w.db.Read(ctx, func(q store.Queryer) error {
			return w.Store.Records(q, w.Node, func(_ int64, body []byte) error {
				if strings.Contains(string(body), "合成银行") {
					t.Errorf("a record says %s", body)
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		p, err := w.Payee(ctx, w.settler(), w.persons[0])
		if err != nil || p.Account.Bank != "合成银行" || p.Account.Number != "6200000000000001" {
			t.Errorf("opened it is %+v, %v", p.Account, err)
		}
		_ = w.db.Read(ctx, func(q store.Queryer) error {
			a, _, err := w.Store.Account(q, 1, w.persons[0])
			if err != nil || strings.Contains(a.Bank, "合成") {
				t.Errorf("it stands as %q, %v", a.Bank, err)
			}
			return nil
		})
	})
}
