package delivery_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// returned is a settlement of two payees whose person got the money back for a reason, and the number of that payment; the account stands for a second by then.
func (w *world) returned(reason string) (d delivery.Settlement, n int) {
	w.t.Helper()
	d = w.twoPayees()
	n = slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.Payee == w.persons[1] }) + 1
	if _, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card"); err != nil {
		w.t.Fatal(err)
	}
	w.now = w.now.Add(time.Second)
	row := "流水号,金额（元）,处理结果,失败原因\n" + d.Serial(d.Payments[n-1]) + ",12.34,失败," + reason + "\n"
	got, err := w.take(d.ID, row)
	if err != nil {
		w.t.Fatal(err)
	}
	return got.Settlement, n
}

// TestReturnedForTheAccountWaits: what the bank gave back for the account goes out again only to one that was entered and confirmed since, be it the
// same; nobody else waits for it, and what came back for another reason goes out at once.
func TestReturnedForTheAccountWaits(t *testing.T) {
	for reason, waits := range map[string]bool{"账号不存在": true, "户名不符": true, "账户已销户": true, "超出限额": false, "其他": false} {
		t.Run(reason, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				d, n := w.returned(reason)
				want := delivery.LeftOut{N: n, Why: "refused"}
				if l, is := must(w.Hindered(ctx, d))[n]; is != waits || is && l != want {
					t.Errorf("after the return it is hindered: %v, %v", l, is)
				}
				file, left, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
				if err != nil || !strings.Contains(string(file), "000000000004000") {
					t.Fatalf("the other payee: %q, %v", file, err)
				}
				if again := strings.Contains(string(file), "000000000001234"); again == waits || slices.Contains(left, want) != waits {
					t.Fatalf("sent again: %v, left out: %v", again, left)
				}
				if !waits {
					return
				}
				if got := must(w.Settled(ctx, w.settler(), d.ID)).LeftOut(); !slices.Equal(got, []delivery.LeftOut{want}) {
					t.Errorf("the settlement says %v", got)
				}
				nothing := func(what string) {
					t.Helper()
					_, left, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
					wants(t, what, err, fault.Conflict, "delivery.pay.nothing")
					if !slices.Equal(left, []delivery.LeftOut{want}) {
						t.Errorf("%s: left out %v", what, left)
					}
				}
				w.now = w.now.Add(time.Second)
				enter := delivery.Account{Of: w.persons[1], Bank: "合成银行", Number: "6200000000000001"}
				if err := w.SetAccount(ctx, w.settler(), enter); err != nil {
					t.Fatal(err)
				}
				nothing("entered, and confirmed by nobody")
				if err := w.ConfirmAccount(ctx, w.approver(), enter.Of, w.now.UnixMilli(), false); err != nil {
					t.Fatal(err)
				}
				nothing("entered, and turned down")
				if err := w.Rebuild(ctx); err != nil {
					t.Fatal(err)
				}
				nothing("computed again from the records")
				w.pays(enter.Of)
				if got := must(w.Hindered(ctx, must(w.Settled(ctx, w.settler(), d.ID)))); len(got) != 0 {
					t.Errorf("hindered after the account was confirmed: %v", got)
				}
				file, left, err = w.HandOver(ctx, w.settler(), d.ID, "payment_card")
				if err != nil || len(left) != 0 || !strings.Contains(string(file), ",6200000000000001,") || !strings.Contains(string(file), ",12.34,") {
					t.Errorf("the same account, confirmed anew: %q, %v, %v", file, left, err)
				}
			})
		})
	}
}

// TestAReturnByHandWaitsToo: as with the bank's file.
func TestAReturnByHandWaitsToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.twoPayees()
		n := slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.Payee == w.persons[1] }) + 1
		if _, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card"); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Second)
		w.pays(w.persons[1]) // after the file, and before the bank's word: the bank may have looked at either
		w.now = w.now.Add(time.Second)
		if _, err := w.Report(ctx, w.settler(), d.ID, []delivery.Fated{{N: n, State: delivery.Returned, Reason: "name_differs"}}); err != nil {
			t.Fatal(err)
		}
		_, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
		wants(t, "to an account from before the return", err, fault.Conflict, "delivery.pay.nothing")
		w.now = w.now.Add(time.Second)
		w.pays(w.persons[1])
		if _, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card"); err != nil {
			t.Error(err)
		}
	})
}

// TestAReturnOfAnOlderRelease: without a moment of its own it has that of the bank's file; one that was recorded by hand holds back only an account that
// stood when the file was handed over.
func TestAReturnOfAnOlderRelease(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d, n := w.returned("账户已销户")
		entered := func(ms int64) bool { // tells whether an account that was entered then waits
			t.Helper()
			err := w.db.Write(ctx, func(tx *store.Tx) error {
				a, _, err := w.Store.Account(tx, w.Node, w.persons[1])
				if err != nil {
					return err
				}
				a.AtMs = ms
				return w.Store.PutAccount(tx, w.Node, a)
			})
			if err != nil {
				t.Fatal(err)
			}
			_, is := must(w.Hindered(ctx, d))[n]
			return is
		}
		if d.Payments[n-1].ReturnedMs != w.now.UnixMilli() {
			t.Errorf("taken in at %d, kept is %d", w.now.UnixMilli(), d.Payments[n-1].ReturnedMs)
		}
		d.Payments[n-1].ReturnedMs = 0
		if body := string(must(json.Marshal(d.Payments[n-1]))); strings.Contains(body, "returned_ms") {
			t.Errorf("without a moment it is written as %s", body)
		}
		sent, heard := d.Handed[0].AtMs, d.Received[0].AtMs
		for ms, waits := range map[int64]bool{sent: true, heard: true, heard + 1: false} {
			if entered(ms) != waits {
				t.Errorf("by file: an account entered %d ms after the file waits: %v", ms-sent, !waits)
			}
		}
		d.Received = nil
		for ms, waits := range map[int64]bool{sent: true, sent + 1: false, heard: false} {
			if entered(ms) != waits {
				t.Errorf("by hand: an account entered %d ms after the file waits: %v", ms-sent, !waits)
			}
		}
	})
}

// TestWithoutAnAccountIsKnownBeforeTheApproval: a settlement that was only drawn up tells who could not be paid; nobody else is held up.
func TestWithoutAnAccountIsKnownBeforeTheApproval(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		own := w.plan(func(p *delivery.Plan) {
			p.Person, p.Place, p.PayTo, p.Share = w.persons[1], w.homes[w.persons[1]], delivery.ToPerson, 1234
		})
		w.done(0, w.visit(p.ID, "2026-03-05", 9, 0), "good")
		w.done(0, w.visit(own.ID, "2026-03-06", 9, 0), "good")
		w.pays(orgA)
		w.later("2026-04-02")
		d := w.draw()
		expected := must(d.Expected())
		n := slices.IndexFunc(expected, func(p delivery.Payment) bool { return p.Payee == w.persons[1] }) + 1
		got := must(w.Hindered(ctx, d))
		if len(expected) != 2 || len(d.Payments) != 0 || len(got) != 1 || got[n].Why != "no_account" {
			t.Errorf("%v of %v", got, expected)
		}
		if d = w.approve(d); !slices.EqualFunc(expected, d.Payments, func(a, b delivery.Payment) bool { return a.Payee == b.Payee && a.Fen == b.Fen && a.N == b.N }) {
			t.Errorf("expected %+v, approved %+v", expected, d.Payments)
		}
	})
}
