package delivery_test

import (
	"slices"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party/partytest"
)

// missed is a visit that a planner marks missed the day after.
func (w *world) missed(v delivery.Visit) delivery.Visit {
	w.t.Helper()
	w.now = time.UnixMilli(max(w.now.UnixMilli(), v.UntilMs)).Add(24 * time.Hour)
	v, err := w.Change(ctx, w.planner(), v.ID, delivery.Change{Step: delivery.Miss, Reason: "carer_away"})
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// late sends reports of a carer's that are kept because the visit is down as missed, each at so many minutes from its time.
func (w *world) late(i int, v delivery.Visit, steps map[delivery.Step]int64) {
	w.t.Helper()
	for _, step := range delivery.Moves {
		minutes, sent := steps[step]
		if !sent {
			continue
		}
		m := delivery.Move{ID: device(w.t), Visit: v.ID, Step: step, ClaimedMs: v.FromMs + minutes*60_000, Code: "good"}
		got, err := w.Move(ctx, w.who("acct_carer", w.posts[i].Person, delivery.CanDeliver, evidence.CanRecord), m)
		if err != nil || got.Why != delivery.MisfitMissed {
			w.t.Fatalf("%s: %+v %v", step, got, err)
		}
	}
}

var whole = map[delivery.Step]int64{delivery.Start: 2, delivery.Finish: 58}

// TestAMissedVisitTookPlace: what a phone without a network reported too late is taken in by who plans, once, with the times it claimed; it is worth what a
// carer's word is worth, is paid by the next settlement once the person confirms it, and is seen where two visits overlap.
func TestAMissedVisitTookPlace(t *testing.T) {
	proved(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.Times = 2 })
		v := w.missed(w.visit(p.ID, "2026-03-05", 9, 0))
		_, err := w.Accept(ctx, w.planner(), v.ID, "sent_late")
		wants(t, "before anything came", err, fault.Conflict, "delivery.accept.none")
		w.late(0, v, map[delivery.Step]int64{delivery.Start: 2})
		_, err = w.Accept(ctx, w.planner(), v.ID, "sent_late")
		wants(t, "begun and never over", err, fault.Conflict, "delivery.accept.none")
		w.late(0, v, map[delivery.Step]int64{delivery.Finish: 58})
		w.late(0, v, map[delivery.Step]int64{delivery.Start: 5, delivery.Finish: 50}) // another device: the first word stands
		for name, c := range map[string]struct {
			who    access.Actor
			reason string
			kind   fault.Kind
			key    string
		}{
			"the provider":                {w.agent(orgA), "sent_late", fault.Denied, "access.denied"},
			"the carer":                   {w.carer(0), "sent_late", fault.Denied, "access.denied"},
			"a planner of the provider's": {w.who("acct_a", "person_acct_a", delivery.CanPlan), "sent_late", fault.Denied, "delivery.accept.sides"},
			"a planner who works there":   {w.who("acct_c1", w.posts[1].Person, delivery.CanPlan), "sent_late", fault.Denied, "delivery.accept.sides"},
			"the person, who plans":       {w.who("acct_e", w.persons[0], delivery.CanPlan), "sent_late", fault.Denied, "delivery.own"},
			"who plans elsewhere":         {partytest.Who(t, "person_p", partytest.Away, delivery.CanPlan), "sent_late", fault.NotFound, "access.absent"},
			"nobody":                      {access.Actor{}, "sent_late", fault.NotFound, "access.absent"},
			"without a reason":            {w.planner(), "", fault.Invalid, "delivery.wrong"},
		} {
			_, err := w.Accept(ctx, c.who, v.ID, c.reason)
			wants(t, name, err, c.kind, c.key)
		}
		if st := w.standing(v.ID); st.Grade != evidence.Unseen || w.stored(v.ID).State != delivery.Missed {
			t.Errorf("what was refused changed something: %+v, %s", st, w.stored(v.ID).State)
		}
		got, err := w.Accept(ctx, w.planner(), v.ID, "sent_late")
		if err != nil || got.State != delivery.Finished || got.BegunMs != v.FromMs+2*60_000 || got.EndedMs != v.FromMs+58*60_000 || got.StartedMs != w.now.UnixMilli() || got.FinishedMs != w.now.UnixMilli() {
			t.Fatalf("accepted: %+v, %v", got, err)
		}
		a := got.Accepted
		if got.Reason != "carer_away" || a == nil || a.Reason != "sent_late" || a.By != "person_p" || a.Carer != w.posts[0].Person || len(a.Reports) != 2 || !slices.Equal(got.Attended, []string{w.posts[0].ID}) {
			t.Errorf("accepted: %+v, %+v", got, a)
		}
		if st := w.standing(v.ID); st.Grade != evidence.E1 || !slices.Equal(st.Ways, []evidence.Way{evidence.Deliverer}) {
			t.Errorf("it stands %+v", st)
		}
		before := dump(t, w.db, w.Node)
		if again, err := w.Accept(ctx, w.planner(), v.ID, "marked_wrong"); err != nil || again.Accepted.Reason != "sent_late" || dump(t, w.db, w.Node) != before {
			t.Errorf("twice: %+v, %v", again.Accepted, err)
		}
		if err := w.Rebuild(ctx); err != nil || dump(t, w.db, w.Node) != before {
			t.Errorf("rebuilt it differs: %v", err)
		}
		planner := w.planner()
		planner.OnBehalfOf = w.persons[0]
		wants(t, "who took it in confirms it", w.Witness(ctx, planner, v.ID, delivery.Happened), fault.Denied, "evidence.involved")
		other := w.finished(p.ID, "2026-03-10")
		_, err = w.Accept(ctx, w.planner(), other.ID, "sent_late")
		wants(t, "one that was never missed", err, fault.Conflict, "delivery.accept.state")
	})
}

// A settlement that was approved without the visit stays as it is; the next one pays it, once the person has confirmed it and no sooner.
func TestAnAcceptedVisitIsPaidLate(t *testing.T) {
	proved(t, func(t *testing.T, w *world) {
		p := w.plan()
		first := w.finished(p.ID, "2026-03-05")
		elder := w.who("acct_e", w.persons[0], access.Own)
		if err := w.Witness(ctx, elder, first.ID, delivery.Happened); err != nil {
			t.Fatal(err)
		}
		v := w.missed(w.visit(p.ID, "2026-03-07", 9, 0))
		w.later("2026-04-02")
		march := w.approve(w.draw())
		w.late(0, v, whole)
		if _, err := w.Accept(ctx, w.planner(), v.ID, "sent_late"); err != nil {
			t.Fatal(err)
		}
		_, err := w.Draw(ctx, w.settler(), orgA, "2026-03")
		wants(t, "not confirmed yet", err, fault.Conflict, "delivery.settle.nothing")
		if err := w.Witness(ctx, elder, v.ID, delivery.Happened); err != nil {
			t.Fatal(err)
		}
		w.later("2026-05-02")
		d, err := w.Draw(ctx, w.settler(), orgA, "2026-04")
		if err != nil || len(d.Result.Lines) != 1 || d.Result.Lines[0].Visit != v.ID || d.Result.Lines[0].N != 1 || d.Result.Lines[0].Fen != 4000 {
			t.Fatalf("April pays %+v, %v", d.Result.Lines, err)
		}
		w.approve(d)
		if v := w.stored(v.ID); v.State != delivery.Settled || v.Accepted == nil {
			t.Errorf("paid, it is %+v", v)
		}
		if again, err := w.Settled(ctx, w.settler(), march.ID); err != nil || len(again.Result.Lines) != 1 || again.Result.Lines[0].Visit != first.ID {
			t.Errorf("March is now %+v, %v", again.Result, err)
		}
		if _, wrong, err := w.Recheck(ctx); err != nil || len(wrong) != 0 {
			t.Errorf("rechecked: %v %v", wrong, err)
		}
	})
}

// A code of the person's sheet counts beside the carer's own word, of a visit that was accepted as well.
func TestACodeOfAnAcceptedVisit(t *testing.T) {
	proved(t, func(t *testing.T, w *world) {
		room, _ := w.Evidence.(*evidence.Service)
		sheet, err := room.IssueSheet(ctx, w.who("acct_issue", "person_issue", evidence.CanIssue), w.persons[0], 0)
		if err != nil {
			t.Fatal(err)
		}
		v := w.missed(w.visit(w.plan().ID, "2026-03-05", 9, 0))
		w.late(0, v, whole)
		if _, err := w.Accept(ctx, w.planner(), v.ID, "sent_late"); err != nil {
			t.Fatal(err)
		}
		carer := w.who("acct_carer0", w.posts[0].Person, delivery.CanDeliver, evidence.CanRecord)
		for _, code := range []string{"000000", sheet.Codes[0]} {
			m, err := w.Move(ctx, carer, delivery.Move{ID: device(t), Visit: v.ID, Step: delivery.Confirm, ClaimedMs: w.now.UnixMilli(), Code: code})
			if err != nil || m.Outcome != delivery.Applied || m.Taken != (code == sheet.Codes[0]) {
				t.Errorf("the code: %+v %v", m, err)
			}
		}
		if st := w.standing(v.ID); st.Grade != evidence.E2 {
			t.Errorf("it stands %+v", st)
		}
	})
}

// The day says what was reported of a missed visit, whether its month is full by now, whether the person said no, and who may take it in.
func TestADayShowsWhatWasReportedTooLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.Times = 1 })
		v := w.missed(w.visit(p.ID, "2026-03-05", 9, 0))
		claim := func(who access.Actor) (delivery.Claim, bool) {
			t.Helper()
			d, err := w.DayPlan(ctx, who, orgA, v.On)
			if err != nil {
				t.Fatal(err)
			}
			c, found := d.Claims[v.ID]
			return c, found
		}
		w.late(0, v, map[delivery.Step]int64{delivery.Finish: 58})
		if c, found := claim(w.planner()); found {
			t.Errorf("the end alone claims %+v", c)
		}
		w.late(0, v, map[delivery.Step]int64{delivery.Start: 2})
		c, found := claim(w.planner())
		if !found || !c.May || c.Beyond || c.Denied || c.BegunMs != v.FromMs+2*60_000 || c.EndedMs != v.FromMs+58*60_000 {
			t.Errorf("%v %+v", found, c)
		}
		if c, found := claim(w.agent(orgA)); !found || c.May {
			t.Errorf("the provider: %v %+v", found, c)
		}
		w.seen.against[v.ID] = true
		instead := w.visit(p.ID, "2026-03-20", 9, 0)
		if c, _ := claim(w.planner()); !c.Beyond || !c.Denied {
			t.Errorf("with another in its place, and a no: %+v", c)
		}
		if _, err := w.Accept(ctx, w.planner(), v.ID, "sent_late"); err != nil {
			t.Fatalf("beyond the month: %v", err)
		}
		if _, found := claim(w.planner()); found {
			t.Error("what was taken in is still claimed")
		}
		list, err := w.Vouchers(ctx, w.planner(), w.persons[0], "2026-03")
		if err != nil || len(list) != 1 || list[0].Units != 2 || list[0].Used != 1 || list[0].Held != 1 {
			t.Errorf("March has %+v, %v", list, err)
		}
		_, err = w.Schedule(ctx, w.planner(), delivery.NewVisit{Plan: p.ID, Posts: []string{w.posts[0].ID}, FromMs: at("2026-03-25", 9)})
		wants(t, "a third", err, fault.Conflict, "delivery.voucher.used")
		d, err := w.DayPlan(ctx, w.planner(), orgA, "2026-03-31")
		if err != nil || len(d.Due) != 0 {
			t.Errorf("at the end of the month %d are due, %v", len(d.Due), err)
		}
		if _, err := w.Change(ctx, w.planner(), instead.ID, delivery.Change{Step: delivery.Cancel, Reason: "other"}); err != nil {
			t.Error(err)
		}
	})
}

// Two who went together are both down as having been there; one who began before it was marked wants the end alone; nobody's word counts but that of the
// visit's own carers, and an overlap with another visit is found.
func TestWhoseReportsAreTakenIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.Times, p.Together = 9, true })
		single := w.plan(func(p *delivery.Plan) { p.Times, p.Item = 9, "meals" })
		accept := func(v delivery.Visit) delivery.Visit {
			t.Helper()
			got, err := w.Accept(ctx, w.planner(), v.ID, "marked_wrong")
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		both := w.missed(w.visit(p.ID, "2026-03-05", 9, 0, 1))
		w.late(0, both, map[delivery.Step]int64{delivery.Start: 0, delivery.Finish: 60})
		w.late(1, both, map[delivery.Step]int64{delivery.Join: 5})
		if got := accept(both); !got.Whole() || len(got.Accepted.Reports) != 3 || w.seen.by[both.ID] != "person_p" {
			t.Errorf("together: %+v, said by %s", got, w.seen.by[both.ID])
		}
		alone := w.missed(w.visit(p.ID, "2026-03-08", 9, 0, 1))
		w.late(0, alone, map[delivery.Step]int64{delivery.Start: 0})
		w.late(1, alone, map[delivery.Step]int64{delivery.Finish: 60})
		_, err := w.Accept(ctx, w.planner(), alone.ID, "sent_late")
		wants(t, "each reported half", err, fault.Conflict, "delivery.accept.none")
		odd := w.visit(single.ID, "2026-03-10", 9, 0)
		w.later("2026-03-10")
		if got, err := w.Move(ctx, w.carer(0), delivery.Move{ID: device(t), Visit: odd.ID, Step: delivery.Finish, ClaimedMs: odd.UntilMs}); err != nil || got.Why != "unstarted" {
			t.Errorf("over before it began: %+v %v", got, err)
		}
		w.late(0, w.missed(odd), map[delivery.Step]int64{delivery.Start: 0})
		_, err = w.Accept(ctx, w.planner(), odd.ID, "sent_late")
		wants(t, "what was kept for another reason", err, fault.Conflict, "delivery.accept.none")
		begun := w.visit(single.ID, "2026-03-12", 9, 0)
		w.report(0, begun.ID, delivery.Start, begun.FromMs, "")
		w.missed(begun)
		w.late(0, begun, map[delivery.Step]int64{delivery.Finish: 55})
		if got := accept(begun); got.BegunMs != begun.FromMs || got.EndedMs != begun.FromMs+55*60_000 || len(got.Accepted.Reports) != 1 {
			t.Errorf("begun before: %+v", got)
		}
		gone := w.visit(single.ID, "2026-03-14", 9, 0)
		w.later("2026-03-14")
		for step, claimed := range map[delivery.Step]int64{delivery.Start: gone.FromMs, delivery.Finish: gone.UntilMs} { // her right ended at noon, her phone found a network at night
			m := delivery.Move{ID: device(t), Visit: gone.ID, Step: step, ClaimedMs: claimed}
			if got, err := w.Move(ctx, w.who("acct_carer0", w.posts[0].Person), m); err != nil || got.Why != "ended" {
				t.Errorf("%s after her right has ended: %+v %v", step, got, err)
			}
		}
		if got := accept(w.missed(gone)); got.State != delivery.Finished || got.Accepted.Carer != w.posts[0].Person {
			t.Errorf("reported after the right had ended: %+v", got)
		}
		other := w.missed(w.visit(single.ID, "2026-03-16", 9, 0))
		for _, step := range []delivery.Step{delivery.Start, delivery.Finish} {
			if got, err := w.Move(ctx, w.carer(1), delivery.Move{ID: device(t), Visit: other.ID, Step: step, ClaimedMs: other.FromMs}); err != nil || got.Why != "moved" {
				t.Errorf("a colleague's: %+v %v", got, err)
			}
		}
		_, err = w.Accept(ctx, w.planner(), other.ID, "sent_late")
		wants(t, "a colleague's word", err, fault.Conflict, "delivery.accept.none")
		w.late(0, other, whole)
		home := w.homes[w.persons[0]]
		delete(w.homes, w.persons[0])
		_, err = w.Accept(ctx, w.planner(), other.ID, "sent_late")
		wants(t, "of who is gone", err, fault.Conflict, "delivery.accept.gone")
		w.homes = map[string]region.Key{w.persons[0]: home}
		beside := w.visit(single.ID, "2026-03-16", 9, 0) // in the time that the missed one gave back
		w.done(0, beside, "")
		accept(other)
		open, err := w.waiting()
		if err != nil || len(open) != 1 || open[0].Kind != delivery.Overlap || !slices.Contains(open[0].Visits, other.ID) || !slices.Contains(open[0].Visits, beside.ID) {
			t.Errorf("the queue has %+v, %v", open, err)
		}
	})
}
