package delivery_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// TestAfterARestoreTheBankIsAsked: no file of a month that was over is made or made again before somebody else has said what the bank had paid; that never
// goes out, what the bank never had does. Every further restore asks anew; of a month after it nothing can have been forgotten.
func TestAfterARestoreTheBankIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.twoPayees()
		if _, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card"); err != nil {
			t.Fatal(err)
		}
		person := slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.Payee == w.persons[1] }) + 1
		provider := 3 - person
		ask := func(who access.Actor, back int64, paid ...int) error {
			_, err := w.AskedBank(ctx, who, d.ID, back, paid)
			return err
		}
		wants(t, "asked though nothing was restored", ask(w.approver(), 0), fault.Conflict, "delivery.bank.changed")
		w.back = w.now.UnixMilli()
		before := must(json.Marshal(must(w.Settled(ctx, w.settler(), d.ID))))
		_, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
		wants(t, "a file", err, fault.Conflict, "delivery.pay.restored")
		_, err = w.HandAgain(ctx, w.settler(), d.ID, 0)
		wants(t, "a file again", err, fault.Conflict, "delivery.pay.restored")

		all := []access.Right{delivery.CanApprove, delivery.CanSettle, delivery.CanRead}
		wants(t, "who settles", ask(w.settler(), w.back), fault.Denied, "access.denied")
		wants(t, "who drew it up", ask(w.who("acct_settle2", "person_s", all...), w.back), fault.Denied, "delivery.bank.another")
		wants(t, "who works for the provider", ask(w.who("acct_c1", w.posts[1].Person, all...), w.back), fault.Denied, "delivery.settle.partial")
		wants(t, "who is paid", ask(w.who("acct_e", w.persons[1], all...), w.back), fault.Denied, "delivery.bank.another")
		wants(t, "of another restore", ask(w.approver(), w.back-1), fault.Conflict, "delivery.bank.changed")
		wants(t, "of a payment that is not there", ask(w.approver(), w.back, person, 9), fault.Invalid, "delivery.wrong")
		if after := must(json.Marshal(must(w.Settled(ctx, w.settler(), d.ID)))); string(after) != string(before) {
			t.Errorf("refused, and yet it is\n%s\nbefore\n%s", after, before)
		}

		if err := ask(w.approver(), w.back, provider); err != nil {
			t.Fatal(err)
		}
		wants(t, "asked twice", ask(w.approver(), w.back), fault.Conflict, "delivery.bank.changed")
		_, _, err = w.HandOver(ctx, w.settler(), d.ID, "payment_bank")
		wants(t, "what the bank had paid", err, fault.Conflict, "delivery.pay.nothing")
		if _, err := w.HandAgain(ctx, w.settler(), d.ID, 0); err != nil {
			t.Errorf("a lost file after the bank was asked: %v", err)
		}
		// Whoever spoke for the bank hands nothing over, under whichever account; after a further restore whoever speaks then.
		spoke := must(w.Settled(ctx, w.settler(), d.ID))
		other := w.who("acct_approve2", w.approver().Person, all...)
		_, err = w.HandAgain(ctx, other, d.ID, 0)
		wants(t, "a file again by who spoke for the bank", err, fault.Denied, "delivery.pay.spoke")
		_, _, err = w.HandOver(ctx, other, d.ID, "payment_bank")
		wants(t, "a file by who spoke for the bank", err, fault.Denied, "delivery.pay.spoke")
		if after := must(w.Settled(ctx, w.settler(), d.ID)); len(after.Handed) != len(spoke.Handed) {
			t.Errorf("refused, and yet handed over: %+v", after.Handed)
		}
		w.back++
		_, err = w.HandAgain(ctx, w.settler(), d.ID, 0)
		wants(t, "after another restore", err, fault.Conflict, "delivery.pay.restored")
		if err := ask(w.approver(), w.back, person); err != nil {
			t.Fatal(err)
		}
		if d = must(w.Settled(ctx, w.settler(), d.ID)); d.State != delivery.Closed || len(d.Bank) != 2 {
			t.Errorf("all is paid and it is %s: %+v", d.State, d.Bank)
		}
		kept := dump(t, w.db, w.Node)
		if err := w.Rebuild(ctx); err != nil || dump(t, w.db, w.Node) != kept {
			t.Errorf("rebuilt: %v", err)
		}
	})
}

// TestAMonthAfterTheRestoreIsNotStopped: it was not over when the backup was put back, so no file of it can have been forgotten.
func TestAMonthAfterTheRestoreIsNotStopped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.twoPayees()
		for back, want := range map[int64]string{0: "", at("2026-03-31", 23): "", at("2026-04-01", 1): "delivery.pay.restored"} {
			w.back = back
			stopped := ""
			err := w.db.Read(ctx, func(q store.Queryer) error {
				on, err := w.Unasked(q, d)
				if on != 0 {
					stopped = "delivery.pay.restored"
				}
				if on != 0 && on != back {
					t.Errorf("it says that it was restored at %d, not at %d", on, back)
				}
				return err
			})
			if err != nil || stopped != want {
				t.Errorf("restored at %d: %q, %v, want %q", back, stopped, err, want)
			}
		}
	})
}

// careless is a bank that pays every row of every file, under whatever number and however often.
type careless struct{ paid map[string]int }

func (b careless) takes(w *world, layout string, file []byte) error {
	back, _, err := w.Layouts[layout].Read(file)
	for _, r := range back.Rows {
		b.paid[r.Values["payee"]]++
	}
	return err
}

// called is what files call a person.
func called(person string) string { return "合成-" + person[len(person)-4:] }

// TestARestoreNeverPaysTwice: whatever moment the backup is of, from before the settlement was drawn up to after the last file, and however often one is put
// back: while whoever asks the bank says what it says, no person is paid twice, even by a bank that looks at no number; and everybody is paid in the end.
func TestARestoreNeverPaysTwice(t *testing.T) {
	storetest.Each(t, migrations(), func(t *testing.T, db *store.DB) {
		keys, lives, reached := keyringtest.Keys(t, 1), int64(0), map[string]int{}
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
			b, backups := careless{map[string]int{}}, []int{len(w.records())}
			l := &restoring{world: w, rt: rt, bank: b, reached: reached}
			steps := map[string]func(){
				"draw": l.drawUp, "hand over": l.hand, "again": l.handAgain, "hear": l.hear,
				"restore": func() {
					i := rapid.IntRange(0, len(backups)-1).Draw(rt, "back to")
					backups = backups[:i+1]
					w.forget(backups[i])
					w.back = max(w.back+1, w.now.UnixMilli())
					if reached["restored"]++; i == 0 {
						reached["before it was drawn"]++
					}
				},
			}
			names := []string{"draw", "draw", "hand over", "hand over", "again", "hear", "restore"}
			for range 15 {
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
			l.drawUp()
			l.hand()
			for _, p := range w.persons[:2] {
				if b.paid[called(p)] != 1 {
					rt.Fatalf("in the end %s was paid %d times", called(p), b.paid[called(p)])
				}
			}
		})
		for _, what := range []string{"restored", "before it was drawn", "asked", "had been paid", "handed over"} {
			if reached[what] == 0 {
				t.Errorf("no case came to %q: %v", what, reached)
			}
		}
	})
}

// restoring is an office whose node is restored again and again.
type restoring struct {
	*world
	rt      *rapid.T
	bank    careless
	reached map[string]int
}

func (l *restoring) allowed(err error) {
	if err != nil && fault.KindOf(err) != fault.Conflict {
		l.rt.Fatal(err)
	}
}

// remembered is the settlement of the month as far as the node remembers.
func (l *restoring) remembered() (d delivery.Settlement, found bool) {
	m, err := l.ProviderMonth(ctx, l.settler(), orgA, "2026-03", 1)
	if err != nil {
		l.rt.Fatal(err)
	}
	if len(m.Settlements) == 0 {
		return d, false
	}
	return must(l.Settled(ctx, l.settler(), m.Settlements[0].ID)), true
}

// drawUp takes the month as far as the approval.
func (l *restoring) drawUp() {
	d, found := l.remembered()
	if !found {
		var err error
		if d, err = l.Draw(ctx, l.settler(), orgA, "2026-03"); err != nil {
			l.rt.Fatal(err)
		}
	}
	_, err := l.Answered(ctx, l.agent(orgA), d.ID, nil)
	l.allowed(err)
	_, err = l.Approve(ctx, l.approver(), d.ID)
	l.allowed(err)
}

// hand hands over what can be, and where the node was restored asks the bank first.
func (l *restoring) hand() {
	d, found := l.remembered()
	if !found {
		return
	}
	layout := rapid.SampledFrom(delivery.PaymentLayouts).Draw(l.rt, "layout")
	file, _, err := l.HandOver(ctx, l.settler(), d.ID, layout)
	if f, is := fault.As(err); is && f.Key == "delivery.pay.restored" {
		l.askBank(d)
		file, _, err = l.HandOver(ctx, l.settler(), d.ID, layout)
	}
	if l.allowed(err); err != nil {
		return
	}
	l.reached["handed over"]++
	if err := l.bank.takes(l.world, layout, file); err != nil {
		l.rt.Fatal(err)
	}
}

func (l *restoring) askBank(d delivery.Settlement) {
	var paid []int
	for _, p := range d.Doubtful() {
		if l.bank.paid[called(p.Payee)] > 0 {
			paid = append(paid, p.N)
			l.reached["had been paid"]++
		}
	}
	if _, err := l.AskedBank(ctx, l.approver(), d.ID, l.back, paid); err != nil {
		l.rt.Fatal(err)
	}
	l.reached["asked"]++
}

// handAgain makes a file once more: this one bank would pay it again, so nobody hands it in, but after a restore it is not even made.
func (l *restoring) handAgain() {
	d, found := l.remembered()
	if !found || l.back == 0 || len(d.Bank) > 0 {
		return
	}
	if _, err := l.HandAgain(ctx, l.settler(), d.ID, 0); err == nil {
		l.rt.Fatal("a file was made again after a restore, and nobody had asked the bank")
	}
}

// hear records by hand what the bank has paid.
func (l *restoring) hear() {
	d, _ := l.remembered()
	for _, p := range d.Payments {
		if p.State == delivery.Sent {
			_, err := l.Report(ctx, l.settler(), d.ID, []delivery.Fated{{N: p.N, State: delivery.Paid}})
			l.allowed(err)
		}
	}
}

// TestTwoHandOverAtOnce: of two who make the file of one settlement at the same moment one gets it, the other learns that somebody has just handled it;
// one file is on record, and nothing in it twice.
func TestTwoHandOverAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.twoPayees()
		names, inner := w.Names, false
		var first []byte
		w.Names = func(c context.Context, who access.Actor, ids []string) (map[string]delivery.Provider, error) {
			if !inner { // between what the second has read and what it writes
				inner = true
				var err error
				if first, _, err = w.HandOver(c, w.settler(), d.ID, "payment_bank"); err != nil {
					t.Fatal(err)
				}
			}
			return names(c, who, ids)
		}
		file, _, err := w.HandOver(ctx, w.settler(), d.ID, "payment_card")
		wants(t, "the second", err, fault.Conflict, "delivery.pay.changed")
		if file != nil || len(first) == 0 {
			t.Errorf("the second got %q, the first %q", file, first)
		}
		if d = must(w.Settled(ctx, w.settler(), d.ID)); len(d.Handed) != 1 || d.Handed[0].Total != 5234 {
			t.Errorf("on record are %+v", d.Handed)
		}
	})
}

// TestTwoDrawAtOnce: of two who draw up a month at the same moment one does; no visit has two first lines.
func TestTwoDrawAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.payable()
		var other delivery.Settlement
		now, inner := w.Service.Now, 0
		w.Service.Now = func() time.Time {
			if inner++; inner == 2 { // while the second reads: it has read the settlements before it, and not yet the visits
				other = w.draw()
			}
			return now()
		}
		_, err := w.Draw(ctx, w.settler(), orgA, "2026-03")
		wants(t, "the second", err, fault.Conflict, "delivery.settle.twice")
		m := must(w.ProviderMonth(ctx, w.settler(), orgA, "2026-03", 1))
		if len(m.Settlements) != 1 || m.Settlements[0].ID != other.ID {
			t.Errorf("settlements %+v", m.Settlements)
		}
	})
}

// TestWhatDoesNotFollowIsNotApproved: a settlement whose lines are not what its inputs give, whoever changed either, is refused and pays nobody.
func TestWhatDoesNotFollowIsNotApproved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.payable()
		d := w.draw()
		if _, err := w.Answered(ctx, w.agent(orgA), d.ID, nil); err != nil {
			t.Fatal(err)
		}
		d = must(w.Settled(ctx, w.settler(), d.ID))
		d.Input.Visits = slices.Clone(d.Input.Visits)
		d.Input.Visits[0].Share++
		if err := w.db.Write(ctx, func(tx *store.Tx) error { return w.Store.PutSettlement(tx, w.Node, d) }); err != nil {
			t.Fatal(err)
		}
		_, err := w.Approve(ctx, w.approver(), d.ID)
		wants(t, "inputs that were changed", err, fault.Conflict, "delivery.settle.differs")
		if err := w.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if d, err = w.Approve(ctx, w.approver(), d.ID); err != nil || len(d.Payments) != 2 {
			t.Errorf("as it was recorded: %+v, %v", d.Payments, err)
		}
	})
}
