package delivery_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// bank is a bank as it is from outside: it pays what a file asks for, unless it refuses, and takes a serial once. It reads files by columns of
// its own, and knows nothing of how they were made.
type bank struct {
	told map[string]string // serial to the row of its answer
	paid map[string]int    // payee to how often something was paid
}

// takes books the rows of a payment_card file; refuses says which rows it turns down.
func (b *bank) takes(file []byte, refuses func(payee string) bool) {
	for line := range strings.Lines(string(file)) {
		cells := strings.Split(strings.TrimRight(strings.TrimPrefix(line, "\ufeff"), "\r\n"), ",")
		if cells[0] == "流水号" || b.told[cells[0]] != "" {
			continue
		}
		serial, payee, amount := cells[0], cells[1], cells[5]
		if refuses(payee) {
			b.told[serial] = serial + "," + amount + ",失败,账户已销户\n"
			continue
		}
		b.paid[payee]++
		b.told[serial] = serial + "," + amount + ",成功,\n"
	}
}

// answers are rows of what the bank has ever said, in any order and number.
func (b *bank) answers(rt *rapid.T) string {
	file := "流水号,金额（元）,处理结果,失败原因\n"
	rows := []string{}
	for _, row := range b.told {
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return file
	}
	// The map's order is no part of a drawn case.
	for range len(rows) {
		for i := 1; i < len(rows); i++ {
			if rows[i] < rows[i-1] {
				rows[i], rows[i-1] = rows[i-1], rows[i]
			}
		}
	}
	for _, row := range rapid.SliceOfNDistinct(rapid.SampledFrom(rows), 1, len(rows), rapid.ID).Draw(rt, "rows") {
		file += row
	}
	return file
}

// TestNothingIsPaidTwice: whatever is handed over, answered, answered again, forgotten by a restored backup and rebuilt, in whatever order,
// the bank never pays a payee of a settlement twice; and when it refuses nothing any more, everybody is paid in the end.
func TestNothingIsPaidTwice(t *testing.T) {
	storetest.Each(t, migrations(), func(t *testing.T, db *store.DB) {
		keys, lives := keyringtest.Keys(t, 1), int64(0)
		reached := map[string]int{}
		rapid.Check(t, func(rt *rapid.T) {
			lives++ // each has a node of its own
			w := newWorld(t, db, lives, keys)
			w.Store = &amnesiac{gone: map[int64]bool{}}
			for i := range 2 {
				p := w.plan(func(p *delivery.Plan) {
					p.Person, p.Place, p.PayTo, p.Share = w.persons[i], w.homes[w.persons[i]], delivery.ToPerson, 1000
				})
				w.done(0, w.visit(p.ID, fmt.Sprintf("2026-03-%02d", 5+i), 9, 0), "good")
				w.pays(w.persons[i])
			}
			w.later("2026-04-02")
			d := w.approve(w.draw())
			b := &bank{map[string]string{}, map[string]int{}}
			backups := []int{len(w.records())} // between two transactions
			var files [][]byte
			var answers []string
			hand := func() {
				file, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
				if err == nil {
					files = append(files, file)
				} else if fault.KindOf(err) != fault.Conflict {
					rt.Fatal(err)
				}
			}
			books := func(refuses func(string) bool) {
				for _, file := range files {
					b.takes(file, refuses)
				}
			}
			take := func(file string) {
				before := len(w.records())
				got, err := w.take(d.ID, file)
				if fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict && err != nil {
					rt.Fatal(err)
				}
				if n := len(w.records()); (err != nil || got.Same) && n != before {
					rt.Fatalf("%d records after a file that changed nothing (%v), %d before", n, err, before)
				}
				if err == nil && !got.Same {
					answers = append(answers, file)
					reached["taken"]++
				}
			}
			corrects := func() { // each waits a moment: what is entered at the moment of the bank's word may have been entered before it
				w.now = w.now.Add(time.Second)
				for _, person := range w.persons[:2] {
					w.pays(person)
				}
			}
			steps := map[string]func(){
				"correct":   corrects,
				"hand over": hand,
				"bank":      func() { books(func(string) bool { return rapid.Bool().Draw(rt, "refuses") }) },
				"answer": func() {
					if len(b.told) > 0 {
						take(b.answers(rt))
					}
				},
				"answer again": func() {
					if a, ok := drawn(rt, answers); ok {
						got, err := w.take(d.ID, a)
						if err == nil && got.Same {
							reached["same"]++
						}
					}
				},
				"restore": func() {
					i := rapid.IntRange(0, len(backups)-1).Draw(rt, "back to")
					backups = backups[:i+1]
					w.forget(backups[i])
					reached["restored"]++
				},
				"rebuild": func() {
					if err := w.Rebuild(ctx); err != nil {
						rt.Fatal(err)
					}
				},
			}
			names := []string{"hand over", "hand over", "bank", "bank", "answer", "answer", "answer", "answer again", "correct", "restore", "rebuild"}
			for range 25 {
				steps[rapid.SampledFrom(names).Draw(rt, "step")]()
				if n := len(w.records()); n > backups[len(backups)-1] {
					backups = append(backups, n)
				}
				for payee, n := range b.paid {
					if n > 1 {
						rt.Fatalf("%s was paid %d times", payee, n)
					}
				}
			}
			for range 8 { // now the bank refuses nothing that is new, and tells of everything it has been told
				corrects()
				hand()
				books(func(string) bool { return false })
				for _, row := range b.inOrder() {
					take("流水号,金额（元）,处理结果,失败原因\n" + row)
				}
			}
			d, err := w.Settled(ctx, w.settler(), d.ID)
			if err != nil || d.State != delivery.Closed || len(b.paid) != 2 {
				rt.Fatalf("in the end the settlement is %s, paid %v, %+v, %v", d.State, b.paid, d.Payments, err)
			}
			for payee, n := range b.paid {
				if n != 1 {
					rt.Fatalf("%s was paid %d times", payee, n)
				}
			}
			for _, p := range d.Payments {
				if len(p.Before) > 0 {
					reached["tried again"]++
				}
			}
		})
		for _, what := range []string{"taken", "same", "restored", "tried again"} {
			if reached[what] == 0 {
				t.Errorf("no case came to %q: %v", what, reached)
			}
		}
	})
}

// inOrder are all answers, the tries of a payment one after the other.
func (b *bank) inOrder() (rows []string) {
	for _, row := range b.told {
		rows = append(rows, row)
	}
	for i := range rows {
		for k := i + 1; k < len(rows); k++ {
			if a, c := serialOf(rows[k]), serialOf(rows[i]); len(a) < len(c) || len(a) == len(c) && a < c {
				rows[i], rows[k] = rows[k], rows[i]
			}
		}
	}
	return rows
}

func serialOf(row string) string { serial, _, _ := strings.Cut(row, ","); return serial }

func drawn[T any](rt *rapid.T, list []T) (v T, ok bool) {
	if len(list) == 0 {
		return v, false
	}
	return list[rapid.IntRange(0, len(list)-1).Draw(rt, "one")], true
}

// amnesiac is a store that has forgotten some records: those after the backup that was restored. The guard of the database lets nobody remove
// them, so they are passed over.
type amnesiac struct {
	deliverydb.Store
	gone map[int64]bool
}

// Records implements delivery.Store.
func (a *amnesiac) Records(q store.Queryer, node int64, each func(seq int64, body []byte) error) error {
	return a.Store.Records(q, node, func(seq int64, body []byte) error {
		if a.gone[seq] {
			return nil
		}
		return each(seq, body)
	})
}

// records are the records that a node remembers, by number.
func (w *world) records() (list []int64) {
	w.t.Helper()
	err := w.db.Read(ctx, func(q store.Queryer) error {
		return w.Store.Records(q, w.Node, func(seq int64, _ []byte) error {
			list = append(list, seq)
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// forget goes back to a backup: the records after the first n are gone, and the read models follow.
func (w *world) forget(n int) {
	w.t.Helper()
	for _, seq := range w.records()[n:] {
		w.Store.(*amnesiac).gone[seq] = true
	}
	if err := w.Rebuild(ctx); err != nil {
		w.t.Fatal(err)
	}
}

// TestReturnIsWhole: one row that is wrong, and none is taken; each is named with its line. What the bank said of a try it does not unsay.
func TestReturnIsWhole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.PayTo, p.Share = delivery.ToPerson, 1000 })
		w.done(0, w.visit(p.ID, "2026-03-05", 9, 0), "good")
		q := w.plan(func(p *delivery.Plan) { p.Item = "meals" })
		w.done(0, w.visit(q.ID, "2026-03-06", 9, 0), "good")
		w.pays(w.persons[0])
		w.pays(orgA)
		w.later("2026-04-02")
		d := w.approve(w.draw())
		if _, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank"); err != nil {
			t.Fatal(err)
		}
		s := strings.TrimPrefix(d.ID, "settlement_")
		file := func(rows ...string) string {
			return "流水号,金额（元）,处理结果,失败原因\n" + strings.ReplaceAll(strings.Join(rows, "\n"), "S-", s+"-") + "\n"
		}
		for name, c := range map[string]struct {
			file, key string
			line      int
		}{
			"of another settlement": {file("S-1,40.00,成功,", "X-2,10.00,成功,"), "delivery.pay.row.unknown", 3},
			"a later try":           {file("S-1-2,40.00,成功,"), "delivery.pay.row.unknown", 2},
			"another amount":        {file("S-1,40.00,成功,", "S-2,10.01,成功,"), "delivery.pay.row.amount", 3},
			"a refusal without why": {file("S-1,40.00,失败,", "S-2,10.00,成功,"), "delivery.pay.row.reason", 2},
			"paid, with a reason":   {file("S-1,40.00,成功,其他"), "delivery.pay.row.reason", 2},
		} {
			before := len(w.records())
			got, err := w.take(d.ID, c.file)
			wants(t, name, err, fault.Invalid, "exchange.file.rejected")
			if len(got.Problems) != 1 || got.Problems[0].Key != c.key || got.Problems[0].Line != c.line {
				t.Errorf("%s: %+v, want %s at line %d", name, got.Problems, c.key, c.line)
			}
			if n := len(w.records()); n != before {
				t.Errorf("%s leaves %d records, %d before", name, n, before)
			}
		}
		_, err := w.TakeReturn(ctx, w.settler(), d.ID, "payment_card", []byte("x"))
		wants(t, "a form that is no return's", err, fault.Invalid, "delivery.wrong")
		_, err = w.TakeReturn(ctx, w.approver(), d.ID, "payment_return", []byte("x"))
		wants(t, "who does not settle", err, fault.Denied, "access.denied")
		_, err = w.TakeReturn(ctx, w.who("acct_a", "person_x", delivery.CanSettle), d.ID, "payment_return", []byte("x"))
		wants(t, "an account of the provider", err, fault.Denied, "delivery.settle.partial")

		if _, err := w.take(d.ID, file("S-1,40.00,成功,", "S-2,10.00,失败,户名不符")); err != nil {
			t.Fatal(err)
		}
		_, err = w.take(d.ID, file("S-1,40.00,失败,其他"))
		wants(t, "paid, and refused after all", err, fault.Invalid, "exchange.file.rejected")
		w.now = w.now.Add(time.Second)
		w.pays(d.Payments[1].Payee)
		again, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
		if err != nil || !strings.HasPrefix(string(again), s+"-2-2 ") || strings.Count(string(again), "\r\n") != 1 {
			t.Fatalf("what came back is sent as %q, %v", again, err)
		}
		stale, err := w.take(d.ID, file("S-2,10.00,失败,户名不符"))
		if err != nil || !stale.Same || stale.Settlement.Payments[1].State != delivery.Sent {
			t.Errorf("what was said of the first try again: %+v, %v", stale, err)
		}
		_, err = w.take(d.ID, file("S-2,10.00,成功,"))
		wants(t, "the first try was paid after all, while the second is under way", err, fault.Invalid, "exchange.file.rejected")
		fixed := fmt.Sprintf("%-40s%015d0000  \r\n", s+"-2-2", 1000)
		got, err := w.TakeReturn(ctx, w.settler(), d.ID, "payment_return_bank", []byte(fixed))
		if err != nil || got.Settlement.State != delivery.Closed || len(got.Settlement.Received) != 2 {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err = w.TakeReturn(ctx, w.settler(), d.ID, "payment_return_bank", []byte(fixed)); err != nil || !got.Same {
			t.Errorf("the same file after the end: %+v, %v", got, err)
		}
	})
}

// TestAccountsTakeTwo: an account waits for a second person, and until then the one before it is paid to.
func TestAccountsTakeTwo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		enter := func(who string, number string) error {
			return w.SetAccount(ctx, w.who("acct_"+who, "person_"+who, delivery.CanSettle, delivery.CanApprove), delivery.Account{Of: orgA, Bank: "合成银行", Number: number})
		}
		both := w.who("acct_s2", "person_s", delivery.CanSettle, delivery.CanApprove)
		held := func() delivery.Account {
			p, err := w.Payee(ctx, w.settler(), orgA)
			if err != nil {
				t.Fatal(err)
			}
			return p.Account
		}
		wants(t, "nothing waits", w.ConfirmAccount(ctx, w.approver(), orgA, 0, true), fault.Conflict, "delivery.account.changed")
		if err := enter("s", "6200000000000001"); err != nil {
			t.Fatal(err)
		}
		if held().Ready() {
			t.Error("an account that nobody has confirmed is in force")
		}
		seen := held().Next.AtMs
		wants(t, "who entered it", w.ConfirmAccount(ctx, both, orgA, seen, true), fault.Denied, "delivery.account.another")
		wants(t, "without the right", w.ConfirmAccount(ctx, w.settler(), orgA, seen, true), fault.Denied, "access.denied")
		w.now = w.now.Add(1e9)
		if err := enter("t", "6200000000000002"); err != nil {
			t.Fatal(err)
		}
		wants(t, "another has come since", w.ConfirmAccount(ctx, w.approver(), orgA, seen, true), fault.Conflict, "delivery.account.changed")
		confirm := func(yes bool) {
			if err := w.ConfirmAccount(ctx, w.approver(), orgA, held().Next.AtMs, yes); err != nil {
				t.Fatal(err)
			}
		}
		confirm(true)
		if err := enter("s", "6200000000000003"); err != nil {
			t.Fatal(err)
		}
		if a := held(); a.Number != "6200000000000002" || a.Next == nil {
			t.Errorf("while another waits, %+v is in force", a)
		}
		confirm(false)
		if err := w.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if a := held(); a.Number != "6200000000000002" || a.Next != nil {
			t.Errorf("after it was turned down: %+v", a)
		}
		elder := w.persons[0]
		wants(t, "one's own", w.SetAccount(ctx, w.who("acct_e", elder, delivery.CanSettle), delivery.Account{Of: elder, Bank: "合成银行", Number: "6200000000000004"}), fault.Denied, "delivery.own")
		w.pays(elder)
		p, err := w.Payee(ctx, w.approver(), elder)
		if err != nil || p.Account.Number != "6200000000000001" || p.Name == "" {
			t.Errorf("a person's account is shown as %+v, %v", p, err)
		}
		_, err = w.Payee(ctx, w.planner(), elder)
		wants(t, "shown to who plans", err, fault.Denied, "access.denied")
		if err := w.db.Read(ctx, func(q store.Queryer) error {
			var body string
			err := q.QueryRow(`SELECT body FROM delivery_account WHERE node = $1 AND payee = $2`, w.Node, elder).Scan(&body)
			if strings.Contains(body, "6200000000000001") {
				t.Errorf("the number of a person's account stands in the clear: %s", body)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
