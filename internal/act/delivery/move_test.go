package delivery_test

import (
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/register/party/partytest"
)

// TestMoves: a report is applied once however often it is sent, and what does not fit is kept with its reason.
func TestMoves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		v := w.visit(p.ID, "2026-03-05", 9, 0)
		sent := map[string]delivery.Move{}
		move := func(name string, carer int, step delivery.Step, code, before string, want delivery.Outcome, why string) {
			t.Helper()
			m := delivery.Move{ID: device(t), Visit: v.ID, Step: step, ClaimedMs: v.FromMs, Code: code}
			if before != "" {
				m = sent[before]
			}
			sent[name] = m
			got, err := w.Move(ctx, w.carer(carer), m)
			if err != nil || got.Outcome != want || got.Why != why {
				t.Errorf("%s: %s %s %v, want %s %s", name, got.Outcome, got.Why, err, want, why)
			}
		}
		move("before the day", 0, delivery.Start, "", "", delivery.Conflict, "early")
		w.later("2026-03-05")
		move("finish first", 0, delivery.Finish, "", "", delivery.Conflict, "unstarted")
		move("another carer", 1, delivery.Start, "", "", delivery.Conflict, "moved")
		move("start", 0, delivery.Start, "", "", delivery.Applied, "")
		move("start again", 0, delivery.Start, "", "start", delivery.Same, "")
		move("start by another device", 0, delivery.Start, "", "", delivery.Conflict, "started")
		move("finish", 0, delivery.Finish, "nonsense", "", delivery.Applied, "")
		move("finish again", 0, delivery.Finish, "", "finish", delivery.Same, "")
		move("the early one again", 0, delivery.Start, "", "before the day", delivery.Conflict, "early")
		move("finish by another device", 0, delivery.Finish, "", "", delivery.Conflict, "finished")
		move("no code", 0, delivery.Confirm, "", "", delivery.Conflict, "no_code")
		if got := w.seen.grades[v.ID].String(); got != "E1" {
			t.Errorf("after a wrong code the visit is %s, want E1", got)
		}
		move("the code", 0, delivery.Confirm, "good", "", delivery.Applied, "")
		if got := w.seen.grades[v.ID].String(); got != "E2" {
			t.Errorf("after the code the visit is %s, want E2", got)
		}
		other := sent["start"]
		other.ClaimedMs++
		if got, err := w.Move(ctx, w.carer(0), other); err != nil || got.Why != "reused" {
			t.Errorf("another report under the same identifier: %+v %v", got, err)
		}
		if got, err := w.Move(ctx, w.carer(1), sent["start"]); err != nil || got.Why != "reused" {
			t.Errorf("another carer under the same identifier: %+v %v", got, err)
		}
		m, err := w.ProviderMonth(ctx, w.agent(orgA), orgA, "2026-03", 1)
		if err != nil || len(m.Visits) != 1 || len(m.Visits[0].Conflicts) != 8 {
			t.Errorf("the provider sees %+v, %v: want 8 conflicts", m.Visits, err)
		}
		_, err = w.Move(ctx, partytest.Who(t, w.posts[0].Person, partytest.Away, delivery.CanDeliver), delivery.Move{ID: device(t), Visit: v.ID, Step: delivery.Start, ClaimedMs: 1})
		wants(t, "from elsewhere", err, fault.NotFound, "access.absent")
		_, err = w.Move(ctx, w.planner(), delivery.Move{ID: device(t), Visit: v.ID, Step: delivery.Start, ClaimedMs: 1})
		wants(t, "without the right", err, fault.Denied, "access.denied")
	})
}

// TestChanges: a visit moved to another carer, cancelled or missed; whoever comes too late with the old one is kept as a conflict.
func TestChanges(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		v := w.visit(p.ID, "2026-03-05", 9, 0)
		c := delivery.Change{Step: delivery.Reschedule, Reason: "carer_ill", NewVisit: delivery.NewVisit{Posts: []string{w.posts[1].ID}, FromMs: at("2026-03-06", 10)}}
		_, err := w.Change(ctx, w.agent(orgB), v.ID, c)
		wants(t, "another provider", err, fault.Denied, "access.denied")
		if v, err = w.Change(ctx, w.agent(orgA), v.ID, c); err != nil || v.On != "2026-03-06" {
			t.Fatalf("%+v, %v", v, err)
		}
		w.later("2026-03-06")
		got, err := w.Move(ctx, w.carer(0), delivery.Move{ID: device(t), Visit: v.ID, Step: delivery.Start, ClaimedMs: v.FromMs})
		if err != nil || got.Why != "moved" {
			t.Errorf("the old carer: %+v %v", got, err)
		}
		for i, want := range []int{0, 1} {
			if list, err := w.Day(ctx, w.carer(i), "2026-03-06"); err != nil || len(list) != want {
				t.Errorf("carer %d has %d visits, %v, want %d", i, len(list), err, want)
			}
		}
		w.done(1, v, "good")
		_, err = w.Change(ctx, w.planner(), v.ID, delivery.Change{Step: delivery.Cancel, Reason: "weather"})
		wants(t, "cancelled after it took place", err, fault.Conflict, "delivery.visit.state")
		if err := w.End(ctx, w.planner(), p.ID, "2026-03-10", "died"); err != nil {
			t.Fatal(err)
		}
		_, err = w.Schedule(ctx, w.planner(), delivery.NewVisit{Plan: p.ID, Posts: []string{w.posts[0].ID}, FromMs: at("2026-03-11", 9)})
		wants(t, "after the plan has ended", err, fault.Conflict, "delivery.plan.off")
	})
}

// TestVoucher: what is scheduled is held, and no more is scheduled than the plan allows in the month.
func TestVoucher(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.Per, p.Times, p.From = delivery.Week, 1, "2026-03-25" }) // 7 days of March, 30 of April
		v := w.visit(p.ID, "2026-03-26", 9, 0)
		again := delivery.NewVisit{Plan: p.ID, Posts: []string{w.posts[0].ID}, FromMs: at("2026-03-27", 9)}
		_, err := w.Schedule(ctx, w.planner(), again)
		wants(t, "a second in seven days", err, fault.Conflict, "delivery.voucher.used")
		for _, day := range []string{"2026-04-01", "2026-04-02", "2026-04-03", "2026-04-04", "2026-04-05"} {
			w.visit(p.ID, day, 9, 0)
		}
		_, err = w.Change(ctx, w.planner(), v.ID, delivery.Change{Step: delivery.Reschedule, Reason: "weather", NewVisit: delivery.NewVisit{Posts: []string{w.posts[0].ID}, FromMs: at("2026-04-06", 9)}})
		wants(t, "moved into a month that is full", err, fault.Conflict, "delivery.voucher.used")
		w.done(0, v, "")
		list, err := w.Vouchers(ctx, partytest.Who(t, w.persons[0], partytest.Away), w.persons[0], "2026-03")
		if err != nil || len(list) != 1 || list[0].Units != 1 || list[0].Used != 1 || list[0].Held != 0 || list[0].Fen != 4000 || list[0].UsedFen != 4000 {
			t.Errorf("March: %+v, %v", list, err)
		}
		if list, err = w.Vouchers(ctx, w.planner(), w.persons[0], "2026-04"); err != nil || list[0].Units != 5 || list[0].Held != 5 {
			t.Errorf("April: %+v, %v", list, err)
		}
		_, err = w.Vouchers(ctx, partytest.Who(t, w.persons[1], partytest.Away), w.persons[0], "2026-03")
		wants(t, "a stranger's voucher", err, fault.NotFound, "access.absent")
		_, err = w.Make(ctx, w.planner(), p)
		wants(t, "a second plan for the item", err, fault.Conflict, "delivery.plan.twice")
	})
}
