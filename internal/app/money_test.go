package app

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/register/catalog"
)

// owed takes the last month of the loop to an approved settlement with an account for everybody.
func (l *loop) owed(agent access.Actor) delivery.Settlement {
	l.t.Helper()
	ctx, s, org := l.t.Context(), l.Deliveries, l.plans[0].Provider
	settler, approver := l.as("acct_settler", "person_settler", Settler), l.as("acct_decider", "person_decider", Decider)
	l.must(l.Catalog.Assign(ctx, access.Operator(), catalog.Agent{Provider: org, Account: agent.ID, Acts: true}))
	d, err := s.Draw(ctx, settler, org, l.month.Format("2006-01"))
	l.must(err)
	_, err = s.Answered(ctx, agent, d.ID, nil)
	l.must(err)
	d, err = s.Approve(ctx, approver, d.ID)
	l.must(err)
	for _, p := range d.Payments {
		l.must(s.SetAccount(ctx, settler, delivery.Account{Of: p.Payee, Bank: "（合成）银行", Number: "6200000000000001"}))
		payee, err := s.Payee(ctx, approver, p.Payee)
		l.must(err)
		l.must(s.ConfirmAccount(ctx, approver, p.Payee, payee.Account.Next.AtMs, true))
	}
	return d
}

// TestABackupThatForgetsAFile: a folder is put back as it was before a payment file was handed over. The file is not made once more before somebody who
// approves has said what the bank had paid. Meanwhile, and before, whoever is owed money is not erased.
func TestABackupThatForgetsAFile(t *testing.T) {
	folder, to := filepath.Join(t.TempDir(), "data"), t.TempDir()
	a := openDemo(t, folder)
	l := newLoopIn(t, a, -2)
	for i := range l.plans {
		l.must(l.Deliveries.End(t.Context(), l.as("acct_planner", "person_planner", Caseworker), l.plans[i].ID, l.month.Format(time.DateOnly), "changed"))
	}
	elder := l.plans[0].Person
	own := l.plans[0]
	own.ID, own.PayTo, own.Ended, own.Why = "", delivery.ToPerson, "", ""
	var err error
	l.plans[0], err = l.Deliveries.Make(t.Context(), l.as("acct_planner", "person_planner", Caseworker), own)
	l.must(err)
	l.plans = l.plans[:1]
	l.deliver(true, func(int) bool { return true })
	account, _, err := l.Accounts.Make(t.Context(), access.Operator(), access.NewAccount{User: "clerk-a", Name: "clerk a", Home: demoCounty})
	l.must(err)
	_, err = l.Accounts.Give(t.Context(), access.Operator(), access.NewMandate{Account: account.ID, Mandate: access.Mandate{Role: Provider, At: demoCounty}})
	l.must(err)
	agent, settler, approver := l.as(account.ID, "person_agent", Provider), l.as("acct_settler", "person_settler", Settler), l.as("acct_decider", "person_decider", Decider)
	d := l.owed(agent)
	if i := slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.Payee == elder && p.Fen == 8000 }); i < 0 {
		t.Fatalf("payments %+v", d.Payments)
	}
	erase := func(n *Node) error { return n.Persons.Erase(t.Context(), access.Operator(), elder) }
	if f, is := fault.As(erase(l.Node)); !is || f.Key != "delivery.erase.owed" {
		t.Errorf("whoever is owed money is erased: %v", f)
	}
	m, err := a.Backup(t.Context(), access.Operator(), to)
	l.must(err)
	card, _, err := l.Deliveries.HandOver(t.Context(), settler, d.ID, "payment_card")
	l.must(err)
	l.must(a.Close())

	done, err := RestoreTo(t.Context(), Restore{From: filepath.Join(to, m.File), Folder: folder, Lose: true, Words: a.Words})
	l.must(err)
	if len(done.Lost) == 0 {
		t.Error("nothing was lost")
	}
	b := openDemo(t, folder)
	defer func() { _ = b.Close() }()
	n := b.Nodes[0]
	_, _, err = n.Deliveries.HandOver(t.Context(), settler, d.ID, "payment_card")
	if f, is := fault.As(err); !is || f.Key != "delivery.pay.restored" {
		t.Fatalf("handed over once more: %v", err)
	}
	if f, is := fault.As(erase(n)); !is || f.Key != "delivery.erase.owed" {
		t.Errorf("erased after the restore: %v", f)
	}
	forgotten, err := n.Deliveries.Settled(t.Context(), settler, d.ID)
	l.must(err)
	at, err := n.Deliveries.Stopped(t.Context(), forgotten)
	l.must(err)
	_, err = n.Deliveries.AskedBank(t.Context(), approver, d.ID, at, nil)
	l.must(err)
	again, _, err := n.Deliveries.HandOver(t.Context(), settler, d.ID, "payment_card")
	if err != nil || string(again) != string(card) {
		t.Errorf("under the same numbers as before it is %q, %v, want %q", again, err, card)
	}
}
