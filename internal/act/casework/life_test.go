package casework_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// each runs a test in a fresh world on every database.
func each(t *testing.T, exercise func(t *testing.T, w *caseworktest.World)) {
	t.Helper()
	storetest.Each(t, caseworktest.Migrations(), func(t *testing.T, db *store.DB) { exercise(t, caseworktest.New(t, db)) })
}

// refused wants an action refused with a key, and nothing changed.
func refused(t *testing.T, w *caseworktest.World, who access.Actor, c casework.Case, d casework.Deed, key string) {
	t.Helper()
	before := caseworktest.Dump(t, w)
	d.Seen = c.Actions
	_, err := w.Cases.Act(t.Context(), who, c.ID, d)
	if f, ok := fault.As(err); !ok || f.Key != key {
		t.Errorf("%s by %s = %v, want %s", d.Step, who.ID, err, key)
	}
	if diff := cmp.Diff(before, caseworktest.Dump(t, w)); diff != "" {
		t.Errorf("%s by %s was refused and changed something:\n%s", d.Step, who.ID, diff)
	}
}

func clocks(t *testing.T, w *caseworktest.World, c casework.Case) casework.Clocks {
	t.Helper()
	k, err := w.Cases.Clocks(c)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The whole way: one correction, assessment, decision, delivery, rating, appeal to another person, and the two clocks. The
// working days are counted by hand from the State Council's list of 2026 (国办发明电〔2025〕7号 as shipped): 1 to 3 January off with
// 4 January worked, Spring Festival 15 to 23 February off with 14 and 28 February worked.
func TestTheWholeWay(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		c := w.Open(t) // Monday 5 January
		if c.State != "received" || c.LimitOn != "2026-01-12" || c.Clock != casework.OfficeClock {
			t.Fatalf("opened: %s until %s on the clock of the %s", c.State, c.LimitOn, c.Clock)
		}
		w.Set("2026-01-08") // three working days later
		c = w.Do(t, c.ID, "assign", "correct")
		if c.Clock != casework.PersonClock || c.OfficeDays != 3 || c.PersonDays != 0 || c.LimitOn != "2026-01-29" || len(c.Missing) != 2 {
			t.Errorf("corrected: %+v", c)
		}
		w.Set("2026-01-13") // three working days more, of the person
		c = w.Do(t, c.ID, "supplement")
		if c.State != "received" || c.OfficeDays != 3 || c.PersonDays != 3 || c.LimitOn != "2026-01-15" || len(c.Missing) != 0 {
			t.Errorf("supplemented: %s, office %d, person %d, limit %s (two of five days are left), missing %v", c.State, c.OfficeDays, c.PersonDays, c.LimitOn, c.Missing)
		}
		if c.Assignee == "" {
			t.Error("a correction took the case from whoever had it")
		}
		c = w.Do(t, c.ID, "accept", "assess", "decide", "notify")
		if c.AppealBy != "2026-03-16" { // 60 days after 13 January are 14 March, a Saturday
			t.Errorf("an appeal is possible until %s, want 2026-03-16", c.AppealBy)
		}
		w.Set("2026-02-24") // the first working day after the festival
		// 14 to 30 January are 13 working days, 2 to 14 February 11, and the 24th is one: 25.
		if k := clocks(t, w, c); k.Office != 3+25 || k.Person != 3 || k.Left != 3-25 || k.Running != casework.OfficeClock || !c.Late("2026-02-24") {
			t.Errorf("after the festival the clocks are %+v", k)
		}
		c = w.Do(t, c.ID, "deliver", "rate")
		if !c.Ended() || c.Rating != 4 || c.LimitOn != "" {
			t.Errorf("delivered: %+v", c)
		}
		who, d := w.Usual(c, "rate")
		refused(t, w, who, c, d, "casework.rate.twice")
		w.Set("2026-03-17")
		who, d = w.Usual(c, "appeal")
		refused(t, w, who, c, d, "casework.appeal.late")
		w.Set("2026-03-16")
		before := c.OfficeDays
		c = w.Do(t, c.ID, "appeal")
		if c.OfficeDays != before || c.State != "appealed" {
			t.Errorf("appealed: %s; the clock of an ended case ran from %d to %d", c.State, before, c.OfficeDays)
		}
	})
}

// At the end of a year whose successor has no working days on record a decision can still be told, and no last day is held against the person.
func TestToldBeforeTheNextYearIsAnnounced(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		w.Set("2026-11-26") // 60 days later is 2027, of which the shipped calendar knows nothing
		c := w.Do(t, w.Open(t).ID, "accept", "assess", "decide", "notify")
		if c.AppealBy != "" {
			t.Errorf("an appeal is possible until %s", c.AppealBy)
		}
		if c = w.Do(t, c.ID, "deliver", "appeal"); c.State != "appealed" {
			t.Errorf("appealed: %s", c.State)
		}
	})
}

// A computer's clock that is set back step by step, over the new year too, strands no case: the office still reaches it and can end it, the
// days of the case stand still, and no clock runs. Found as a random life whose township began on the day over which the clock went back.
func TestAClockSetBackOverTheNewYear(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		w.Set("2025-01-06")
		c := w.Open(t)
		w.Move(-3)
		c = w.Do(t, c.ID, "submit", "accept")
		w.Move(-3) // 31 December 2024
		if c = w.Do(t, c.ID, "close"); c.State != "withdrawn" || c.DayOn != "2025-01-06" || c.OfficeDays+c.PersonDays != 0 {
			t.Errorf("closed: %s on %s after %d days of the office and %d of the person", c.State, c.DayOn, c.OfficeDays, c.PersonDays)
		}
		c = w.Open(t, func(o *casework.Opening) { o.Item = "bath_aid" })
		if w.Move(-66); w.Do(t, c.ID, "assign", "accept", "close").State != "withdrawn" { // as far as the longest random life goes back: 24 times 3 days
			t.Error("a case could not be ended two months before it began")
		}
	})
}

// A case is assigned only to an account that is there and could go on with it.
func TestAssignedIsWhoCanGoOn(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		c := w.Open(t)
		who, d := w.Usual(c, "assign")
		d.Assignee = caseworktest.Unfit
		refused(t, w, who, c, d, "casework.act.unfit")
		if c = w.Do(t, c.ID, "assign"); c.Assignee == "" {
			t.Error("an account that can go on was not assigned")
		}
	})
}

// Whoever decided, or declined to accept, has no hand in the appeal, under whatever account.
func TestAnAppealGoesToAnotherPerson(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		c := w.Do(t, w.Open(t).ID, "accept", "assess", "decide", "notify", "deliver", "appeal")
		both := w.Officer(caseworktest.Reviewer, caseworktest.County)
		both.Person = "person-decider-520521" // the same human being as the decider
		_, d := w.Usual(c, "decide_appeal")
		refused(t, w, both, c, d, "casework.act.decider")
		_, d = w.Usual(c, "assign")
		d.Assignee = "account-decider-520521"
		refused(t, w, w.Officer(caseworktest.Handler, caseworktest.County), c, d, "casework.act.decider")
		c = w.Do(t, c.ID, "decide_appeal")
		if c.State != "decided" || len(c.Deciders) != 4 || c.Appealed {
			t.Errorf("the appeal was decided: %+v", c)
		}
		c = w.Do(t, w.Open(t, func(o *casework.Opening) { o.Item = "other" }).ID, "refuse", "appeal")
		decliner := w.Officer(caseworktest.Reviewer, caseworktest.County)
		decliner.Person = "person-handler-520521"
		_, d = w.Usual(c, "decide_appeal")
		refused(t, w, decliner, c, d, "casework.act.decider")
	})
}

// An appeal that was taken back leaves nothing behind: when the case goes on, whoever declined it may handle it again.
func TestAnAppealTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		c := w.Do(t, w.Open(t).ID, "refuse", "appeal", "withdraw", "reopen", "accept")
		if c.State != "accepted" || c.Appealed {
			t.Errorf("after the appeal was taken back: %+v", c)
		}
		who, d := w.Usual(w.Do(t, c.ID, "assess", "decide", "deliver"), "appeal")
		refused(t, w, who, w.Get(t, c.ID), d, "casework.appeal.twice")
	})
}

// One complete notice; a second only when something new raised it, which it names.
func TestOneCompleteCorrection(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		c := w.Open(t)
		handler, d := w.Usual(c, "correct")
		for key, spoil := range map[string]func(d *casework.Deed){
			"casework.act.codes":     func(d *casework.Deed) { d.Missing = nil },
			"casework.correct.first": func(d *casework.Deed) { d.RaisedBy = c.Fresh },
		} {
			wrong := d
			spoil(&wrong)
			refused(t, w, handler, c, wrong, key)
		}
		twice, words := d, d
		twice.Missing, words.Missing = []string{"a", "a"}, []string{"Zhang San has no income"}
		refused(t, w, handler, c, twice, "casework.act.codes")
		refused(t, w, handler, c, words, "casework.act.codes")
		c = w.Do(t, c.ID, "correct")
		person, d := w.Usual(c, "supplement")
		for key, spoil := range map[string]func(d *casework.Deed){
			"casework.correct.nothing": func(d *casework.Deed) { d.Answers, d.Reason = nil, "" },
			"casework.correct.facts":   func(d *casework.Deed) { d.Facts = nil },
			"casework.correct.other":   func(d *casework.Deed) { d.Answers = []string{"something_else"} },
		} {
			wrong := d
			spoil(&wrong)
			refused(t, w, person, c, wrong, key)
		}
		d.Answers = []string{"income_proof"}
		c, err := w.Cases.Act(t.Context(), person, c.ID, d)
		if err != nil || !slices.Equal(c.Missing, []string{"id_copy"}) {
			t.Fatalf("a partial answer: %v, still missing %v", err, c.Missing)
		}
		_, again := w.Usual(c, "correct")
		again.Missing, again.RaisedBy = []string{"household_register"}, nil
		refused(t, w, handler, c, again, "casework.correct.twice")
		again.RaisedBy = []string{w.ID("action")}
		refused(t, w, handler, c, again, "casework.correct.raised")
		again.RaisedBy, again.Missing = c.Fresh, []string{"id_copy"}
		refused(t, w, handler, c, again, "casework.correct.asked")
		again.Missing = []string{"household_register"}
		if c, err = w.Cases.Act(t.Context(), handler, c.ID, again); err != nil || c.Notices != 2 || len(c.Missing) != 2 {
			t.Fatalf("a second notice that names what raised it: %v, %+v", err, c)
		}
		if k := c.Fresh; len(k) != 0 {
			t.Errorf("%v could raise a third notice", k)
		}
	})
}

// A notice after the limit is refused (行政许可法, article 32); the case goes on with what was received. It comes back to where it
// came from, also from a later state.
func TestCorrectionsReturn(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		c := w.Open(t)
		w.Set("2026-01-13") // one working day after the limit
		handler, d := w.Usual(c, "correct")
		refused(t, w, handler, c, d, "casework.act.late")
		c = w.Do(t, c.ID, "accept", "ask", "supplement")
		if c.State != "accepted" {
			t.Errorf("the answer led to %s, want accepted", c.State)
		}
		second := w.Open(t, func(o *casework.Opening) { o.Item = "other" })
		second = w.Do(t, second.ID, "correct")
		who, d := w.Usual(second, "lapse")
		refused(t, w, who, second, d, "casework.act.early")
		w.Set("2026-02-25")
		if second = w.Do(t, second.ID, "remind", "lapse"); second.State != "lapsed" {
			t.Errorf("lapsed: %s", second.State)
		}
	})
}

// Who may open and act for whom, and by which channel; a stranger is not even told that there is a case.
func TestActingForAnother(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		ctx := t.Context()
		o := w.Opening()
		stranger, kin, village := w.Resident(w.ID("person")), w.Resident(w.Kin), w.Officer(caseworktest.Village, caseworktest.Town)
		for name, c := range map[string]struct {
			who  access.Actor
			way  casework.Way
			kind fault.Kind
		}{
			"a stranger":                        {stranger, casework.Way{Channel: access.Web}, fault.NotFound},
			"a stranger with another's mandate": {stranger, casework.Way{Channel: access.Web, Mandate: caseworktest.Mandate}, fault.NotFound},
			"kin without the mandate":           {kin, casework.Way{Channel: access.Web}, fault.NotFound},
			"the next village":                  {w.Officer(caseworktest.Village, caseworktest.NextTown), casework.Way{Channel: access.Paper}, fault.NotFound},
			"a reader":                          {w.Officer(caseworktest.Reader, caseworktest.County), casework.Way{Channel: access.Paper}, fault.Denied},
			"nobody":                            {access.Actor{}, casework.Way{Channel: access.Web}, fault.NotFound},
			"a job as a channel":                {village, casework.Way{Channel: access.Job}, fault.Invalid},
			"no channel":                        {village, casework.Way{}, fault.Invalid},
		} {
			wrong := o
			wrong.Way = c.way
			if _, err := w.Cases.Open(ctx, c.who, wrong); fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v, want %s", name, err, c.kind)
			}
		}
		o.Way = casework.Way{Channel: access.Paper}
		c, err := w.Cases.Open(ctx, village, o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Cases.Open(ctx, w.Resident(w.Elder), w.Opening()); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second case about the same matter: %v", err)
		}
		d := casework.Deed{Step: "submit", Facts: []string{w.ID("form")}, Seen: c.Actions, Way: casework.Way{Channel: access.Voice, Mandate: caseworktest.Mandate}}
		if _, err = w.Cases.Act(ctx, kin, c.ID, d); err != nil {
			t.Fatal(err)
		}
		_, actions, err := w.Cases.View(ctx, w.Resident(w.Elder), c.ID, "")
		if err != nil || len(actions) != 2 {
			t.Fatalf("the person sees %d actions, %v", len(actions), err)
		}
		if a := actions[0]; a.OnBehalfOf != w.Elder || a.Channel != "paper" || a.Actor != village.ID || a.Mandate != "" {
			t.Errorf("the opening by a village officer is recorded as %+v", a)
		}
		if a := actions[1]; a.OnBehalfOf != w.Elder || a.Channel != "voice" || a.Mandate != caseworktest.Mandate {
			t.Errorf("the submission by a relative is recorded as %+v", a)
		}
		if _, _, err := w.Cases.View(ctx, stranger, c.ID, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a stranger is told %v", err)
		}
		if list, err := w.Cases.Own(ctx, w.Resident(w.Elder)); err != nil || len(list) != 1 {
			t.Errorf("the person's own cases: %v, %v", list, err)
		}
		if list, err := w.Cases.Own(ctx, stranger); err != nil || len(list) != 0 {
			t.Errorf("a stranger's own cases: %v, %v", list, err)
		}
		list, err := w.Cases.Behalf(ctx, w.Resident(w.Kin))
		if err != nil || len(list) != 1 || list[0].ID != c.ID || list[0].By != caseworktest.Mandate {
			t.Errorf("the cases that a relative follows: %+v, %v", list, err)
		}
		for name, who := range map[string]access.Actor{"a stranger": stranger, "the person": w.Resident(w.Elder), "an officer": village} {
			if list, err := w.Cases.Behalf(ctx, who); err != nil || len(list) != 0 {
				t.Errorf("%s follows %v, %v", name, list, err)
			}
		}
		self := w.Officer(caseworktest.Handler, caseworktest.County)
		self.Person = w.Elder
		refused(t, w, self, w.Get(t, c.ID), casework.Deed{Step: "accept"}, "casework.act.own")
	})
}

// The same case moves to another office, once that office has taken it.
func TestHandover(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		ctx := t.Context()
		town, next := w.Officer(caseworktest.Handler, caseworktest.Town), w.Officer(caseworktest.Handler, caseworktest.NextTown)
		c := w.Do(t, w.Open(t).ID, "hand_over")
		if turn := c.Turn(); turn.Place != caseworktest.NextTown || c.Place != caseworktest.Town || turn.DueOn != "2026-01-08" {
			t.Errorf("offered: turn %+v, place %v", turn, c.Place)
		}
		refused(t, w, town, c, casework.Deed{Step: "accept"}, "casework.act.state")
		refused(t, w, town, c, casework.Deed{Step: "take_over"}, "access.absent")
		in := func(who access.Actor) int {
			list, _, err := w.Cases.Queue(ctx, who, casework.Ask{})
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if a, b := in(town), in(next); a != 0 || b != 1 {
			t.Errorf("while offered, %d in the old queue and %d in the new one", a, b)
		}
		c, err := w.Cases.Act(ctx, next, c.ID, casework.Deed{Step: "take_over", Seen: c.Actions})
		if err != nil || c.Place != caseworktest.NextTown || c.Offer != nil || c.LimitOn != "2026-01-12" {
			t.Fatalf("taken over: %v, %+v", err, c)
		}
		if _, _, err := w.Cases.View(ctx, town, c.ID, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the old office still sees it: %v", err)
		}
		back := w.Do(t, w.Open(t, func(o *casework.Opening) { o.Item = "other" }).ID, "hand_over", "hand_back")
		if back.Offer != nil || back.Place != caseworktest.Town {
			t.Errorf("given back: %+v", back)
		}
		who, d := w.Usual(back, "hand_over")
		for _, to := range []region.Key{caseworktest.Outside, caseworktest.Town, {}} {
			d.To = to
			refused(t, w, who, back, d, "casework.handover.place")
		}
	})
}

// A day in a year without working days on record is refused, never guessed.
func TestAYearWithoutWorkingDays(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		c := w.Open(t)
		w.Set("2026-12-30") // five working days run into 2027
		if _, err := w.Cases.Open(t.Context(), w.Resident(w.Kin), w.Opening(func(o *casework.Opening) { o.Person = w.Kin })); fault.KindOf(err) != fault.Invalid {
			t.Errorf("opened at the end of the last known year: %v", err)
		}
		w.Set("2027-01-05")
		if _, err := w.Cases.Clocks(c); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the clocks of a case in an unknown year: %v", err)
		}
		who, d := w.Usual(c, "accept")
		refused(t, w, who, c, d, "calendar.year.missing")
	})
}

// The reminder is one, and a new stay allows a new one.
func TestOneReminder(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		c := w.Do(t, w.Open(t).ID, "remind")
		who, d := w.Usual(c, "remind")
		refused(t, w, who, c, d, "casework.act.reminded")
		if c = w.Do(t, c.ID, "accept", "remind"); !c.Reminded {
			t.Error("a new stay takes no reminder")
		}
	})
}
