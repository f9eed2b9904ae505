package delivery_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
	"mihe/internal/register/party/partytest"
)

// planDay is a Tuesday; the clock of a world stands before it.
const planDay = "2026-03-10"

// atWork lets the carers of orgA work from eight to twelve, with their bases on the map.
func (w *world) atWork() {
	w.points[partytest.North], w.points[partytest.South] = delivery.Point{Latitude: 27.1, Longitude: 105.6}, delivery.Point{Latitude: 27.1, Longitude: 105.66}
	for i := range 2 {
		w.carers = append(w.carers, match.Carer{
			Post: w.posts[i].ID, Base: w.posts[i].Base.String(), Shift: match.Window{Open: 8 * 60, Shut: 12 * 60}, Languages: []string{"zh"},
			Skills: []match.Skill{{Code: "care_worker", Level: 4}},
		})
	}
}

// daily is a plan with a visit every day.
func (w *world) daily(person int, change ...func(*delivery.Plan)) delivery.Plan {
	w.t.Helper()
	return w.plan(append([]func(*delivery.Plan){func(p *delivery.Plan) {
		p.Person, p.Place, p.Times = w.persons[person], w.homes[w.persons[person]], 31
	}}, change...)...)
}

func (w *world) propose(who access.Actor) delivery.Proposal {
	w.t.Helper()
	p, err := w.Propose(ctx, who, orgA, planDay)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) dayPlan() delivery.DayPlan {
	w.t.Helper()
	d, err := w.DayPlan(ctx, w.planner(), orgA, planDay)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// slots are those of a post that are not called off, by start.
func (w *world) slots(post int) (list []booking.Slot) {
	w.t.Helper()
	err := w.db.Read(ctx, func(q store.Queryer) (err error) {
		list, err = bookingdb.Store{}.Busy(q, w.Node, w.posts[post].Person, at(planDay, 0), at(planDay, 24))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// apart fails when two slots of a post meet.
func (w *world) apart() {
	w.t.Helper()
	for i := range w.posts {
		last := int64(0)
		for _, s := range w.slots(i) {
			from, until := s.Busy()
			if from < last {
				w.t.Errorf("slots of post %d meet at %s", i, time.UnixMilli(from))
			}
			last = until
		}
	}
}

// TestADayIsProposedAndAdopted: what is due finds carers, with reasons; what finds none says why; adopted, visits are set and times booked with their ways, all
// at once; what is left stays due; the plan can be made again from its record, and the read models too.
func TestADayIsProposedAndAdopted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		w.daily(0)
		w.daily(1)
		nurse := w.daily(2, func(p *delivery.Plan) { p.Skills = []string{"nurse_licence"} })
		w.barred[[2]string{w.persons[0], w.posts[0].Person}] = match.Related
		if d := w.dayPlan(); len(d.Due) != 3 || len(d.Set) != 0 || d.Latest != nil || len(d.Posts) != 2 {
			t.Fatalf("before: %+v", d)
		}
		p := w.propose(w.agent(orgA))
		if p.Plan.Figures.Served != 2 || len(p.Plan.Left) != 1 || p.Plan.Left[0].Visit != nurse.ID+".1" || !slices.Equal(p.Plan.Left[0].Constraints, []match.Constraint{match.Papers}) {
			t.Fatalf("proposed %+v, left %+v", p.Plan.Figures, p.Plan.Left)
		}
		if p.Plan.Seed == 0 || p.Plan.Iterations == 0 || len(w.slots(0))+len(w.slots(1)) != 0 {
			t.Errorf("a proposal books %d and %d slots", len(w.slots(0)), len(w.slots(1)))
		}
		done, err := w.Adopt(ctx, w.planner(), p.ID, nil)
		if err != nil || len(done.Adopted.Visits) != 2 {
			t.Fatalf("adopted: %+v, %v", done.Adopted, err)
		}
		d := w.dayPlan()
		if len(d.Set) != 2 || len(d.Due) != 1 || d.Due[0].Plan.ID != nurse.ID || d.Latest.Adopted == nil {
			t.Fatalf("after: %d set, due %+v", len(d.Set), d.Due)
		}
		for _, v := range d.Set {
			if v.Person == w.persons[0] && slices.Contains(v.Posts, w.posts[0].ID) {
				t.Error("a relative goes")
			}
		}
		ways := 0
		for i := range 2 {
			for _, s := range w.slots(i) {
				ways += s.WayBefore + s.WayAfter
			}
		}
		if ways != p.Plan.Figures.Way {
			t.Errorf("%d minutes of ways are booked, the plan has %d", ways, p.Plan.Figures.Way)
		}
		w.apart()
		_, err = w.Adopt(ctx, w.planner(), p.ID, nil)
		wants(t, "adopted again", err, fault.Conflict, "delivery.propose.adopted")
		if err := w.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if again := w.dayPlan(); again.Latest.Adopted == nil || len(again.Set) != 2 || again.Set[0].Slots[again.Set[0].Posts[0]] == "" {
			t.Errorf("rebuilt: %+v", again)
		}
		if n, differs, err := w.Recheck(ctx); n != 1 || len(differs) > 0 || err != nil {
			t.Errorf("rechecked %d, differ %v, %v", n, differs, err)
		}
	})
}

// fullHours books so many slots and no more.
type fullHours struct {
	delivery.Times
	left int
}

func (f *fullHours) BookIn(tx *store.Tx, who access.Actor, n booking.NewSlot) (booking.Slot, error) {
	if f.left--; f.left < 0 {
		return booking.Slot{}, fault.New(fault.Conflict, "booking.slot.busy", "number", "").At("from")
	}
	return f.Times.BookIn(tx, who, n)
}

// TestAdoptedWholeOrNotAtAll: where the last of the visits cannot be booked, none is set, and the proposal can still be adopted.
func TestAdoptedWholeOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		for i := range 3 {
			w.daily(i)
		}
		p, hours := w.propose(w.planner()), w.Times
		w.Times = &fullHours{hours, 2}
		_, err := w.Adopt(ctx, w.planner(), p.ID, nil)
		wants(t, "the third cannot be booked", err, fault.Conflict, "booking.slot.busy")
		if d := w.dayPlan(); len(d.Set) != 0 || len(d.Due) != 3 || len(w.slots(0))+len(w.slots(1)) != 0 || d.Stale != nil {
			t.Errorf("%d are set, %d due, stale %v", len(d.Set), len(d.Due), d.Stale)
		}
		w.Times = hours
		if _, err := w.Adopt(ctx, w.planner(), p.ID, nil); err != nil {
			t.Error(err)
		}
	})
}

// TestProposalsAreTakenAlong: who was proposed to come to a person, and who was not to, is part of what the person takes along.
func TestProposalsAreTakenAlong(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		w.daily(0)
		w.daily(1)
		w.barred[[2]string{w.persons[0], w.posts[0].Person}] = match.Related
		p := w.propose(w.planner())
		err := w.db.Read(ctx, func(q store.Queryer) error {
			_, rows, err := w.Export(q, w.Node, w.persons[0], nil)
			found := 0
			for _, r := range rows {
				if r["proposal"] == p.ID && r["on"] == planDay && r["barred"] == w.posts[0].ID+" related" {
					found++
				}
			}
			if found != 1 {
				t.Errorf("taken along: %v", rows)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestWithoutSome: the planner leaves a visit out; it stays due, and a carer whose whole way is left out is not booked.
func TestWithoutSome(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		a, b := w.daily(0), w.daily(1)
		p := w.propose(w.planner())
		_, err := w.Adopt(ctx, w.planner(), p.ID, []string{"plan_x.1"})
		wants(t, "without what is not there", err, fault.Invalid, "delivery.wrong")
		_, err = w.Adopt(ctx, w.planner(), p.ID, []string{a.ID + ".1", b.ID + ".1"})
		wants(t, "without everything", err, fault.Conflict, "delivery.propose.none")
		if _, err := w.Adopt(ctx, w.planner(), p.ID, []string{a.ID + ".1"}); err != nil {
			t.Fatal(err)
		}
		if d := w.dayPlan(); len(d.Set) != 1 || d.Set[0].Plan != b.ID || len(d.Due) != 1 || d.Due[0].Plan.ID != a.ID {
			t.Errorf("set %+v, due %+v", d.Set, d.Due)
		}
		again := w.propose(w.planner()) // the rest, around what is booked
		if _, err := w.Adopt(ctx, w.planner(), again.ID, nil); err != nil {
			t.Fatal(err)
		}
		w.apart()
		_, err = w.Propose(ctx, w.planner(), orgA, planDay)
		wants(t, "nothing is due", err, fault.Conflict, "delivery.propose.nothing")
	})
}

// TestCarersComeBackInBetween: what was set by hand has no ways; a proposal leaves time for the way to it and from it.
func TestCarersComeBackInBetween(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		w.carers = w.carers[:1]
		w.visit(w.daily(1).ID, planDay, 9, 0)
		w.daily(0)
		p := w.propose(w.planner())
		way := p.Day.Road.Ways([]match.Point{match.Point(w.points[partytest.North]), match.Point(w.points[partytest.South])})[1]
		if len(p.Plan.Routes) != 1 || way < 10 {
			t.Fatalf("%+v, a way of %d minutes", p.Plan.Figures, way)
		}
		if stop := p.Plan.Routes[0].Stops[0]; stop.From-stop.Way < 10*60+way {
			t.Errorf("she leaves at %d for the next, and is back at %d", stop.From-stop.Way, 10*60+way)
		}
	})
}

// TestADayThatHasBegun: nobody is sent anywhere in the past.
func TestADayThatHasBegun(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		w.daily(0)
		w.daily(1)
		w.now = time.UnixMilli(at(planDay, 9) + 17*60_000 + 1)
		p := w.propose(w.planner())
		for _, r := range p.Plan.Routes {
			if leaves := r.Stops[0].From - r.Stops[0].Way; leaves < 9*60+18 {
				t.Errorf("somebody leaves at minute %d", leaves)
			}
		}
		if _, err := w.Adopt(ctx, w.planner(), p.ID, nil); err != nil || p.Plan.Figures.Served != 2 {
			t.Errorf("%+v, %v", p.Plan.Figures, err)
		}
	})
}

// TestStaleProposals: whatever a plan rests on may change before it is adopted. Then nothing of it is set, and the reason is said.
func TestStaleProposals(t *testing.T) {
	for name, c := range map[string]struct {
		change func(w *world, first delivery.Plan)
		want   string
	}{
		"a visit was set by hand": {func(w *world, p delivery.Plan) { w.visit(p.ID, planDay, 15, 0) }, "due"},
		"the plan has ended":      {func(w *world, p delivery.Plan) { w.fails(w.End(ctx, w.planner(), p.ID, "2026-03-09", "withdrawn")) }, "due"},
		"a relative is known":     {func(w *world, p delivery.Plan) { w.bar(p.Person, match.Related) }, "barred"},
		"the hours are others":    {func(w *world, _ delivery.Plan) { w.carers[0].Shift.Open, w.carers[1].Shift.Open = 11*60, 11*60 }, "carer"},
		"a paper has run out":     {func(w *world, _ delivery.Plan) { w.carers[0].Skills, w.carers[1].Skills = nil, nil }, "carer"},
		"nobody is at work":       {func(w *world, _ delivery.Plan) { w.carers = nil }, "carer"},
		"a place lies elsewhere": {func(w *world, _ delivery.Plan) {
			w.points[partytest.South] = delivery.Point{Latitude: 27.9, Longitude: 105.66}
		}, "way"},
		"the time of it has passed": {func(w *world, _ delivery.Plan) { w.now = time.UnixMilli(at(planDay, 23)) }, "late"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.atWork()
				first := w.daily(0)
				w.daily(1)
				p := w.propose(w.planner())
				c.change(w, first)
				before := len(w.dayPlan().Set)
				_, err := w.Adopt(ctx, w.planner(), p.ID, nil)
				wants(t, name, err, fault.Conflict, "delivery.propose.stale."+c.want)
				if after := w.dayPlan(); len(after.Set) != before || after.Stale == nil {
					t.Errorf("%d visits are set, %d were; the page says %v", len(after.Set), before, after.Stale)
				}
			})
		})
	}
}

func (w *world) fails(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// bar keeps everybody from a person.
func (w *world) bar(person, why string) {
	for _, p := range w.posts {
		w.barred[[2]string{person, p.Person}] = why
	}
}

// TestAdoptionsRace: of proposals that several people adopt at once one is adopted, the others are refused, and no carer is in two places.
func TestAdoptionsRace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		for i := range 3 {
			w.daily(i)
		}
		const hands = 6
		var proposals []delivery.Proposal
		for range hands {
			proposals = append(proposals, w.propose(w.planner()))
		}
		errs := make([]error, hands)
		var all sync.WaitGroup
		for i := range hands {
			all.Go(func() { _, errs[i] = w.Adopt(context.Background(), w.planner(), proposals[i].ID, nil) })
		}
		all.Wait()
		adopted := 0
		for _, err := range errs {
			if err == nil {
				adopted++
			} else {
				wants(t, "the others", err, fault.Conflict, "delivery.propose.stale.due")
			}
		}
		if d := w.dayPlan(); adopted != 1 || len(d.Set) != 3 {
			t.Errorf("%d were adopted, %d visits are set", adopted, len(d.Set))
		}
		w.apart()
	})
}

// TestWhoPlansADay: whoever plans there and an account of the provider; nobody else, and elsewhere it is not there.
func TestWhoPlansADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		w.daily(0)
		away := partytest.Who(t, "person_away", partytest.Away, delivery.CanPlan)
		for name, c := range map[string]struct {
			who  access.Actor
			kind fault.Kind
		}{
			"another provider":      {w.agent(orgB), fault.Denied},
			"a carer":               {w.carer(0), fault.Denied},
			"who settles":           {w.settler(), fault.Denied},
			"who plans elsewhere":   {away, fault.NotFound},
			"nobody":                {access.Actor{}, fault.NotFound},
			"whoever reads, though": {w.inspector(), fault.Denied},
		} {
			_, err := w.DayPlan(ctx, c.who, orgA, planDay)
			_, err2 := w.Propose(ctx, c.who, orgA, planDay)
			if fault.KindOf(err) != c.kind || fault.KindOf(err2) != c.kind || err == nil || err2 == nil {
				t.Errorf("%s: %v, %v, want %v", name, err, err2, c.kind)
			}
		}
		p := w.propose(w.agent(orgA))
		for _, who := range []access.Actor{w.agent(orgB), w.carer(0), away} {
			if _, err := w.Adopt(ctx, who, p.ID, nil); err == nil || fault.KindOf(err) == fault.Conflict {
				t.Errorf("adopted by another: %v", err)
			}
		}
		for who, want := range map[*access.Actor]int{new(w.planner()): 1, new(w.agent(orgA)): 1, new(w.settler()): 0, new(away): 0} {
			if list, err := w.PlannedProviders(ctx, *who); err != nil || len(list) != want {
				t.Errorf("%s plans for %v, %v", who.ID, list, err)
			}
		}
		_, err := w.Propose(ctx, w.planner(), orgA, "2026-02-27")
		wants(t, "a day that is over", err, fault.Conflict, "delivery.propose.over")
	})
}

// TestNobodyIsVisitedTwiceAtOnce: two plans of a person find times apart, a visit of another provider is kept clear of, and what has no time left is no part of
// the plan and stays due.
func TestNobodyIsVisitedTwiceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.atWork()
		for _, item := range []string{"bathing", "meals", "reading"} {
			w.daily(0, func(p *delivery.Plan) {
				p.Item, p.Windows = item, []delivery.Window{{Days: []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}, Opens: "08:30", Close: "11:30"}}
			})
		}
		other := w.daily(0, func(p *delivery.Plan) { p.Item, p.Provider = "errands", orgB })
		w.visit(other.ID, planDay, 9, 2)
		p := w.propose(w.planner())
		if p.Plan.Figures.Served != 1 {
			t.Fatalf("%+v of %d", p.Plan.Figures, len(p.Day.Visits))
		}
		if _, err := w.Adopt(ctx, w.planner(), p.ID, nil); err != nil {
			t.Fatal(err)
		}
		d := w.dayPlan()
		if len(d.Set) != 1 || d.Set[0].FromMs < at(planDay, 10) || len(d.Due) != 2 {
			t.Errorf("set %+v, due %d", d.Set, len(d.Due))
		}
		_, differs, err := w.Recheck(ctx)
		if err != nil || len(differs) > 0 {
			t.Errorf("differ %v, %v", differs, err)
		}
	})
}

// TestTimesAreBooked: a carer is in one place at a time; a visit that is moved, cancelled or missed gives the time back, and so does the end of a plan.
func TestTimesAreBooked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.daily(0), w.daily(1, func(p *delivery.Plan) { p.Together = true })
		v := w.visit(a.ID, planDay, 9, 0)
		set := func(hour int) error {
			_, err := w.Schedule(ctx, w.planner(), delivery.NewVisit{Plan: b.ID, Posts: []string{w.posts[0].ID, w.posts[1].ID}, FromMs: at(planDay, hour) + 30*60_000})
			return err
		}
		err := set(9)
		wants(t, "while another visit lasts", err, fault.Conflict, "delivery.post.busy")
		if f, _ := fault.As(err); f.Field != "from" || fmt.Sprint(f.Args) == "[]" {
			t.Errorf("said at %q: %v", f.Field, f.Args)
		}
		if n := len(w.slots(1)); n != 0 {
			t.Errorf("what is refused has left %d slots", n)
		}
		if err := set(10); err != nil {
			t.Fatal(err)
		}
		change := func(id string, c delivery.Change) delivery.Visit {
			t.Helper()
			v, err := w.Change(ctx, w.agent(orgA), id, c)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		to := func(hour int, posts ...string) delivery.NewVisit {
			return delivery.NewVisit{FromMs: at(planDay, hour), Posts: posts}
		}
		_, err = w.Change(ctx, w.agent(orgA), v.ID, delivery.Change{Step: delivery.Reschedule, Reason: "other", NewVisit: to(11, w.posts[1].ID)})
		wants(t, "moved to who is busy", err, fault.Conflict, "delivery.post.busy")
		change(v.ID, delivery.Change{Step: delivery.Reschedule, Reason: "other", NewVisit: to(9, w.posts[1].ID)})
		change(v.ID, delivery.Change{Step: delivery.Reschedule, Reason: "other", NewVisit: to(8, w.posts[0].ID)}) // and back
		got := change(v.ID, delivery.Change{Step: delivery.Reschedule, Reason: "person_refused", NewVisit: to(8, w.posts[1].ID)})
		if len(w.slots(0)) != 1 || len(w.slots(1)) != 2 || !slices.Equal(got.Refused, []string{w.posts[0].ID}) {
			t.Errorf("%d and %d slots, refused %v", len(w.slots(0)), len(w.slots(1)), got.Refused)
		}
		change(v.ID, delivery.Change{Step: delivery.Cancel, Reason: "person_away"})
		if err := w.End(ctx, w.planner(), b.ID, "2026-03-09", "withdrawn"); err != nil {
			t.Fatal(err)
		}
		if len(w.slots(0))+len(w.slots(1)) != 0 {
			t.Errorf("%d and %d slots are left", len(w.slots(0)), len(w.slots(1)))
		}
		w.atWork()
		p := w.propose(w.planner()) // of the first person, who refused one of the two
		if visit := p.Day.Visits[0]; len(visit.Barred) != 1 || visit.Barred[0] != (match.Bar{Post: w.posts[0].ID, Why: match.Refused}) {
			t.Errorf("barred %+v", visit.Barred)
		}
	})
}

// TestVisitsOfOlderReleases: they have no slots. They are moved, which books their time, and cancelled, which frees nothing.
func TestVisitsOfOlderReleases(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.daily(0)
		v, gone := w.visit(p.ID, planDay, 9, 0), w.visit(p.ID, planDay, 14, 0)
		err := w.db.Write(ctx, func(tx *store.Tx) error {
			for _, one := range []delivery.Visit{v, gone} {
				one.Slots = nil
				if err := w.Store.PutVisit(tx, w.Node, one); err != nil {
					return err
				}
			}
			_, err := tx.Exec(`DELETE FROM booking_slot WHERE node = $1`, w.Node)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Change(ctx, w.planner(), gone.ID, delivery.Change{Step: delivery.Cancel, Reason: "weather"}); err != nil {
			t.Error(err)
		}
		n := delivery.NewVisit{FromMs: at(planDay, 10), Posts: []string{w.posts[0].ID}}
		if _, err := w.Change(ctx, w.planner(), v.ID, delivery.Change{Step: delivery.Reschedule, Reason: "weather", NewVisit: n}); err != nil || len(w.slots(0)) != 1 {
			t.Errorf("%d slots, %v", len(w.slots(0)), err)
		}
	})
}
