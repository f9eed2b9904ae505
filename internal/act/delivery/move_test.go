package delivery_test

import (
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
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
		_, err = w.Move(ctx, partytest.Who(t, w.posts[1].Person, partytest.Away, delivery.CanDeliver), delivery.Move{ID: device(t), Visit: v.ID, Step: delivery.Start, ClaimedMs: 1})
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

// TestReportsOfWhoMayDeliverNoMore: what carers report of their own visits is kept with its reason after their rights have ended, gone elsewhere or never
// were for more than that; of a visit that is nobody's of theirs it leaves no trace.
func TestReportsOfWhoMayDeliverNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		v, given, missed := w.visit(p.ID, "2026-03-05", 9, 0), w.visit(p.ID, "2026-03-05", 11, 0), w.visit(p.ID, "2026-03-04", 9, 0)
		c := delivery.Change{Step: delivery.Reschedule, Reason: "carer_ill", NewVisit: delivery.NewVisit{Posts: []string{w.posts[1].ID}, FromMs: given.FromMs}}
		if _, err := w.Change(ctx, w.planner(), given.ID, c); err != nil {
			t.Fatal(err)
		}
		w.later("2026-03-05")
		if _, err := w.Change(ctx, w.planner(), missed.ID, delivery.Change{Step: delivery.Miss, Reason: "carer_away"}); err != nil {
			t.Fatal(err)
		}
		before := delivery.Move{ID: device(t), Visit: v.ID, Step: delivery.Start, ClaimedMs: v.FromMs}
		if got, err := w.Move(ctx, w.carer(0), before); err != nil || got.Outcome != delivery.Applied {
			t.Fatalf("%+v %v", got, err)
		}
		was := w.shown(v.ID).Visit
		ended := w.who("acct_carer0", w.posts[0].Person)
		elsewhere := partytest.Who(t, w.posts[0].Person, partytest.Away, delivery.CanDeliver)
		report := func(name string, who access.Actor, v delivery.Visit, step delivery.Step, why string) {
			t.Helper()
			got, err := w.Move(ctx, who, delivery.Move{ID: device(t), Visit: v.ID, Step: step, ClaimedMs: v.UntilMs, Code: "good"})
			if err != nil || got.Outcome != delivery.Conflict || got.Why != why || got.Taken {
				t.Errorf("%s: %s %s %v, want it kept as %s", name, got.Outcome, got.Why, err, why)
			}
		}
		report("her assignment ended at noon", ended, v, delivery.Finish, "ended")
		report("hers is elsewhere", elsewhere, v, delivery.Finish, "ended")
		report("given to another since", ended, given, delivery.Start, "moved")
		report("marked missed since", ended, missed, delivery.Start, "missed")
		if got, err := w.Move(ctx, ended, before); err != nil || got.Outcome != delivery.Same {
			t.Errorf("what was taken before, sent again: %+v %v", got, err)
		}
		w.posts[0].Until = v.On
		report("her post has ended", ended, v, delivery.Finish, "off")
		w.posts[0].Until = ""
		home := w.homes[w.persons[0]]
		delete(w.homes, w.persons[0])
		report("the person is gone, which is not for her", ended, v, delivery.Finish, "ended")
		w.homes[w.persons[0]] = home
		if now := w.shown(v.ID); len(now.Conflicts) != 4 || now.State != was.State || now.EndedMs != 0 || w.seen.grades[v.ID] != 0 {
			t.Errorf("kept %d, and the visit is %+v", len(now.Conflicts), now.Visit)
		}
		m := delivery.Move{ID: device(t), Visit: v.ID, Step: delivery.Finish, ClaimedMs: v.UntilMs}
		left := dump(t, w.db, w.Node)
		for name, c := range map[string]struct {
			who  access.Actor
			kind fault.Kind
			key  string
		}{
			"a colleague's ended": {w.who("acct_carer1", w.posts[1].Person), fault.Denied, "access.denied"},
			"a colleague's, away": {partytest.Who(t, w.posts[1].Person, partytest.Away, delivery.CanDeliver), fault.NotFound, "access.absent"},
			"the planner":         {w.planner(), fault.Denied, "access.denied"},
			"the person herself":  {w.who("acct_e", w.persons[0], access.Own), fault.Denied, "access.denied"},
			"no person":           {w.who("acct_m", "", delivery.CanDeliver), fault.Denied, "delivery.own.post"},
		} {
			_, err := w.Move(ctx, c.who, m)
			wants(t, name, err, c.kind, c.key)
		}
		_, err := w.Move(ctx, ended, delivery.Move{ID: device(t), Visit: id(t, "visit"), Step: delivery.Start, ClaimedMs: 1})
		wants(t, "no visit at all", err, fault.NotFound, "access.absent")
		if dump(t, w.db, w.Node) != left {
			t.Error("a stranger leaves a trace")
		}
		if err := w.Rebuild(ctx); err != nil || dump(t, w.db, w.Node) != left {
			t.Errorf("rebuilt it differs: %v", err)
		}
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
